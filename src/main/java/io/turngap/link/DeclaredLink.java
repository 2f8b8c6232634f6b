package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * A protocol that a file declares ({@link AgentLink}).
 *
 * <p>A secret leaves only in encrypted connections or to this machine; a header or parameter that would need one which is not there is left
 * out. The address that a request's answer gives is dialled as it is, and headers with secrets are not sent there: they were meant for the
 * file's own address.
 */
final class DeclaredLink implements Protocol {

    private static final AgentAddress.Form SOCKET = new AgentAddress.Form(
            AgentAddress.Form.WEB_SOCKET,
            "/",
            "allowed is ws://HOST:PORT/PATH or wss://HOST/PATH",
            "that the link names");

    private static final AgentAddress.Form WEB = new AgentAddress.Form(
            Set.of("http", "https"),
            "/",
            "allowed is http://HOST:PORT/PATH or https://HOST/PATH",
            "that the link names");

    /**
     * What an address adds to the file.
     *
     * @param value put in at {@code {{address}}}
     * @param socket dialled instead of the file's own; no request is made then
     * @param host scheme and authority that replace those of the request, such as {@code https://eu.example.com}
     */
    record Place(Optional<String> value, Optional<String> socket, Optional<String> host) {
        /** The file's own. */
        static final Place AS_WRITTEN = new Place(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private final AgentLink link;
    private final LinkOptions options;
    private final Place place;
    private final JsonNode tools;
    private final Optional<AgentAddress> socket;
    private final Optional<AgentAddress> requestAddress;
    private final Optional<HttpAsk> http;

    DeclaredLink(AgentLink link, LinkOptions options, Place place) {
        this.link = link;
        this.options = options;
        this.place = place;
        this.tools = link.toolDeclaration()
                .map(written -> tools(written, options.tools()))
                .orElse(MissingNode.getInstance());
        options.allowSettings(
                link.name(), link.link().map(MessageTemplate::members).orElse(Set.of()));
        if (!options.input().equals(WireFormat.PCM) || !options.output().equals(WireFormat.PCM)) {
            throw new LinkException("the codec is " + options.input().name().toLowerCase(java.util.Locale.ROOT)
                    + ", which " + link.name()
                    + " does not let you choose: its own format is declared by its file; leave --codec away");
        }
        this.socket = place.socket()
                .or(() -> link.socket().url().flatMap(url -> url.fill(this::encoded)))
                .map(url -> AgentAddress.parse(url, SOCKET));
        this.requestAddress = place.socket().isPresent()
                ? Optional.empty()
                : link.request().filter(this::wanted).map(this::requestAddress);
        this.http = requestAddress.map(address -> new HttpAsk(options));
        if (socket.isEmpty() && requestAddress.isEmpty()) {
            throw new LinkException(
                    link.name() + ": the file names no WebSocket of its own, and its request is not made;"
                            + " give the file websocket.url, or set what only_with names");
        }
        for (MessageTemplate message : link.connect()) {
            message.places().stream()
                    .filter(name -> name.startsWith(TextTemplate.ENVIRONMENT))
                    .map(name -> name.substring(TextTemplate.ENVIRONMENT.length()))
                    .filter(name -> options.keys().get(name).isEmpty())
                    .findFirst()
                    .ifPresent(name -> {
                        throw new LinkException(link.name() + " sends the environment variable " + name
                                + " when it connects, and it is not set; set it");
                    });
        }
    }

    /** What stands for {@code {{tools}}}: nothing where there are none. */
    private static JsonNode tools(MessageTemplate written, List<ToolDeclaration> declared) {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        for (ToolDeclaration tool : declared) {
            written.fill(name -> switch (name) {
                        case "tool.name" -> TextNode.valueOf(tool.name());
                        case "tool.description" ->
                            tool.description().isEmpty()
                                    ? MissingNode.getInstance()
                                    : TextNode.valueOf(tool.description());
                        case "tool.parameters" -> tool.parameters();
                        default -> MissingNode.getInstance();
                    })
                    .ifPresent(tools::add);
        }
        return tools.isEmpty() ? MissingNode.getInstance() : tools;
    }

    private boolean wanted(AgentLink.Ask ask) {
        return ask.onlyWith().isEmpty()
                || options.keys().get(ask.onlyWith().get()).isPresent();
    }

    private AgentAddress requestAddress(AgentLink.Ask ask) {
        String url = ask.url().fill(this::encoded).orElseThrow(() -> noAddress("its request"));
        AgentAddress own = AgentAddress.parse(url, WEB);
        if (place.host().isEmpty()) {
            return own;
        }
        String path = own.uri().getRawPath();
        String query = own.uri().getRawQuery();
        return AgentAddress.parse(place.host().get() + path + (query == null ? "" : "?" + query), WEB);
    }

    private LinkException noAddress(String whose) {
        return new LinkException(link.name() + ": " + whose + " needs an agent's name behind the colon of --agent");
    }

    /** The values that do not depend on a call. */
    private JsonNode anyCall(String name) {
        return switch (name) {
            case "address" ->
                place.value().map(TextNode::valueOf).map(JsonNode.class::cast).orElse(MissingNode.getInstance());
            case "tools" -> tools;
            default -> TextNode.valueOf("");
        };
    }

    private JsonNode encoded(String name) {
        return name.equals("address") && place.value().isPresent()
                ? TextNode.valueOf(URLEncoder.encode(place.value().get(), StandardCharsets.UTF_8))
                : MissingNode.getInstance();
    }

    @Override
    public String name() {
        return link.name();
    }

    @Override
    public AgentAddress address() {
        return requestAddress.or(() -> socket).orElseThrow();
    }

    @Override
    public void locate(CallIdentity identity, Located found) {
        if (requestAddress.isPresent() && http.isPresent()) {
            ask(link.request().orElseThrow(), requestAddress.get(), http.get(), identity, found);
            return;
        }
        AgentAddress at = socket.orElseThrow();
        Function<String, JsonNode> values = values(identity, at);
        for (var parameter : link.socket().query().entrySet()) {
            Optional<String> value = parameter.getValue().fill(values);
            if (value.isPresent() && !at.parameters().contains(parameter.getKey())) {
                at = at.with(parameter.getKey(), value.get());
            }
        }
        found.at(new Target(
                at,
                headers(link.socket().headers(), values, identity),
                link.socket().subprotocols()));
    }

    private void ask(AgentLink.Ask ask, AgentAddress where, HttpAsk client, CallIdentity identity, Located found) {
        Function<String, JsonNode> values = values(identity, where);
        Function<String, JsonNode> all = withSettings(values, identity);
        client.ask(
                ask.method(),
                where,
                headers(ask.headers(), values, identity),
                ask.body().flatMap(body -> body.fill(all)),
                new HttpAsk.Answered() {
                    @Override
                    public void with(JsonNode answer) {
                        found(ask, answer, identity, found);
                    }

                    @Override
                    public void refused(int status, String body) {
                        String shown = body.isBlank()
                                ? "with an empty body"
                                : "\"" + redaction().clean(body, 500) + "\"";
                        boolean limited = status == 429 || CallSocket.limited(body);
                        found.nowhere(
                                limited ? Link.Ending.Kind.RATE_LIMITED : Link.Ending.Kind.REFUSED,
                                where.shown() + " refused the request for a call: " + status + ", " + shown
                                        + hint(status));
                    }

                    @Override
                    public void failed(String why) {
                        found.nowhere(
                                Link.Ending.Kind.UNREACHABLE,
                                "could not reach " + where.shown() + ": "
                                        + redaction().clean(why, 300) + "; check the address and the network");
                    }

                    @Override
                    public void wrong(String what) {
                        found.nowhere(
                                Link.Ending.Kind.PROTOCOL,
                                where.shown() + " answered the request for a call with "
                                        + redaction().clean(what, 300)
                                        + "; expected is JSON with the WebSocket's address");
                    }
                });
    }

    private void found(AgentLink.Ask ask, JsonNode answer, CallIdentity identity, Located found) {
        String url = answer.at(ask.websocket()).asText("");
        if (url.isEmpty()) {
            List<String> members = new ArrayList<>();
            answer.fieldNames().forEachRemaining(members::add);
            found.nowhere(
                    Link.Ending.Kind.PROTOCOL,
                    address().shown() + " answered the request for a call without " + ask.websocket()
                            + ", where the WebSocket's address should stand; its answer has "
                            + redaction().clean(String.join(", ", members), 200));
            return;
        }
        try {
            AgentAddress at = AgentAddress.parse(url, SOCKET);
            Function<String, JsonNode> open = name ->
                    name.startsWith(TextTemplate.ENVIRONMENT) ? MissingNode.getInstance() : value(name, identity);
            found.at(new Target(
                    at,
                    headers(link.socket().headers(), open, identity),
                    link.socket().subprotocols()));
        } catch (LinkException wrong) {
            found.nowhere(
                    Link.Ending.Kind.PROTOCOL,
                    address().shown() + " answered the request for a call with an address that cannot be used: "
                            + redaction().clean(String.valueOf(wrong.getMessage()), 300));
        }
    }

    private static Map<String, String> headers(
            Map<String, TextTemplate> written, Function<String, JsonNode> values, CallIdentity identity) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("traceparent", identity.traceparent());
        written.forEach((name, text) -> text.fill(values).ifPresent(value -> headers.put(name, value)));
        return headers;
    }

