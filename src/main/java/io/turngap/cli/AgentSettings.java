package io.turngap.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings of {@code serve}: a file, and options that win over it. */
final class AgentSettings {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private AgentSettings() {}

    /**
     * The settings as a tree.
     *
     * @param set {@code dotted.key=value}, applied in order; a leading {@code agent.}, as in a scenario, may stand
     */
    static JsonNode read(Optional<Path> file, List<String> set) {
        ObjectNode settings = file.map(AgentSettings::parse).orElseGet(YAML::createObjectNode);
        set.forEach(assignment -> put(settings, assignment));
        return settings;
    }

    private static ObjectNode parse(Path file) {
        try {
            JsonNode tree = YAML.readTree(Files.readString(file));
            if (tree instanceof ObjectNode settings) {
                return settings;
            }
            throw wrong(file + ": the settings are not a mapping; write keys such as endpointing: {silence_ms: 300}");
        } catch (JsonProcessingException damaged) {
            throw wrong(file + ":" + damaged.getLocation().getLineNr() + ":"
                    + damaged.getLocation().getColumnNr() + ": " + damaged.getOriginalMessage()
                    + "; YAML or JSON is expected");
        } catch (IOException missing) {
            throw wrong(file + " cannot be read (" + missing + "); give a file of settings");
        }
    }

    private static void put(ObjectNode settings, String assignment) {
        int equals = assignment.indexOf('=');
        String path = equals < 0 ? "" : assignment.substring(0, equals).strip().replaceFirst("^agent\\.", "");
        if (path.isEmpty() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
            throw wrong("--set " + assignment + ": not an assignment; write it like --set endpointing.silence_ms=300");
        }
        List<String> keys = List.of(path.split("\\.", -1));
        ObjectNode at = settings;
        for (String key : keys.subList(0, keys.size() - 1)) {
            at = at.get(key) instanceof ObjectNode below ? below : at.putObject(key);
        }
        try {
            at.set(keys.getLast(), YAML.readTree(assignment.substring(equals + 1)));
        } catch (JsonProcessingException damaged) {
            throw wrong("--set " + assignment + ": " + damaged.getOriginalMessage() + "; a YAML value is expected");
        }
    }

    private static CommandFailure wrong(String message) {
        return new CommandFailure(ExitCode.USAGE.code(), message);
    }
}
