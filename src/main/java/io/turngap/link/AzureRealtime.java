package io.turngap.link;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Realtime protocol as Azure serves it, three ways that the path tells apart: Azure OpenAI (GA), its preview, and Voice Live. They differ
 * in names of the query, in dialect, and in that Voice Live's own client gives the key in the query too.
 */
final class AzureRealtime implements Protocol {

    /** Environment variable that holds the key of the resource. */
    static final String KEY_VARIABLE = "AZURE_OPENAI_API_KEY";

    private static final String API_KEY = "api-key";
    private static final String API_VERSION = "api-version";

    private static final AgentAddress.Form FORM = new AgentAddress.Form(
            AgentAddress.Form.WEB_SOCKET,
            "/openai/v1/realtime",
            "allowed are azure:wss://RESOURCE.openai.azure.com/openai/v1/realtime?model=DEPLOYMENT, "
                    + "azure:wss://…/openai/realtime?api-version=…&deployment=DEPLOYMENT and "
                    + "azure:wss://…/voice-live/realtime?api-version=…&model=MODEL",
            KEY_VARIABLE);

    /** One of the three; {@code naming} are query parameters of which one must say whom to speak to, the first is ours to add. */
    private enum Service {
        OPENAI("azure-openai-realtime", List.of("model", "intent", "call_id"), Optional.empty()),
        PREVIEW("azure-openai-realtime-preview", List.of("deployment"), Optional.of(RealtimeDialect.BETA)),
        VOICE_LIVE(
                "azure-voice-live",
                List.of("model", "agent-name", "agent-id", "agent_id"),
                Optional.of(RealtimeDialect.BETA));

        private final String title;
        private final List<String> naming;
        private final Optional<RealtimeDialect> dialect;

        Service(String title, List<String> naming, Optional<RealtimeDialect> dialect) {
            this.title = title;
            this.naming = naming;
            this.dialect = dialect;
        }

        /** That of a path, which a gateway may have put something in front of. */
        static Service of(String path) {
            return path.contains("/voice-live/") ? VOICE_LIVE : path.endsWith("/openai/realtime") ? PREVIEW : OPENAI;
        }
    }

    private final Service service;
    private final AgentAddress address;
    private final LinkOptions options;
    private final Optional<RealtimeDialect> dialect;

    AzureRealtime(String rest, LinkOptions options) {
        AgentAddress given = AgentAddress.parse(rest, FORM);
        this.options = options;
        this.service = Service.of(given.uri().getPath());
        options.allowSettings("Azure's Realtime", RealtimeMessages.SETTINGS);
        this.dialect = RealtimeDialect.of(options).or(() -> service.dialect);
        boolean named = given.parameters().stream().anyMatch(service.naming::contains);
        this.address = options.model()
                .filter(model -> !named)
                .map(model -> given.with(service.naming.getFirst(), model))
                .orElse(given);
        require(service.naming);
        if (service != Service.OPENAI) {
            require(List.of(API_VERSION));
        }
    }

    private void require(List<String> oneOf) {
        if (address.parameters().stream().noneMatch(oneOf::contains)) {
            throw new LinkException("the agent's address " + address.shown() + " has no " + oneOf.getFirst()
                    + " in its query; " + FORM.allowed() + ": add " + oneOf.getFirst() + "=… to --agent");
        }
    }

    @Override
    public String name() {
        return service.title;
    }

    @Override
    public AgentAddress address() {
        return address;
    }

    @Override
    public void locate(CallIdentity identity, Located found) {
        Map<String, String> headers = new LinkedHashMap<>(RealtimeDialect.headers(options));
        headers.put("traceparent", identity.traceparent());
        Optional<Secret> key = options.sendableKey(KEY_VARIABLE, address);
        key.ifPresent(secret -> headers.put(API_KEY, secret.reveal()));
        if (asksForMilestones()) {
            headers.put(TurngapEvents.HEADER, "1");
        }
        // Of what stands in a query only what is known to be harmless is ever shown, and the key is not.
        boolean alsoInQuery =
                service == Service.VOICE_LIVE && !address.parameters().contains(API_KEY);
        AgentAddress to = key.filter(secret -> alsoInQuery)
                .map(secret -> address.with(API_KEY, secret.reveal()))
                .orElse(address);
        found.at(new Target(to, headers, Optional.empty()));
    }

    @Override
    public Conversation converse(Wire wire, CallIdentity identity, Link.Listener listener) {
        return new RealtimeConversation(wire, options, dialect, asksForMilestones(), listener);
    }

    private boolean asksForMilestones() {
        return options.milestones() || address.loopback();
    }

    /** Hides the key as it is and as a query has it, ours and one that the address itself holds. */
    @Override
    public Redaction redaction() {
        List<Secret> secrets = new ArrayList<>();
        options.keys().get(KEY_VARIABLE).ifPresent(key -> {
            secrets.add(key);
            secrets.add(new Secret(URLEncoder.encode(key.reveal(), StandardCharsets.UTF_8)));
        });
        address.parameter(API_KEY).filter(value -> !value.isBlank()).ifPresent(key -> secrets.add(new Secret(key)));
        return new Redaction(secrets);
    }

    @Override
    public String hint(int status) {
        return switch (status) {
            case 401, 403 -> options.keyHint(KEY_VARIABLE, address);
            case 400, 404 ->
                "; check the resource's name, the path, api-version and the name of the deployment or model";
            default -> Hints.of(status);
        };
    }
}