    /** What places stand for when something is sent to {@code to}. */
    private Function<String, JsonNode> values(CallIdentity identity, AgentAddress to) {
        return name -> name.startsWith(TextTemplate.ENVIRONMENT)
                ? options.sendableKey(name.substring(TextTemplate.ENVIRONMENT.length()), to)
                        .map(key -> (JsonNode) TextNode.valueOf(key.reveal()))
                        .orElse(MissingNode.getInstance())
                : value(name, identity);
    }

    private JsonNode value(String name, CallIdentity identity) {
        return switch (name) {
            case "call" -> TextNode.valueOf(identity.name());
            case "run" -> TextNode.valueOf(identity.runId());
            case "traceparent" -> TextNode.valueOf(identity.traceparent());
            default -> anyCall(name);
        };
    }

    private Function<String, JsonNode> withSettings(Function<String, JsonNode> values, CallIdentity identity) {
        ObjectNode settings = link.settings(options.settings(), name -> value(name, identity));
        return name -> name.startsWith("link:") ? settings.at(name.substring("link:".length())) : values.apply(name);
    }

    @Override
    public Conversation converse(Wire wire, CallIdentity identity, Link.Listener listener) {
        return new DeclaredConversation(link, wire, withSettings(values(identity, address()), identity), listener);
    }

