package io.turngap.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.turngap.agent.AgentConfigException;
import io.turngap.gate.ExitCode;
import io.turngap.scenario.Places;
import io.turngap.scenario.SettingsFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of {@code serve}: a file, and options that win over it.
 *
 * @param tree all of them
 * @param written where each was written, by its dotted path: the option, for those that come from one
 * @param file the file's places
 */
record AgentSettings(JsonNode tree, Map<String, String> written, Optional<Places> file) {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /**
     * Reads them.
     *
     * @param set {@code dotted.key=value}, applied in order; a leading {@code agent.}, as in a scenario, may stand
     * @throws io.turngap.scenario.ScenarioException when the file is wrong, with the place
     */
    static AgentSettings read(Optional<Path> file, List<String> set) {
        Optional<SettingsFile> below = file.map(SettingsFile::read);
        ObjectNode settings = below.map(SettingsFile::root).orElseGet(YAML::createObjectNode);
        Map<String, String> written = new HashMap<>();
        set.forEach(assignment -> written.put(put(settings, assignment), "--set " + assignment));
        return new AgentSettings(settings, written, below.map(SettingsFile::places));
    }

    /**
     * A mistake in them, with its place.
     *
     * @param top what the settings stand below in a scenario, such as {@code agent}
     */
    CommandFailure wrong(String top, AgentConfigException wrong) {
        String key = wrong.key().startsWith(top + ".") ? wrong.key().substring(top.length() + 1) : wrong.key();
        String place = wrong.place()
                .or(() -> option(key))
                .or(() -> fileAt(key))
                .map(at -> at + ": ")
                .orElse("");
        return wrong(place + wrong.getMessage());
    }

    /** The option that gave {@code key} or what it stands in. */
    private Optional<String> option(String key) {
        for (String at = key; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('.')))) {
            String option = written.get(at);
            if (option != null) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    private Optional<String> fileAt(String key) {
        String pointer = "/" + key.replace('.', '/');
        return tree.at(pointer).isMissingNode()
                ? Optional.empty()
                : file.map(places -> places.ofKey(pointer).toString());
    }

    private static String put(ObjectNode settings, String assignment) {
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
            return path;
        } catch (JsonProcessingException damaged) {
            throw wrong("--set " + assignment + ": " + damaged.getOriginalMessage() + "; a YAML value is expected");
        }
    }

    private static CommandFailure wrong(String message) {
        return new CommandFailure(ExitCode.USAGE.code(), message);
    }
}
