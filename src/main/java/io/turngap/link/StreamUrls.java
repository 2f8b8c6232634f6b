package io.turngap.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * URLs inside a telephone agent's answer, as they are to be dialled from here. Providers reach agents over TLS only and samples write
 * {@code wss://} and the Host header into their answers; an agent that was asked in plain HTTP on that very host and port speaks no TLS
 * there, and is dialled in plain too.
 */
final class StreamUrls {

    private static final AgentAddress.Form STREAM = new AgentAddress.Form(
            AgentAddress.Form.WEB_SOCKET,
            "/",
            "allowed are ws://HOST:PORT/PATH and wss://HOST/PATH",
            "the stream's key");
    private static final AgentAddress.Form HOOK = new AgentAddress.Form(
            Set.of("http", "https"), "/", "allowed are http://HOST:PORT/PATH and https://HOST/PATH", "the hook's key");

    private StreamUrls() {}

    /**
     * The stream at {@code written}, in an answer that came from {@code hook}.
     *
     * @throws LinkException when it cannot be dialled
     */
    static StreamOrder stream(String written, AgentAddress hook, SoundFormat sound) {
        URI uri = resolve(written, hook);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        // A relative URL comes out with the hook's scheme.
        boolean relative = scheme.startsWith("http") && !written.strip().regionMatches(true, 0, "http", 0, 4);
        if (relative) {
            uri = URI.create(uri.toString().replaceFirst("(?i)^http", "ws"));
        } else if (!AgentAddress.Form.WEB_SOCKET.contains(scheme)) {
            throw new LinkException("the stream's URL has the scheme \"" + scheme + "\"; it must be ws or wss");
        }
        AgentAddress address = AgentAddress.parse(uri.toString(), STREAM);
        StreamOrder order = StreamOrder.plain(address, relative ? address.uri().toString() : written.strip(), sound);
        boolean plainPort =
                !hook.tls() && address.tls() && hook.host().equals(address.host()) && hook.port() == address.port();
        if (!plainPort) {
            return order;
        }
        AgentAddress plain = AgentAddress.parse(address.uri().toString().replaceFirst("(?i)^wss", "ws"), STREAM);
        return new StreamOrder(plain, order.written(), sound, sound, order.parameters(), List.of());
    }

    /**
     * The hook at {@code written}, in an answer that came from {@code hook}.
     *
     * @throws LinkException when it cannot be asked
     */
    static AgentAddress hook(String written, AgentAddress hook) {
        return AgentAddress.parse(resolve(written, hook).toString(), HOOK);
    }

    private static URI resolve(String written, AgentAddress hook) {
        try {
            return hook.uri().resolve(new URI(written.strip()));
        } catch (URISyntaxException e) {
            throw new LinkException("its URL cannot be read (" + e.getReason() + " at character " + (e.getIndex() + 1)
                    + "); allowed are URLs such as wss://agent.example/media-stream");
        }
    }
}
