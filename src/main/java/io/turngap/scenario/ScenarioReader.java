package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a scenario's YAML: text to tree, options into the tree, the schema over the tree, defaults, and at last the records. All mistakes
 * of one stage are reported together.
 */
public final class ScenarioReader {
    private ScenarioReader() {}

    /**
     * Reads and checks a scenario.
     *
     * @param overrides options, which win over the file
     * @throws ScenarioException with every mistake and its place, when the file cannot be read or something in it or in the options is
     *     wrong
     */
    public static CheckedScenario read(Path file, Overrides overrides) {
        return parse(file, FileText.read(file), overrides);
    }

    /** As {@link #read}, of text at hand that stands for {@code file}. */
    public static CheckedScenario parse(Path file, String text, Overrides overrides) {
        YamlReader.Yaml yaml = YamlReader.read(file.toString(), text);
        List<Mistake> mistakes = new ArrayList<>(yaml.mistakes());
        if (!(yaml.root() instanceof ObjectNode root)) {
            throw new ScenarioException(new Mistake(
                    yaml.places().of(""),
                    "not a scenario",
                    Wording.seen(yaml.root()),
                    "a mapping with at least the keys scenario and script",
                    "begin with a line such as scenario: my-first-call"));
        }
        new Options(root, yaml.places(), mistakes).apply(overrides);
        ScenarioSchema schema = ScenarioSchema.builtIn();
        mistakes.addAll(schema.check(root, yaml.places()));
        refuse(mistakes);
        schema.fillDefaults(root);
        LoadBuilder.dropDefaults(root, yaml.places());
        JsonNode effective = Digest.canonical(root);
        Scenario scenario = new ScenarioBuilder(yaml.places(), mistakes).build(file, Digest.of(effective), root);
        refuse(mistakes);
        return new CheckedScenario(scenario, effective, yaml.places());
    }

    private static void refuse(List<Mistake> mistakes) {
        if (!mistakes.isEmpty()) {
            throw new ScenarioException(mistakes);
        }
    }
}
