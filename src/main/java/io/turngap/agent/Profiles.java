package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.turngap.scenario.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Settings that belong together, by name or from a file. A profile stands below the settings that name it: what they say themselves wins.
 */
public final class Profiles {

    /** The key that names a profile. */
    static final String KEY = "profile";

    private static final String TOP = "agent.";

    /** The profiles that come with the agent, from the slowest to the fastest way. */
    public static final List<String> NAMES =
            List.of("naive", "production-2026", "high-stakes", "conversation", "order-status", "speech-to-speech");

    /** Keys that say the same in other words: the one above takes the place of the one below. */
    private static final Map<String, Set<String>> SAME =
            Map.of("delay_ms", Set.of("delay"), "delay", Set.of("delay_ms"));

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Profiles() {}

    /**
     * {@code agent} with the profile below it that its key {@code profile} names; as it is where there is none.
     *
     * @throws AgentConfigException when there is no such profile
     * @throws io.turngap.scenario.ScenarioException when its file is damaged
     */
    public static JsonNode applied(JsonNode agent) {
        JsonNode name = agent.path(KEY);
        if (!agent.isObject() || !name.isTextual() || name.textValue().isBlank()) {
            return agent;
        }
        ObjectNode whole = read(name.textValue());
        if (whole.has(KEY)) {
            throw new AgentConfigException(
                    TOP + KEY,
                    "a profile names no other profile; value seen: " + whole.get(KEY)
                            + "; allowed: settings alone; remove the key " + KEY,
                    file(name.textValue()).places().ofKey("/" + KEY).toString());
        }
        merge(whole, (ObjectNode) agent);
        return whole;
    }

    private static void merge(ObjectNode below, ObjectNode above) {
        SAME.forEach((key, others) -> {
            if (above.has(key)) {
                others.forEach(below::remove);
            }
        });
        above.properties().forEach(entry -> {
            JsonNode old = below.get(entry.getKey());
            if (old instanceof ObjectNode section && entry.getValue() instanceof ObjectNode wins) {
                merge(section, wins);
            } else {
                below.set(entry.getKey(), entry.getValue().deepCopy());
            }
        });
    }

    private static ObjectNode read(String name) {
        if (NAMES.contains(name)) {
            try (InputStream in = Profiles.class.getResourceAsStream("profiles/" + name + ".yaml")) {
                if (in != null) {
                    return (ObjectNode) YAML.readTree(in);
                }
                throw new IllegalStateException("profile " + name + " is not on the class path; build again");
            } catch (IOException e) {
                throw new IllegalStateException("profile " + name + " cannot be read: " + e.getMessage(), e);
            }
        }
        return file(name).root();
    }

    /**
     * The file of a profile.
     *
     * @throws io.turngap.scenario.ScenarioException when it is damaged, with the place in it
     */
    private static SettingsFile file(String name) {
        try {
            Path file = Path.of(name);
            if (Files.isRegularFile(file)) {
                return SettingsFile.read(file);
            }
        } catch (InvalidPathException none) {
            // Said below.
        }
        String todo = Nearest.to(name, NAMES)
                .map(near -> "did you mean " + near + "?")
                .orElse("name one of them, or a YAML file that exists");
        throw wrong(name, "allowed: " + String.join(", ", NAMES) + ", or a YAML file; " + todo);
    }

    /** {@code wrong} with its place in the profile's file, where the key stands there and not in {@code agent} itself. */
    static AgentConfigException placed(JsonNode agent, AgentConfigException wrong) {
        String name = agent.path(KEY).asText();
        String pointer = wrong.key().startsWith(TOP)
                ? wrong.key().substring(TOP.length() - 1).replace('.', '/')
                : "";
        if (name.isBlank()
                || NAMES.contains(name)
                || pointer.isEmpty()
                || !agent.at(pointer).isMissingNode()) {
            return wrong;
        }
        SettingsFile file = file(name);
        if (file.root().at(pointer).isMissingNode()) {
            return wrong;
        }
        String message = String.valueOf(wrong.getMessage());
        return new AgentConfigException(
                wrong.key(), message, file.places().ofKey(pointer).toString());
    }

    private static AgentConfigException wrong(String name, String what) {
        return new AgentConfigException(
                "agent." + KEY, "wrong value of agent." + KEY + "; value seen: \"" + name + "\"; " + what);
    }
}
