package io.turngap.probe;

import io.turngap.measure.Hiding;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where the probed component is, and the key that opens it. The key comes from the environment, goes into the header of a request and
 * nowhere else: never unencrypted to another machine, and {@link #hidden} takes it out of whatever a server says.
 */
public final class Target {

    private static final int LEAST_SECRET = 16;

    private final HttpUrl url;
    private final boolean encrypted;
    private final boolean socket;
    private final String keyVariable;
    private final String scheme;
    private final @Nullable String key;
    private final Hiding hiding;

    private Target(
            HttpUrl url, boolean encrypted, boolean socket, String keyVariable, String scheme, @Nullable String key) {
        this.url = url;
        this.encrypted = encrypted;
        this.socket = socket;
        this.keyVariable = keyVariable;
        this.scheme = scheme;
        this.key = key;
        Set<String> secrets = new HashSet<>();
        if (key != null) {
            secrets.add(key);
        }
        for (int i = 0; i < url.querySize(); i++) {
            String value = url.queryParameterValue(i);
            // What stands in the address may be a key, too; a short value is a setting.
            if (value != null && value.length() >= LEAST_SECRET) {
                secrets.add(value);
            }
        }
        this.hiding = Hiding.NOTHING.and(secrets);
    }

    /**
     * The component at {@code url}.
     *
     * @param url http, https, ws or wss
     * @param keyVariable the environment variable that holds the key; one that is not set, or blank, means that no key is sent
     * @param scheme the word before the key in the header, {@code Bearer} or {@code Token}
     * @param environment such as {@code System::getenv}; gives null for a variable that is not set
     * @throws ProbeException when the address is none, or the key would travel unencrypted
     */
    public static Target of(
            String url, String keyVariable, String scheme, UnaryOperator<@Nullable String> environment) {
        String lower = url.toLowerCase(Locale.ROOT);
        boolean socket = lower.startsWith("ws://") || lower.startsWith("wss://");
        // A WebSocket begins as an HTTP request, and HttpUrl knows no other scheme.
        HttpUrl parsed = HttpUrl.parse(socket ? "http" + url.substring(2) : url);
        if (parsed == null) {
            throw new ProbeException("--url is '" + bare(url)
                    + "'; an address such as http://127.0.0.1:8080/v1/chat/completions is expected (http, https; ws, wss for"
                    + " streaming recognition). Give one.");
        }
        if (!parsed.username().isEmpty() || !parsed.password().isEmpty()) {
            throw new ProbeException(
                    "--url holds a name or password before '@'; an address without them is expected, and a key"
                            + " in the environment. Set " + keyVariable + " instead.");
        }
        String found = environment.apply(keyVariable);
        String key = found == null || found.isBlank() ? null : found.strip();
        if (key != null && key.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw new ProbeException("The key in the environment variable " + keyVariable
                    + " holds a character that no header can; letters, digits and signs are expected. Set it again.");
        }
        Target target = new Target(parsed, parsed.isHttps(), socket, keyVariable, scheme, key);
        if (key != null && !parsed.isHttps() && !target.isLocal()) {
            throw new ProbeException(
                    "--url is " + target.shown() + ", which is not encrypted, and the key in " + keyVariable
                            + " is never sent unencrypted beyond this machine; https or wss is expected. Change the address, or name"
                            + " a variable that is not set with --key-env.");
        }
        return target;
    }

    private static String bare(String url) {
        return url.replaceFirst("//[^/@]*@", "//").replaceFirst("\\?.*", "");
    }

    /** True for this machine's own loopback addresses. */
    public boolean isLocal() {
        String host = url.host();
        if (host.equals("localhost")) {
            return true;
        }
        boolean literal = host.contains(":") || host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
        try {
            // A literal is read, not looked up.
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException none) {
            return false;
        }
    }

    /** True when the address is that of a WebSocket. */
    public boolean isSocket() {
        return socket;
    }

    /** The address, as HTTP. */
    HttpUrl url() {
        return url;
    }

    /** The address for people and files, without its query, which may hold a secret. */
    public String shown() {
        String plain = url.newBuilder().query(null).fragment(null).build().toString();
        return socket ? "ws" + plain.substring("http".length()) : plain;
    }

    /** A request to {@code address}, which is this one or has further parameters, with the key where there is one. */
    Request.Builder request(HttpUrl address) {
        Request.Builder request = new Request.Builder().url(address);
        return key == null ? request : request.header("Authorization", scheme + " " + key);
    }

    /** {@code text} without the key, wherever a server repeats it. */
    String hidden(String text) {
        return hiding.hide(text);
    }

    /** What to do when the server does not let us in, where something is known. */
    Optional<String> adviceFor(int status) {
        return switch (status) {
            case 401, 403 ->
                Optional.of(
                        key == null
                                ? "no key was sent, because the environment variable " + keyVariable + " is not set"
                                : "the key in the environment variable " + keyVariable + " was refused");
            case 404 -> Optional.of("check the path of --url, and --model");
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return shown() + (encrypted ? " (encrypted)" : "");
    }
}
