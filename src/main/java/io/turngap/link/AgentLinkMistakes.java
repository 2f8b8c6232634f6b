package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.scenario.Mistake;
import io.turngap.scenario.SettingsFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What a schema cannot say of a link's file: places that nothing fills, secrets that stand in it, parts that need each other. */
final class AgentLinkMistakes {

    private static final Set<String> IDENTITY = Set.of("call", "run", "traceparent");

    private final SettingsFile file;
    private final JsonNode root;
    private final Set<String> always;
    private final List<Mistake> mistakes = new ArrayList<>();

    AgentLinkMistakes(SettingsFile file, boolean builtIn) {
        this.file = file;
        this.root = file.root();
        this.always = new TreeSet<>(IDENTITY);
        if (builtIn) {
            always.add("address");
        }
    }

    /** All of them. */
    List<Mistake> find() {
        Set<String> address = new TreeSet<>(always);
        address.removeAll(IDENTITY);
        places("/websocket/url", address);
        places("/request/url", address);
        scheme("/websocket/url", "wss://", "ws://");
        scheme("/request/url", "https://", "http://");
        places("/websocket/query", with("env:"));
        places("/websocket/headers", with("env:"));
        places("/request/headers", with("env:"));
        places("/request/body", with("env:", "link:", "tools"));
        places("/link", with("tools"));
        // What an answer names may be anybody's address, or not encrypted.
        places("/connect", root.has("request") ? with("link:", "tools") : with("env:", "link:", "tools"));
        places("/keep_alive/message", during());
        places("/goodbye", during());
        places("/caller_audio/message", during("audio"));
        places("/tool_declaration", Set.of("tool.name", "tool.description", "tool.parameters"));
        places("/tools_answered", during("link:"));
        places("/tool_answer", during("tool.id", "tool.name", "tool.output", "tool.object"));
        places("/tool_error", during("tool.id", "tool.name", "tool.output", "tool.object"));
        places("/keys_message", during("key", "keys"));
        places("/played_message", during("mark"));
        places("/interrupted_message", during("reply", "played_ms"));
        for (int i = 0; i < root.path("events").size(); i++) {
            places("/events/" + i + "/send", during("event:", "link:", "tools"));
        }
        parts();
        secrets("/websocket/headers");
        secrets("/websocket/query");
        secrets("/request/headers");
        keys("", root);
        return mistakes;
    }

    /** Places in what is sent while the call is on, when the agent may have named it. */
    private Set<String> during(String... more) {
        Set<String> all = with(more);
        all.add("session");
        return all;
    }

    private Set<String> with(String... more) {
        Set<String> all = new TreeSet<>(always);
        all.addAll(List.of(more));
        return all;
    }

    private void places(String pointer, Set<String> allowed) {
        places(pointer, root.at(pointer), allowed);
    }

