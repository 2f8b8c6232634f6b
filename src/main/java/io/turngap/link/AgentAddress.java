package io.turngap.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where an agent is reached.
 *
 * @param uri {@code ws:} or {@code wss:}, with a path
 */
record AgentAddress(URI uri) {

    private static final String PROTOCOL = "openai";
    private static final String DEFAULT_PATH = "/v1/realtime";
    private static final String ALLOWED =
            "allowed are openai:ws://HOST:PORT/PATH and openai:wss://HOST/PATH, also without "
                    + "openai: in front, such as openai:ws://127.0.0.1:8765/v1/realtime";
    /** Query parameters whose values may be shown; of any other the value may be a secret. */
    private static final Set<String> SHOWN =
            Set.of("model", "intent", "language", "deployment", "api-version", "transcription_model");

    /** Reads {@code ws://…}, {@code wss://…}, with or without {@code openai:} in front. Without a path it is {@code /v1/realtime}. */
    static AgentAddress parse(String address) {
        String rest = address.strip();
        int colon = rest.indexOf(':');
        String first = colon < 0 ? "" : rest.substring(0, colon).toLowerCase(Locale.ROOT);
        if (first.equals(PROTOCOL)) {
            rest = rest.substring(colon + 1);
        } else if (!first.equals("ws") && !first.equals("wss")) {
            String seen = first.isEmpty() ? "\"" + firstWord(rest) + "\"" : "with \"" + first + ":\"";
            throw new LinkException("the agent's address begins " + seen + "; " + ALLOWED + ": change --agent");
        }
        URI uri;
        try {
            uri = new URI(rest);
        } catch (URISyntaxException e) {
            // The exception's message repeats the whole address, which may hold a secret.
            throw new LinkException("the agent's address cannot be read (" + e.getReason() + " at character "
                    + (e.getIndex() + 1) + " after the protocol's name); " + ALLOWED + ": change --agent");
        }
        check(uri);
        return new AgentAddress(withPath(uri));
    }

    private static void check(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("ws") && !scheme.equals("wss")) {
            throw new LinkException(
                    "the agent's address has the scheme \"" + scheme + "\"; " + ALLOWED + ": change --agent");
        }
        if (uri.getRawUserInfo() != null) {
            throw new LinkException("the agent's address holds a user or password before the @ (not shown here); "
                    + ALLOWED + ": take it out and give a key in the environment variable " + LinkOptions.KEY_VARIABLE);
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new LinkException("the agent's address has no usable host and port (seen: \""
                    + firstWord(uri.getRawAuthority()) + "\"); " + ALLOWED + ": change --agent");
        }
        if (uri.getRawFragment() != null) {
            throw new LinkException("the agent's address ends in \"#…\", which WebSocket does not allow (RFC 6455, 3); "
                    + ALLOWED + ": take that part away");
        }
    }

    private static String firstWord(@org.jspecify.annotations.Nullable String text) {
        String shown = text == null ? "" : text.split("[?@ ]", 2)[0];
        return shown.length() <= 60 ? shown : shown.substring(0, 60) + "…";
    }

    private static URI withPath(URI uri) {
        if (!uri.getRawPath().isEmpty()) {
            return uri;
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + DEFAULT_PATH + query);
    }

    /** With {@code model=} in the query, unless the query already says which kind of session it wants. */
    AgentAddress withModel(String model) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        boolean decided = Arrays.stream(query.split("&"))
                .map(p -> p.split("=", 2)[0])
                .anyMatch(name -> name.equals("model") || name.equals("intent") || name.equals("call_id"));
        if (decided) {
            return this;
        }
        String encoded = java.net.URLEncoder.encode(model, java.nio.charset.StandardCharsets.UTF_8);
        String base = uri.toString();
        int mark = base.indexOf('?');
        String stem = mark < 0 ? base : base.substring(0, mark);
        return new AgentAddress(URI.create(stem + "?" + (query.isEmpty() ? "" : query + "&") + "model=" + encoded));
    }

    boolean tls() {
        return "wss".equalsIgnoreCase(uri.getScheme());
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
