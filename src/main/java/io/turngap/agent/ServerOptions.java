package io.turngap.agent;

import java.util.Optional;

/**
 * Where and how an agent is served.
 *
 * @param host address to bind, such as {@code 127.0.0.1}
 * @param port port to bind; 0 takes a free one
 * @param mostCalls calls at once; beyond, a handshake is answered with 503
 * @param threads event loops
 * @param key what a client must present as its bearer token; empty asks for none
 * @param phoneToken what Twilio signs its requests with; empty checks no signature
 * @param singleClient whether Pipecat's door takes one client at a time, as some bots of its do
 */
public record ServerOptions(
        String host,
        int port,
        int mostCalls,
        int threads,
        Optional<String> key,
        Optional<String> phoneToken,
        boolean singleClient) {

    /** Name of the environment variable that holds the key. */
    public static final String KEY_VARIABLE = "TURNGAP_AGENT_KEY";

    /** Name of the environment variable that holds the telephone provider's token. */
    public static final String PHONE_TOKEN_VARIABLE = "TWILIO_AUTH_TOKEN";

    private static final String LOOPBACK = "127.0.0.1";

    public ServerOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + "; allowed: 0 to 65535, 0 takes a free one");
        }
        if (mostCalls < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "most calls " + mostCalls + ", threads " + threads + "; both must be 1 or more");
        }
    }

    /** Many clients at every door, no signature checked. */
    public ServerOptions(String host, int port, int mostCalls, int threads, Optional<String> key) {
        this(host, port, mostCalls, threads, key, Optional.empty(), false);
    }

    /** The same with these ways to take clients. */
    public ServerOptions with(Optional<String> token, boolean single) {
        return new ServerOptions(host, port, mostCalls, threads, key, token, single);
    }

    /** The value of an environment variable that holds a secret; empty when it is not set, or blank. */
    public static Optional<String> secret(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }

    /** On loopback, at most 1,000 calls, two event loops, the key from the environment. */
    public static ServerOptions loopback(int port) {
        return new ServerOptions(LOOPBACK, port, 1_000, 2, secret(KEY_VARIABLE));
    }

    /** Shows neither the key nor the token. */
    @Override
    public String toString() {
        return host + ":" + port + ", most calls " + mostCalls + ", threads " + threads
                + (key.isPresent() ? ", with a key" : ", no key")
                + (phoneToken.isPresent() ? ", with a phone token" : "") + (singleClient ? ", single client" : "");
    }
}
