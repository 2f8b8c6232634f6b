package io.turngap.link;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of a file, by the member that most of them ask for a text ({@code /type}, as a rule): of a message only those are tried that can
 * hold. All rules that hold are told, in the file's order.
 */
final class EventRules {

    private final boolean repliesEnd;
    private final Optional<String> awaited;
    private final Optional<JsonPointer> type;
    private final Map<String, List<EventRule>> byType = new HashMap<>();
    private final List<EventRule> ofAnyType = new ArrayList<>();

    EventRules(List<EventRule> rules, boolean repliesEnd, Optional<String> awaited) {
        this.repliesEnd = repliesEnd;
        this.awaited = awaited;
        type = mostAsked(rules);
        for (EventRule rule : rules) {
            List<String> types = types(rule);
            if (types.isEmpty()) {
                ofAnyType.add(rule);
            }
            types.forEach(name -> byType.putIfAbsent(name, new ArrayList<>()));
        }
        byType.forEach((name, list) -> rules.stream()
                .filter(rule -> types(rule).isEmpty() || types(rule).contains(name))
                .forEach(list::add));
    }

    private static Optional<JsonPointer> mostAsked(List<EventRule> rules) {
        Map<JsonPointer, Integer> asked = new LinkedHashMap<>();
        for (EventRule rule : rules) {
            for (EventCondition condition : rule.when()) {
                if (isText(condition)) {
                    asked.merge(condition.pointer(), 1, Integer::sum);
                }
            }
        }
        return asked.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    private static boolean isText(EventCondition condition) {
        return !condition.values().isEmpty() && condition.values().stream().allMatch(JsonNode::isTextual);
    }

    private List<String> types(EventRule rule) {
        return rule.when().stream()
                .filter(condition -> isText(condition) && condition.pointer().equals(type.orElse(null)))
                .findFirst()
                .map(condition ->
                        condition.values().stream().map(JsonNode::textValue).toList())
                .orElse(List.of());
    }

    /** True when a rule tells of the ends of replies. */
    boolean repliesEnd() {
        return repliesEnd;
    }

    /** What must come before the conversation is open, for messages; empty where nothing needs to. */
    Optional<String> awaited() {
        return awaited;
    }

    /** Tells what a message means; false when no rule is about it. */
    boolean tell(DeclaredEvents call, long atNanos, JsonNode message, CutJson cut) {
        boolean any = false;
        for (EventRule rule : byType.getOrDefault(typeOf(message), ofAnyType)) {
            any |= rule.tell(call, atNanos, message, cut);
        }
        return any;
    }

    private String typeOf(JsonNode message) {
        return type.isPresent() ? message.at(type.get()).asText("") : "";
    }

    /** A name for a message that no rule is about: its type, or else what members it has. */
    String nameOf(JsonNode message) {
        String name = typeOf(message);
        return name.isEmpty() ? String.join("+", (Iterable<String>) message::fieldNames) : name;
    }
}
