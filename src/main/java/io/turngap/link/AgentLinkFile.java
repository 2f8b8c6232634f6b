package io.turngap.link;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.scenario.ScenarioException;
import io.turngap.scenario.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads an {@link AgentLink} from YAML, checked against {@code agent-link.schema.json} and {@link AgentLinkMistakes}. */
final class AgentLinkFile {

    private static final String SCHEMA = "agent-link.schema.json";

    private AgentLinkFile() {}

    /**
     * A user's file.
     *
     * @throws LinkException with every mistake, its place, the value seen and what is allowed
     */
    static AgentLink read(Path file) {
        try {
            return of(SettingsFile.read(file), false);
        } catch (ScenarioException wrong) {
            throw new LinkException(wrong.getMessage(), wrong);
        }
    }

    /** One that comes with the program. */
    static AgentLink builtIn(String name) {
        return of(SettingsFile.parse(name, text(name)), true);
    }

    private static String text(String name) {
        try (InputStream in = AgentLinkFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AgentLink of(SettingsFile file, boolean builtIn) {
        try {
            JsonNode schema = RealtimeMessages.JSON.readTree(text(SCHEMA));
            return of(file.checked(schema, settings -> new AgentLinkMistakes(settings, builtIn).find())
                    .root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AgentLink of(JsonNode root) {
        JsonNode socket = root.path("websocket");
        return new AgentLink(
                root.path("name").asText(),
                optional(root.path("request")).map(AgentLinkFile::ask),
                new AgentLink.Socket(
                        optional(socket.path("url")).map(url -> TextTemplate.of(url.textValue())),
                        texts(socket.path("query")),
                        texts(socket.path("headers")),
                        optional(socket.path("subprotocols")).map(AgentLinkFile::subprotocols)),
                template(root, "link"),
                template(root, "tool_declaration"),
                templates(root.path("connect")),
                callerAudio(root.path("caller_audio")),
                agentAudio(root.path("agent_audio")),
                rules(root.path("events")),
                optional(root.path("keep_alive"))
                        .map(node -> new AgentLink.KeepAlive(
                                node.path("every_s").asDouble(),
                                new MessageTemplate(node.path("message")),
                                node.path("idle_only").asBoolean(false))),
                templates(root.path("goodbye")),
                closeCodes(root.path("close_codes")),
                new AgentLink.Answers(
                        oneOrMore(root.path("tool_answer")),
                        oneOrMore(root.path("tool_error")),
                        templates(root.path("tools_answered")),
                        template(root, "keys_message"),
                        template(root, "played_message"),
                        template(root, "interrupted_message")),
                root.has("most_calls") ? OptionalInt.of(root.path("most_calls").asInt()) : OptionalInt.empty());
    }

    private static AgentLink.Ask ask(JsonNode node) {
        return new AgentLink.Ask(
                optional(node.path("only_with")).map(JsonNode::textValue),
                node.path("method").asText("POST"),
                TextTemplate.of(node.path("url").textValue()),
                texts(node.path("headers")),
                template(node, "body"),
                JsonPointer.compile(node.path("websocket").textValue()));
    }

    private static String subprotocols(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(name -> names.add(name.asText()));
        return String.join(",", names);
    }

    private static AgentLink.CallerAudio callerAudio(JsonNode node) {
        return new AgentLink.CallerAudio(
                format(node, 16_000), node.path("frames").asInt(1), template(node, "message"));
    }

    private static AgentLink.AgentAudio agentAudio(JsonNode node) {
        return new AgentLink.AgentAudio(
                format(node, 24_000),
                AgentLink.Binary.valueOf(node.path("binary").asText("none").toUpperCase(Locale.ROOT)),
                node.path("wav").asBoolean(false));
    }

    private static SoundFormat format(JsonNode node, int usualRateHz) {
        SoundFormat.Encoding encoding = switch (node.path("encoding").asText()) {
            case "mulaw" -> SoundFormat.Encoding.MULAW;
            case "alaw" -> SoundFormat.Encoding.ALAW;
            default -> SoundFormat.Encoding.PCM;
        };
        int usual = encoding == SoundFormat.Encoding.PCM ? usualRateHz : 8_000;
        return new SoundFormat(encoding, node.path("rate_hz").asInt(usual));
    }

    private static EventRules rules(JsonNode list) {
        List<EventRule> rules = new ArrayList<>();
        boolean repliesEnd = false;
        Optional<String> awaited = Optional.empty();
        for (JsonNode rule : list) {
            rules.add(new EventRule(
                    EventCondition.of(rule.path("when")),
                    optional(rule.path("each")).map(each -> JsonPointer.compile(each.textValue())),
                    EventCondition.of(rule.path("where")),
                    Meanings.of(rule)));
            JsonNode reply = rule.path("reply");
            String is = reply.isTextual() ? reply.textValue() : reply.path("is").asText("");
            repliesEnd |= is.equals("ended");
            if (rule.path("ready").asBoolean(false) && awaited.isEmpty()) {
                awaited = Optional.of("message with " + rule.path("when").toString());
            }
        }
        return new EventRules(rules, repliesEnd, awaited);
    }

    private static Map<Integer, AgentLink.CloseMeaning> closeCodes(JsonNode node) {
        Map<Integer, AgentLink.CloseMeaning> meanings = new LinkedHashMap<>();
        for (var code : node.properties()) {
            JsonNode meaning = code.getValue();
            meanings.put(
                    Integer.parseInt(code.getKey()),
                    new AgentLink.CloseMeaning(
                            meaning.path("means").asText(""),
                            optional(meaning.path("ending"))
                                    .map(ending -> Link.Ending.Kind.valueOf(
                                            ending.asText().toUpperCase(Locale.ROOT)))));
        }
        return Map.copyOf(meanings);
    }

    private static Map<String, TextTemplate> texts(JsonNode node) {
        Map<String, TextTemplate> texts = new LinkedHashMap<>();
        node.properties()
                .forEach(member -> texts.put(
                        member.getKey(), TextTemplate.of(member.getValue().asText())));
        return java.util.Collections.unmodifiableMap(texts);
    }

    private static List<MessageTemplate> templates(JsonNode list) {
        List<MessageTemplate> templates = new ArrayList<>();
        list.forEach(message -> templates.add(new MessageTemplate(message)));
        return List.copyOf(templates);
    }

    private static List<MessageTemplate> oneOrMore(JsonNode written) {
        return written.isObject() ? List.of(new MessageTemplate(written)) : templates(written);
    }

    private static Optional<MessageTemplate> template(JsonNode owner, String key) {
        return optional(owner.path(key)).map(MessageTemplate::new);
    }

    private static Optional<JsonNode> optional(JsonNode node) {
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }
}
