package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the agent answers to plain requests: at {@value #HEALTH} a line of text, at {@value PhoneAnswers#VOICE} and below it what sends a
 * telephone call here ({@link PhoneAnswers}), at {@value #START} where a Pipecat client is to connect, and elsewhere which paths there are. Addresses are made of the name under
 * which the client reached this server, secure where a proxy says so.
 */
final class AgentPages implements Doors.Pages {

    static final String HEALTH = "/";
    static final String START = "/start";

    private static final String FORWARDED_SCHEME = "X-Forwarded-Proto";
    private static final int MOST_HOST = 255;

    private final ServerOptions options;
    private final Set<String> known;

    AgentPages(ServerOptions options, Set<String> webSockets) {
        this.options = options;
        this.known = new TreeSet<>(webSockets);
        known.add(HEALTH);
        known.addAll(PhoneAnswers.paths());
        known.add(START);
    }

    @Override
    public Doors.Page answer(FullHttpRequest request, String path, boolean key) {
        HttpMethod method = request.method();
        boolean read = method.equals(HttpMethod.GET);
        boolean written = method.equals(HttpMethod.POST);
        if (PhoneAnswers.paths().contains(path)) {
            return read || written ? voice(request, path) : wrongMethod(path, method, "GET or POST");
        }
        return switch (path) {
            case HEALTH ->
                read
                        ? new Doors.Page(HttpResponseStatus.OK, "text/plain", "turngap agent, at your service\n")
                        : wrongMethod(path, method, "GET");
            case START -> written ? start(request, key) : wrongMethod(path, method, "POST");
            default -> Doors.nowhere(path, known);
        };
    }

    private Doors.Page voice(FullHttpRequest request, String path) {
        String form = request.content().toString(StandardCharsets.UTF_8);
        if (options.phoneToken().isPresent()
                && !TwilioSignature.isValid(options.phoneToken().orElseThrow(), request, form)) {
            return Doors.error(
                    HttpResponseStatus.FORBIDDEN,
                    "invalid_signature",
                    "Wrong or missing " + TwilioSignature.HEADER + "; it is checked because "
                            + ServerOptions.PHONE_TOKEN_VARIABLE + " is set; sign with the same token");
        }
        HttpHeaders headers = request.headers();
        if (!isHost(headers)) {
            return noHost(headers);
        }
        // The name of a host that was let through holds nothing that XML or JSON would have to escape.
        return PhoneAnswers.at(path, base(headers));
    }

    /** Official clients take no keys but these two, and no token that is null. */
    private Doors.Page start(FullHttpRequest request, boolean key) {
        if (!key) {
            return Doors.error(
                    HttpResponseStatus.UNAUTHORIZED,
                    "invalid_api_key",
                    "Wrong or missing key; send Authorization: Bearer with the value of " + ServerOptions.KEY_VARIABLE);
        }
        HttpHeaders headers = request.headers();
        if (!isHost(headers)) {
            return noHost(headers);
        }
        try {
            JsonNode body = request.content().isReadable() ? ClientJson.read(request.content()) : ClientJson.object();
            String transport = body.path("transport").asText("websocket");
            if (!transport.equals("websocket")) {
                throw new ClientError(
                        "invalid_value",
                        "transport",
                        "No transport " + ClientError.shown(transport) + "; there is websocket.");
            }
            QueryStringEncoder address = new QueryStringEncoder(base(headers) + AgentServer.PIPECAT);
            for (String function : PipecatFunctions.offered(body.path("body").path(PipecatFunctions.KEY))) {
                address.addParam(PipecatFunctions.KEY, function);
            }
            String traceparent =
                    body.path("body").path(TraceContext.HEADER).asText(headers.get(TraceContext.HEADER, ""));
            if (TraceContext.isParent(traceparent)) {
                address.addParam(TraceContext.HEADER, traceparent);
            }
            ObjectNode answer = ClientJson.object().put("wsUrl", address.toString());
            options.key().ifPresent(token -> answer.put("token", token));
            return new Doors.Page(HttpResponseStatus.OK, "application/json", answer.toString());
        } catch (ClientError wrong) {
            String says = wrong.text();
            return Doors.error(HttpResponseStatus.BAD_REQUEST, wrong.code(), says.substring(0, says.length() - 1));
        }
    }

    private static String base(HttpHeaders headers) {
        boolean secure = headers.get(FORWARDED_SCHEME, "").startsWith("https");
        return (secure ? "wss://" : "ws://") + headers.get(HttpHeaderNames.HOST, "");
    }

    private static boolean isHost(HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST, "");
        return !host.isEmpty()
                && host.length() <= MOST_HOST
                && host.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || ".-_:[]".indexOf(c) >= 0));
    }

    private static Doors.Page noHost(HttpHeaders headers) {
        return Doors.error(
                HttpResponseStatus.BAD_REQUEST,
                "bad_request",
                "The header Host must name a host; value seen: '"
                        + ClientError.shown(headers.get(HttpHeaderNames.HOST, "")) + "'");
    }

    private static Doors.Page wrongMethod(String path, HttpMethod seen, String allowed) {
        return Doors.error(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                seen + " at " + path + "; allowed: " + allowed);
    }
}
