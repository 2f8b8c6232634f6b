package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.link.Link.Ending.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pipecat's WebSocket transport (protobuf frames) with RTVI: dialled directly, or through a start endpoint, as Pipecat's runner and Pipecat
 * Cloud have one, which says where the bot of this call is.
 */
final class Pipecat implements Protocol {

    /** Environment variable with the key of the start endpoint, or the token of the WebSocket. */
    static final String KEY_VARIABLE = "PIPECAT_API_KEY";

    private static final String EXPECTED =
            "expected is {\"wsUrl\": \"ws://…\"}, as a bot's /start answers for transport websocket";
    private static final int MOST_SHOWN = 300;
    private static final int BAD_TOKEN = 4003;
    private static final AgentAddress.Form FORM = new AgentAddress.Form(
            Set.of("ws", "wss", "http", "https"),
            "/",
            "allowed are pipecat:ws://HOST:PORT/ws-client and pipecat:http://HOST:PORT/start, and wss: and https:",
            KEY_VARIABLE);

    private final AgentAddress address;
    private final LinkOptions options;
    private final PipecatSettings settings;
    private final Optional<HttpAsk> http;

    Pipecat(String rest, LinkOptions options) {
        this.address = AgentAddress.parse(rest, FORM);
        this.options = options;
        this.settings = PipecatSettings.of(options);
        this.http = address.webSocket() ? Optional.empty() : Optional.of(new HttpAsk(options));
    }

    @Override
    public String name() {
        return "pipecat-rtvi";
    }

    @Override
    public AgentAddress address() {
        return address;
    }

    @Override
    public void locate(CallIdentity identity, Located found) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("traceparent", identity.traceparent());
        options.sendableKey(KEY_VARIABLE, address)
                .ifPresent(key -> headers.put("authorization", "Bearer " + key.reveal()));
        if (http.isEmpty()) {
            found.at(new Target(address, upgrade(headers, address), Optional.empty()));
            return;
        }
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("transport", "websocket");
        ObjectNode body = request.putObject("body");
        body.setAll(settings.body());
        body.put("traceparent", identity.traceparent()).put("turngap_call", identity.name());
        Map<String, String> asking = new LinkedHashMap<>(options.headers(address));
        asking.putAll(headers);
        http.get().ask("POST", address, asking, Optional.of(request), new HttpAsk.Answered() {
            @Override
            public void with(JsonNode answer) {
                started(answer, headers, found);
            }

            @Override
            public void refused(int status, String body) {
                found.nowhere(
                        status == 429 ? Kind.RATE_LIMITED : Kind.REFUSED,
                        address.shown() + " refused to start a bot: " + status + ", \""
                                + redaction().clean(body, MOST_SHOWN) + "\"" + hint(status));
            }

            @Override
            public void failed(String why) {
                found.nowhere(
                        Kind.UNREACHABLE,
                        "could not reach " + address.shown() + ": " + why
                                + "; check that Pipecat's runner listens there");
            }

            @Override
            public void wrong(String what) {
                found.nowhere(
                        Kind.PROTOCOL,
                        address.shown() + " answered " + redaction().clean(what, MOST_SHOWN) + "; " + EXPECTED);
            }
        });
    }

    private void started(JsonNode answer, Map<String, String> headers, Located found) {
        String url = answer.path("wsUrl").asText(answer.path("ws_url").asText(""));
        String token = answer.path("token").asText("");
        try {
            if (url.isEmpty()) {
                throw new LinkException("no wsUrl in the answer");
            }
            AgentAddress bot = AgentAddress.parse(url, FORM);
            if (!bot.webSocket()) {
                throw new LinkException("the wsUrl " + bot.shown() + " is no WebSocket's");
            }
            AgentAddress with = token.isEmpty() ? bot : bot.with("token", token);
            found.at(new Target(with, upgrade(headers, with), Optional.empty()));
        } catch (LinkException e) {
            found.nowhere(
                    Kind.PROTOCOL,
                    address.shown() + " did not say where the bot is: " + e.getMessage() + "; " + EXPECTED);
        }
    }

    private Map<String, String> upgrade(Map<String, String> headers, AgentAddress bot) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (!bot.tls() && !bot.loopback()) {
            all.remove("authorization");
        }
        if (asksForMilestones()) {
            all.put(TurngapEvents.HEADER, "1");
        }
        return all;
    }

    private boolean asksForMilestones() {
        return options.milestones() || address.loopback();
    }

    @Override
    public Conversation converse(Wire wire, CallIdentity identity, Link.Listener listener) {
        return new PipecatConversation(wire, settings, options.connectTimeoutMs(), asksForMilestones(), listener);
    }

    @Override
    public Redaction redaction() {
        return new Redaction(options.keys().get(KEY_VARIABLE).map(List::of).orElse(List.of()));
    }

    @Override
    public String hint(int status) {
        return status == 401 || status == 403 ? options.keyHint(KEY_VARIABLE, address) : Hints.of(status);
    }

    @Override
    public Optional<Kind> meaning(int closeCode, String reason) {
        return closeCode == CloseCodes.TRY_AGAIN_LATER
                ? Optional.of(Kind.BUSY)
                : closeCode == BAD_TOKEN ? Optional.of(Kind.REFUSED) : Optional.empty();
    }

    @Override
    public String closeCode(int closeCode) {
        return switch (closeCode) {
            case CloseCodes.TRY_AGAIN_LATER -> "the bot takes one client at a time and has one: use --concurrency 1";
            case BAD_TOKEN -> "bad token or origin: set " + KEY_VARIABLE + ", or give ?token= in the address";
            default -> "";
        };
    }

    @Override
    public void close() {
        http.ifPresent(HttpAsk::close);
    }
}