    private void places(String pointer, JsonNode node, Set<String> allowed) {
        if (node.isTextual()) {
            unclosed(pointer, node.textValue());
            for (String place : TextTemplate.of(node.textValue()).places()) {
                int colon = place.indexOf(':');
                if (!allowed.contains(colon < 0 ? place : place.substring(0, colon + 1))) {
                    add(
                            pointer,
                            "nothing is put in here by that name",
                            place.startsWith("env:") ? "${ENV:…}" : "{{" + place + "}}",
                            allowed.isEmpty() ? "no places to fill in" : shown(allowed),
                            "change the name, or write the value itself"
                                    + (place.startsWith("env:")
                                            ? "; secrets belong in headers or query, or in connect where there is no request"
                                            : ""));
                } else if (place.startsWith("event:") || place.startsWith("link:")) {
                    pointed(pointer, place);
                }
            }
            return;
        }
        node.properties().forEach(member -> places(below(pointer, member.getKey()), member.getValue(), allowed));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            places(pointer + "/" + i, node.path(i), allowed);
        }
    }

    /** A place that begins and does not end would be sent as it is written. */
    private void unclosed(String pointer, String text) {
        for (String[] mark : new String[][] {{"{{", "}}"}, {"${ENV:", "}"}}) {
            int begins = text.lastIndexOf(mark[0]);
            if (begins >= 0 && text.indexOf(mark[1], begins) < 0) {
                add(
                        pointer,
                        "a place that begins and does not end",
                        "\"" + mark[0] + "\" without \"" + mark[1] + "\" behind it",
                        mark[0] + "NAME" + mark[1],
                        "close it");
            }
        }
    }

    private void scheme(String pointer, String... allowed) {
        String url = root.at(pointer).asText("").toLowerCase(Locale.ROOT);
        if (!url.isEmpty() && List.of(allowed).stream().noneMatch(url::startsWith)) {
            int end = url.indexOf("://");
            add(
                    pointer,
                    "an address of another kind",
                    end < 0 ? "no scheme" : "the scheme \"" + url.substring(0, Math.min(end, 20)) + "\"",
                    String.join("…, ", allowed) + "…",
                    "change the address");
        }
    }

    private void pointed(String pointer, String place) {
        String to = place.substring(place.indexOf(':') + 1);
        boolean link = place.startsWith("link:");
        if (!to.isEmpty() && !to.startsWith("/")) {
            add(pointer, "not a JSON pointer", "\"" + to + "\"", "text such as /audio/data", "begin it with a /");
        } else if (link && root.at("/link" + first(to)).isMissingNode()) {
            add(
                    pointer,
                    "the file's link block has no such key",
                    "{{" + place + "}}",
                    "keys of link: in this file",
                    "give it there, with the value that holds when the scenario says nothing");
        }
    }

    private static String first(String pointer) {
        int slash = pointer.indexOf('/', 1);
        return slash < 0 ? pointer : pointer.substring(0, slash);
    }

    private static String shown(Set<String> allowed) {
        List<String> names = new ArrayList<>();
        for (String name : allowed) {
            names.add(
                    switch (name) {
                        case "env:" -> "${ENV:NAME}";
                        case "link:" -> "{{link:/KEY}}";
                        case "event:" -> "{{event:/pointer}}";
                        default -> "{{" + name + "}}";
                    });
        }
        return String.join(", ", names);
    }

    /** Parts that need each other. */
    private void parts() {
        boolean tools = false;
        boolean named = false;
        boolean sound = !root.at("/agent_audio/binary").asText("none").equals("none");
        for (int i = 0; i < root.path("events").size(); i++) {
            JsonNode rule = root.path("events").path(i);
            tools |= rule.has("tool");
            named |= rule.has("session");
            sound |= rule.has("audio");
            if (rule.has("where") && !rule.has("each")) {
                add("/events/" + i + "/where", "where without each", "where", "each: /list with it", "write when");
            }
        }
        if (tools && !root.has("tool_answer")) {
            add(
                    "/events",
                    "a function is called, and nothing says how it is answered",
                    "tool without tool_answer",
                    "tool_answer with {{tool.id}} and {{tool.output}}",
                    "add tool_answer");
        }
        declaredTools(tools);
        String session = first("{{session}}", "", root);
        if (!session.isEmpty() && !named) {
            add(
                    session,
                    "nothing says where the agent names the conversation",
                    "{{session}} without session in events",
                    "a rule with session: /pointer",
                    "add session: /pointer to the rule about the message that names it");
        }
        if (!sound) {
            add(
                    "",
                    "nothing says where the agent's sound is",
                    "no audio in events, and no agent_audio.binary",
                    "agent_audio: {binary: sound}, or a rule with audio: {base64: /pointer}",
                    "add one of them");
        }
        boolean placed = root.at("/websocket").has("url") || root.has("request");
        if (!placed) {
            add("", "nothing says where the agent is", "neither websocket.url nor request", "one of them", "add one");
        }
        if (root.at("/request").has("only_with") && !root.at("/websocket").has("url")) {
            add(
                    "/request/only_with",
                    "a request that may be left out, and no address without it",
                    root.at("/request/only_with").asText(),
                    "websocket.url besides",
                    "add websocket.url");
        }
        JsonNode message = root.at("/caller_audio/message");
        if (!message.isMissingNode() && !once(message)) {
            add(
                    "/caller_audio/message",
                    "the sound's place",
                    "not exactly one \"{{audio}}\"",
                    "one member whose whole text is {{audio}}",
                    "write for example audio: \"{{audio}}\"");
        }
    }

    private void declaredTools(boolean called) {
        String told = first("{{tools}}", "", root);
        JsonNode declaration = root.path("tool_declaration");
        if (declaration.isMissingNode() && !told.isEmpty()) {
            add(
                    told,
                    "nothing says how a function is declared",
                    "{{tools}} without tool_declaration",
                    "tool_declaration with {{tool.name}} and {{tool.parameters}}",
                    "add tool_declaration");
        } else if (!declaration.isMissingNode() && told.isEmpty()) {
            add(
                    "/tool_declaration",
                    "functions are declared nowhere",
                    "tool_declaration without {{tools}}",
                    "\"{{tools}}\" in link, connect, send or request.body, where their list belongs",
                    "add it, or take tool_declaration out");
        }
        if (!declaration.isMissingNode()
                && !new MessageTemplate(declaration).places().contains("tool.name")) {
            add(
                    "/tool_declaration",
                    "the function's name is not told",
                    "no {{tool.name}}",
                    "{{tool.name}}, and as a rule {{tool.parameters}}",
                    "write for example name: \"{{tool.name}}\"");
        }
        for (String answer : called ? new String[0] : new String[] {"tool_answer", "tool_error", "tools_answered"}) {
            if (root.has(answer)) {
                add(
                        "/" + answer,
                        "answers functions, and nothing says how one is called",
                        answer + " without tool in events",
                        "a rule with tool: {id: /pointer, name: /pointer}",
                        "add the rule, or take " + answer + " out");
            }
        }
    }

    /** Where {@code place} stands first; empty where it does not. */
    private static String first(String place, String pointer, JsonNode node) {
        if (node.isTextual() && node.textValue().contains(place)) {
            return pointer;
        }
        String found = "";
        for (var member : node.properties()) {
            found = found.isEmpty() ? first(place, below(pointer, member.getKey()), member.getValue()) : found;
        }
        for (int i = 0; node.isArray() && found.isEmpty() && i < node.size(); i++) {
            found = first(place, pointer + "/" + i, node.path(i));
        }
        return found;
    }

    private static boolean once(JsonNode message) {
        return count(message, "\"{{audio}}\"") == 1 && count(message, "{{audio}}") == 1;
    }

    private static int count(JsonNode message, String text) {
        String written = message.toString();
        int count = 0;
        for (int at = written.indexOf(text); at >= 0; at = written.indexOf(text, at + 1)) {
            count++;
        }
        return count;
    }

    /** Headers and parameters that hold keys by their names must take them from the environment. */
    private void secrets(String pointer) {
        for (var member : root.at(pointer).properties()) {
            String name = member.getKey().toLowerCase(Locale.ROOT);
            boolean secret = name.equals("key")
                    || name.contains("authorization")
                    || name.contains("api-key")
                    || name.contains("api_key")
                    || name.contains("apikey")
                    || name.contains("token")
                    || name.contains("secret")
                    || name.contains("cookie")
                    || name.contains("password");
            if (secret && !member.getValue().asText().contains("${ENV:")) {
                add(
                        below(pointer, member.getKey()),
                        "a secret in a file",
                        "a value for " + member.getKey() + " (not shown here)",
                        "${ENV:NAME}, the environment variable that holds it",
                        "set such a variable, and write for example \"Bearer ${ENV:MY_AGENT_KEY}\"");
            }
        }
    }

    /** Whatever looks like a key. */
    private void keys(String pointer, JsonNode node) {
        if (node.isTextual()
                && !new Redaction(List.of()).clean(node.textValue(), 2_000).equals(clean(node))) {
            if (!node.textValue().contains("${ENV:")) {
                add(
                        pointer,
                        "what looks like a secret in a file",
                        "(not shown here)",
                        "${ENV:NAME}",
                        "set an environment variable, and name it here");
            }
        }
        node.properties().forEach(member -> keys(below(pointer, member.getKey()), member.getValue()));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            keys(pointer + "/" + i, node.path(i));
        }
    }

    /** As {@link Redaction#clean} has it but for keys. */
    private static String clean(JsonNode node) {
        String line = node.textValue().replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= 2_000 ? line : line.substring(0, 2_000) + "…";
    }

    private static String below(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    private void add(String pointer, String what, String seen, String allowed, String todo) {
        mistakes.add(new Mistake(file.places().of(pointer), what, seen, allowed, todo));
    }
}
