package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of settings (YAML or JSON), such as a profile of the bundled agent: a mapping, with the place of each key, read as strictly as a
 * scenario. What the keys mean, whoever reads it knows.
 *
 * @param root the settings
 * @param places where each key and value was written, by JSON pointer from the file's top
 */
public record SettingsFile(ObjectNode root, Places places) {

    private static final String ALLOWED = "a mapping of settings";
    private static final String TODO = "write keys such as endpointing: {silence_ms: 300}";

    /**
     * Reads {@code file}.
     *
     * @throws ScenarioException with every mistake and its place, when it cannot be read, is no YAML or no mapping
     */
    public static SettingsFile read(Path file) {
        if (!Files.exists(file)) {
            throw new ScenarioException(new Mistake(
                    Place.of(file.toString()), "no such file", "nothing", "a YAML or JSON file", "check the path"));
        }
        YamlReader.Yaml yaml = YamlReader.read(file.toString(), FileText.read(file), ALLOWED, TODO);
        if (!yaml.mistakes().isEmpty()) {
            throw new ScenarioException(yaml.mistakes());
        }
        JsonNode root = yaml.root();
        if (root instanceof ObjectNode settings) {
            return new SettingsFile(settings, yaml.places());
        }
        throw new ScenarioException(
                new Mistake(yaml.places().of(""), "the settings are not a mapping", Wording.seen(root), ALLOWED, TODO));
    }
}
