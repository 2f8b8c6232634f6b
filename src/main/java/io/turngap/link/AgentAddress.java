package io.turngap.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where an agent is reached.
 *
 * @param uri with a path; {@code ws:} or {@code wss:}, or {@code http:} and {@code https:} where a protocol asks there first
 */
record AgentAddress(URI uri) {

    /** Query parameters whose values may be shown; of any other the value may be a secret. */
    private static final Set<String> SHOWN =
            Set.of("model", "intent", "language", "deployment", "api-version", "transcription_model");

    private static final Set<String> SECRET_NAMES =
            Set.of("key", "token", "secret", "sig", "auth", "pass", "pwd", "credential");
    private static final int LEAST_SECRET = 8;

    /**
     * What an address of one protocol looks like.
     *
     * @param schemes allowed, in lower case
     * @param defaultPath where the address has none
     * @param allowed what may be written, with an example, for error messages
     * @param keyVariable environment variable in which a key belongs, for error messages
     */
    record Form(Set<String> schemes, String defaultPath, String allowed, String keyVariable) {
        /** Schemes of a WebSocket. */
        static final Set<String> WEB_SOCKET = Set.of("ws", "wss");
    }

    /**
     * Reads an address without the protocol's name in front.
     *
     * @throws LinkException when it cannot be used; the message repeats no secret
     */
    static AgentAddress parse(String address, Form form) {
        URI uri;
        try {
            uri = new URI(address.strip());
        } catch (URISyntaxException e) {
            // The exception's message repeats the whole address, which may hold a secret.
            throw new LinkException("the agent's address cannot be read (" + e.getReason() + " at character "
                    + (e.getIndex() + 1) + " after the protocol's name); " + form.allowed() + ": change --agent");
        }
        check(uri, form);
        return new AgentAddress(withPath(uri, form.defaultPath()));
    }

    private static void check(URI uri, Form form) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!form.schemes().contains(scheme)) {
            throw new LinkException(
                    "the agent's address has the scheme \"" + scheme + "\"; " + form.allowed() + ": change --agent");
        }
        if (uri.getRawUserInfo() != null) {
            throw new LinkException("the agent's address holds a user or password before the @ (not shown here); "
                    + form.allowed() + ": take it out and give a key in the environment variable "
                    + form.keyVariable());
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new LinkException("the agent's address has no usable host and port (seen: \""
                    + firstWord(uri.getRawAuthority()) + "\"); " + form.allowed() + ": change --agent");
        }
        if (uri.getRawFragment() != null) {
            throw new LinkException("the agent's address ends in \"#…\", which WebSocket does not allow (RFC 6455, 3); "
                    + form.allowed() + ": take that part away");
        }
    }

    /** The beginning of an address, fit to be shown. */
    static String firstWord(@org.jspecify.annotations.Nullable String text) {
        String shown = text == null ? "" : text.split("[?@ ]", 2)[0];
        return shown.length() <= 60 ? shown : shown.substring(0, 60) + "…";
    }

    private static URI withPath(URI uri, String path) {
        if (!uri.getRawPath().isEmpty()) {
            return uri;
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path + query);
    }

    /** Names of the query's parameters. */
    Set<String> parameters() {
        String query = uri.getRawQuery();
        return query == null
                ? Set.of()
                : Arrays.stream(query.split("&")).map(p -> p.split("=", 2)[0]).collect(Collectors.toSet());
    }

    /** The raw value of the query's first parameter of that name; it may be a secret. */
    Optional<String> parameter(String name) {
        String query = uri.getRawQuery();
        return query == null
                ? Optional.empty()
                : Arrays.stream(query.split("&"))
                        .map(p -> p.split("=", 2))
                        .filter(p -> p[0].equals(name) && p.length == 2)
                        .map(p -> p[1])
                        .findFirst();
    }

    /** Values of the query that may be secrets, as they are written and as they are meant: those that {@link #shown} leaves out. */
    Set<String> hiddenValues() {
        String query = uri.getRawQuery();
        if (query == null) {
            return Set.of();
        }
        Set<String> values = new HashSet<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (!SHOWN.contains(name) && maybeSecret(name.toLowerCase(Locale.ROOT), value)) {
                values.add(value);
                values.add(decoded(value));
            }
        }
        return values;
    }

    /** A setting such as {@code agent=concierge} is no secret, and its value may be a word that people say. */
    private static boolean maybeSecret(String name, String value) {
        return value.length() >= LEAST_SECRET && value.chars().anyMatch(c -> c >= '0' && c <= '9')
                || value.length() >= LEAST_SECRET / 2 && SECRET_NAMES.stream().anyMatch(name::contains);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return value;
        }
    }

    /** With one more parameter in the query. */
    AgentAddress with(String parameter, String value) {
        String base = uri.toString();
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        String separator = base.indexOf('?') < 0 ? "?" : base.endsWith("?") || base.endsWith("&") ? "" : "&";
        return new AgentAddress(URI.create(base + separator + parameter + "=" + encoded));
    }

    /** True where a WebSocket is opened at once, without asking over HTTP first. */
    boolean webSocket() {
        return Form.WEB_SOCKET.contains(uri.getScheme().toLowerCase(Locale.ROOT));
    }

    boolean tls() {
        return "wss".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    }

    /** Host name or literal address, the latter without brackets. */
    String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        return uri.getPort() > 0 ? uri.getPort() : tls() ? 443 : 80;
    }

    /** True when the address itself names this machine; no name is looked up. */
    boolean loopback() {
        String host = host().toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("0:0:0:0:0:0:0:1")
                || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** For messages and files: values of query parameters that may be secrets are left out. */
    String shown() {
        String query = uri.getRawQuery();
        String stem = uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        if (query == null) {
            return stem;
        }
        return Arrays.stream(query.split("&"))
                .map(p -> p.split("=", 2))
                .map(p -> SHOWN.contains(p[0]) && p.length == 2 ? p[0] + "=" + p[1] : p[0] + "=…")
                .collect(Collectors.joining("&", stem + "?", ""));
    }

    @Override
    public String toString() {
        return shown();
    }
}
