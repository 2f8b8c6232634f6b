package io.turngap.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
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
     * @throws AgentConfigException when there is no such profile, or it is damaged
     */
    public static JsonNode applied(JsonNode agent) {
        JsonNode name = agent.path(KEY);
        if (!agent.isObject() || !name.isTextual() || name.textValue().isBlank()) {
            return agent;
        }
        ObjectNode whole = read(name.textValue());
        if (whole.has(KEY)) {
            throw wrong(name.textValue(), "a profile names no other profile; remove its key " + KEY);
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
        try {
            Path file = Path.of(name);
            if (!Files.isRegularFile(file)) {
                String todo = Nearest.to(name, NAMES)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("name one of them, or a YAML file that exists");
                throw wrong(name, "allowed: " + String.join(", ", NAMES) + ", or a YAML file; " + todo);
            }
            JsonNode tree = YAML.readTree(Files.readString(file));
            if (tree instanceof ObjectNode settings) {
                return settings;
            }
            throw wrong(name, "the file is not a mapping; write keys such as endpointing: {silence_ms: 300}");
        } catch (InvalidPathException | JsonProcessingException damaged) {
            throw wrong(name, damaged.getMessage() + "; a YAML file of settings is expected");
        } catch (IOException unreadable) {
            throw wrong(name, "the file cannot be read (" + unreadable + "); give one that can");
        }
    }

    private static AgentConfigException wrong(String name, String what) {
        return new AgentConfigException(
                "agent." + KEY, "wrong value of agent." + KEY + "; value seen: \"" + name + "\"; " + what);
    }
}
