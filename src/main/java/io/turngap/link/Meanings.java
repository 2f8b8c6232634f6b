package io.turngap.link;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a rule of a link's file may say that a message means, by key. Of one rule they are told in the order in which they stand here,
 * however the file has them: formats before sound, a flush before the end of the reply that it cuts.
 */
final class Meanings {

    /** Makes a meaning from what the file says under its key. */
    private interface Maker {
        EventRule.Meaning of(JsonNode written);
    }

    private static final Map<String, Maker> MAKERS = makers();

    private Meanings() {}

    private static Map<String, Maker> makers() {
        Map<String, Maker> makers = new LinkedHashMap<>();
        makers.put("caller_format", at(DeclaredEvents::callerFormat));
        makers.put("agent_format", at(DeclaredEvents::agentFormat));
        makers.put("session", at(DeclaredEvents::session));
        makers.put("send", Meanings::send);
        makers.put("ready", written -> (call, at, event) -> call.ready(at));
        makers.put("heard", at((call, at, node) -> call.transcript(at, true, node)));
        makers.put("heard_part", at((call, at, node) -> call.part(true, node)));
        makers.put("heard_end", written -> (call, at, event) -> call.partsEnd(at, true));
        makers.put("milestone", Meanings::milestone);
        makers.put("drop_through", at((call, at, node) -> call.dropThrough(node)));
        makers.put("flush", written -> (call, at, event) -> call.flush(at));
        makers.put("reply", Meanings::reply);
        makers.put("audio", Meanings::audio);
        makers.put("said", at((call, at, node) -> call.transcript(at, false, node)));
        makers.put("said_part", at((call, at, node) -> call.part(false, node)));
        makers.put("said_end", written -> (call, at, event) -> call.partsEnd(at, false));
        makers.put("claims", Meanings::claims);
        makers.put("tool", Meanings::tool);
        makers.put("tool_cancelled", at(DeclaredEvents::toolCancelled));
        makers.put("mark", at(DeclaredEvents::mark));
        makers.put("error", Meanings::error);
        return makers;
    }

    /** What the rule says, in the order in which it is told. */
    static List<EventRule.Meaning> of(JsonNode rule) {
        List<EventRule.Meaning> meanings = new ArrayList<>();
        MAKERS.forEach((key, maker) -> {
            JsonNode written = rule.path(key);
            boolean said = !written.isMissingNode() && !(written.isBoolean() && !written.booleanValue());
            if (said) {
                meanings.add(maker.of(written));
            }
        });
        return List.copyOf(meanings);
    }

    /** Tells of what stands where the file points. */
    private interface Told {
        void of(DeclaredEvents call, long atNanos, JsonNode node);
    }

    private static Maker at(Told told) {
        return written -> {
            JsonPointer pointer = JsonPointer.compile(written.textValue());
            return (call, at, event) -> told.of(call, at, event.at(pointer));
        };
    }

    private static EventRule.Meaning send(JsonNode written) {
        List<MessageTemplate> messages = new ArrayList<>();
        written.forEach(message -> messages.add(new MessageTemplate(message)));
        return (call, at, event) -> messages.forEach(message -> call.send(message, event));
    }

    private static EventRule.Meaning milestone(JsonNode written) {
        String name =
                written.isTextual() ? written.textValue() : written.path("name").asText();
        boolean once = written.path("once_a_reply").asBoolean(false);
        boolean before = written.path("before_reply").asBoolean(false);
        return (call, at, event) -> call.milestone(at, name, once, before);
    }

    private static EventRule.Meaning reply(JsonNode written) {
        Optional<JsonPointer> id = pointer(written, "id");
        List<EventCondition> cutIf = EventCondition.of(written.path("cut_if"));
        String is =
                written.isTextual() ? written.textValue() : written.path("is").asText();
        return (call, at, event) -> {
            String reply = id.map(event::at).map(JsonNode::asText).orElse("");
            if (is.equals("started")) {
                call.replyStarted(at, reply);
            } else {
                boolean cut = is.equals("cut") || !cutIf.isEmpty() && call.holds(cutIf, event);
                call.replyEnded(at, reply, cut);
            }
        };
    }

    private static EventRule.Meaning audio(JsonNode written) {
        JsonPointer base64 = JsonPointer.compile(written.path("base64").textValue());
        Optional<JsonPointer> format = pointer(written, "format");
        Optional<JsonPointer> rate = pointer(written, "rate_hz");
        Optional<JsonPointer> reply = pointer(written, "reply");
        Optional<JsonPointer> order = pointer(written, "order");
        return (call, at, event) -> {
            if (order.isPresent() && call.dropped(event.at(order.get()))) {
                return;
            }
            if (format.isPresent()) {
                call.agentFormat(at, event.at(format.get()));
            }
            if (rate.isPresent()) {
                call.agentRate(at, event.at(rate.get()));
            }
            String id = reply.isPresent() ? event.at(reply.get()).asText("") : "";
            call.audio(at, event.at(base64), id);
        };
    }

    private static EventRule.Meaning claims(JsonNode written) {
        record Claim(String name, JsonPointer pointer, double factor) {}
        List<Claim> claims = new ArrayList<>();
        for (var claim : written.properties()) {
            claims.add(new Claim(
                    claim.getKey(),
                    JsonPointer.compile(claim.getValue().path("at").textValue()),
                    claim.getValue().path("unit").asText().equals("s") ? 1_000 : 1));
        }
        return (call, at, event) -> {
            for (Claim claim : claims) {
                call.claim(at, claim.name(), event.at(claim.pointer()), claim.factor());
            }
        };
    }

    private static EventRule.Meaning tool(JsonNode written) {
        JsonPointer id = JsonPointer.compile(written.path("id").textValue());
        JsonPointer name = JsonPointer.compile(written.path("name").textValue());
        Optional<JsonPointer> arguments = pointer(written, "arguments");
        return (call, at, event) -> call.tool(at, event.at(id), event.at(name), arguments.map(event::at));
    }

    private static EventRule.Meaning error(JsonNode written) {
        List<JsonPointer> words = new ArrayList<>();
        pointer(written, "code").ifPresent(words::add);
        pointer(written, "message").ifPresent(words::add);
        String text = written.path("text").asText("");
        boolean fatal = written.path("fatal").asBoolean(false);
        List<EventCondition> limit = EventCondition.of(written.path("rate_limit"));
        return (call, at, event) -> call.error(at, text, words, event, fatal, limit);
    }

    private static Optional<JsonPointer> pointer(JsonNode written, String key) {
        return Optional.ofNullable(written.path(key).textValue()).map(JsonPointer::compile);
    }
}