    /** What the scenario's {@code link:} block makes of the file's own, for a check before the first call. */
    ObjectNode settings() {
        return link.settings(options.settings(), this::anyCall);
    }

    @Override
    public Redaction redaction() {
        List<Secret> secrets = new ArrayList<>();
        link.variables().forEach(name -> options.keys().get(name).ifPresent(secrets::add));
        return new Redaction(secrets);
    }

    @Override
    public String hint(int status) {
        Set<String> variables = link.variables();
        Optional<String> variable = variables.stream()
                .filter(name -> options.keys().get(name).isPresent())
                .findFirst()
                .or(() -> variables.stream().findFirst());
        return (status == 401 || status == 403) && variable.isPresent()
                ? options.keyHint(variable.get(), address())
                : Hints.of(status);
    }

    @Override
    public Optional<Link.Ending.Kind> meaning(int closeCode, String reason) {
        return Optional.ofNullable(link.closeCodes().get(closeCode)).flatMap(AgentLink.CloseMeaning::ending);
    }

    @Override
    public String closeCode(int closeCode) {
        return Optional.ofNullable(link.closeCodes().get(closeCode))
                .map(AgentLink.CloseMeaning::means)
                .orElse("");
    }

    @Override
    public OptionalInt mostCalls() {
        return link.mostCalls();
    }

    @Override
    public void close() {
        http.ifPresent(HttpAsk::close);
    }
}
