package io.turngap.agent;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ways into a server: who answers WebSockets, by path, and who answers plain requests at all other paths.
 *
 * @param webSockets an endpoint's factory by path
 * @param phones those of the paths at which a telephone provider calls, which signs instead of sending a key
 * @param pages answers plain requests
 */
record Doors(Map<String, Endpoint.Factory> webSockets, Set<String> phones, Pages pages) {

    /** The answer to a request that is no WebSocket. */
    record Page(HttpResponseStatus status, String contentType, String body) {}

    /** Answers plain requests. */
    @FunctionalInterface
    interface Pages {
        /** {@code key} says whether the request carries the server's key, or none is asked for. */
        Page answer(FullHttpRequest request, String path, boolean key);
    }

    /** One protocol at one path, and nothing else. */
    static Doors only(String path, Endpoint.Factory endpoints) {
        return new Doors(Map.of(path, endpoints), Set.of(), (request, seen, key) -> nowhere(seen, Set.of(path)));
    }

    /** Every path at which a WebSocket is taken, sorted. */
    Set<String> paths() {
        return new TreeSet<>(webSockets.keySet());
    }

    /** There is nothing at {@code path}: says what there is. */
    static Page nowhere(String path, Set<String> known) {
        return error(
                HttpResponseStatus.NOT_FOUND,
                "not_found",
                "No path " + ClientError.shown(path) + "; use " + String.join(", ", known));
    }

    /** A refusal, in the form that OpenAI's clients show. */
    static Page error(HttpResponseStatus status, String code, String says) {
        var body = ClientJson.object();
        body.putObject("error").put("code", code).put("message", says + ".");
        return new Page(status, "application/json", body.toString());
    }
}
