package io.turngap.link;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The OpenAI Realtime protocol over WebSocket, in GA names or, where the agent speaks them or the options say so, in those of the beta. */
final class OpenAiRealtime implements Protocol {

    /** Environment variable that holds the API key. */
    static final String KEY_VARIABLE = "OPENAI_API_KEY";

    /** Environment variables of an account's organization and project, with the headers in which the official clients send them. */
    private static final Map<String, String> ACCOUNT =
            Map.of("OPENAI_ORG_ID", "openai-organization", "OPENAI_PROJECT_ID", "openai-project");

    private static final AgentAddress.Form FORM = new AgentAddress.Form(
            AgentAddress.Form.WEB_SOCKET,
            "/v1/realtime",
            "allowed are openai:ws://HOST:PORT/PATH and openai:wss://HOST/PATH, also without "
                    + "openai: in front, such as openai:ws://127.0.0.1:8765/v1/realtime",
            KEY_VARIABLE);

    private final AgentAddress address;
    private final LinkOptions options;
    private final Optional<RealtimeDialect> dialect;

    OpenAiRealtime(AgentAddress given, LinkOptions options) {
        this.options = options;
        options.allowSettings("OpenAI Realtime", RealtimeMessages.SETTINGS);
        this.dialect = RealtimeDialect.of(options);
        // A query may already say which kind of session it wants.
        boolean decided = given.parameters().stream().anyMatch(Set.of("model", "intent", "call_id")::contains);
        this.address = options.model()
                .filter(model -> !decided)
                .map(model -> given.with("model", model))
                .orElse(given);
    }

    /** Reads {@code ws://…} or {@code wss://…}. */
    static AgentAddress address(String rest) {
        return AgentAddress.parse(rest, FORM);
    }

    @Override
    public String name() {
        return "openai-realtime";
    }

    @Override
    public AgentAddress address() {
        return address;
    }

    @Override
    public void locate(CallIdentity identity, Located found) {
        Map<String, String> headers = new LinkedHashMap<>(RealtimeDialect.headers(options));
        headers.put("traceparent", identity.traceparent());
        options.sendableKey(KEY_VARIABLE, address)
                .ifPresent(key -> headers.put("authorization", "Bearer " + key.reveal()));
        ACCOUNT.forEach((variable, header) ->
                options.sendableKey(variable, address).ifPresent(id -> headers.put(header, id.reveal())));
        if (asksForMilestones()) {
            headers.put(TurngapEvents.HEADER, "1");
        }
        found.at(new Target(address, headers, Optional.empty()));
    }

    @Override
    public Conversation converse(Wire wire, CallIdentity identity, Link.Listener listener) {
        return new RealtimeConversation(wire, options, dialect, asksForMilestones(), listener);
    }

    /** True when Turngap's own events are asked for: always of an agent on this machine, of others when the options say so. */
    private boolean asksForMilestones() {
        return options.milestones() || address.loopback();
    }

    @Override
    public Redaction redaction() {
        return new Redaction(options.keys().get(KEY_VARIABLE).map(List::of).orElse(List.of()));
    }

    @Override
    public String hint(int status) {
        return switch (status) {
            case 401, 403 -> options.keyHint(KEY_VARIABLE, address);
            case 404 -> "; check the path and the model's name";
            default -> Hints.of(status);
        };
    }
}
