package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

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
        return parse(file.toString(), FileText.read(file));
    }

    /**
     * As {@link #read}, of a file's text.
     *
     * @param source the file's name, for messages
     */
    public static SettingsFile parse(String source, String text) {
        YamlReader.Yaml yaml = YamlReader.read(source, text, ALLOWED, TODO);
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

    /**
     * Checks the settings against a JSON Schema, and then against what a schema cannot say.
     *
     * @param besides further mistakes, asked for only when the schema finds none
     * @throws ScenarioException with every mistake and its place
     */
    public SettingsFile checked(JsonNode schema, Function<SettingsFile, List<Mistake>> besides) {
        List<Mistake> mistakes = ScenarioSchema.of(schema).check(root, places).stream()
                .map(SettingsFile::ofNoScenario)
                .toList();
        List<Mistake> all = mistakes.isEmpty() ? besides.apply(this) : mistakes;
        if (!all.isEmpty()) {
            throw new ScenarioException(all);
        }
        return this;
    }

    private static Mistake ofNoScenario(Mistake mistake) {
        return new Mistake(
                mistake.place(),
                mistake.what().replace("the scenario", "the file"),
                mistake.seen(),
                mistake.allowed(),
                mistake.todo());
    }
}
