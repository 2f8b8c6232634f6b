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
 */
public record ServerOptions(String host, int port, int mostCalls, int threads, Optional<String> key) {

    /** Name of the environment variable that holds the key. */
    public static final String KEY_VARIABLE = "TURNGAP_AGENT_KEY";

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

    /** On loopback, at most 1,000 calls, two event loops, the key from the environment. */
    public static ServerOptions loopback(int port) {
        return new ServerOptions(
                LOOPBACK,
                port,
                1_000,
                2,
                Optional.ofNullable(System.getenv(KEY_VARIABLE)).filter(key -> !key.isBlank()));
    }

    /** Does not show the key. */
    @Override
    public String toString() {
        return host + ":" + port + ", most calls " + mostCalls + ", threads " + threads
                + (key.isPresent() ? ", with a key" : ", no key");
    }
}
