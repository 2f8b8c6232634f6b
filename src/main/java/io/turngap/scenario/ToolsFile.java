package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Scripts of tools outside a scenario: a file in the form of a scenario's block {@code tools}, and options that win over it. */
public final class ToolsFile {

    private static final String ALLOWED = "a mapping from names of tools to what they do";
    private static final String TODO = "write a line such as lookup_order: {delay_ms: 800}";

    private ToolsFile() {}

    /**
     * Reads and checks the scripts. Without a file there is the bundled agent's order look-up.
     *
     * @param set {@code tool.key=value}, dotted, applied in order; a leading {@code tools.}, as in a scenario, may stand
     * @throws ScenarioException with every mistake and its place
     */
    public static ToolScripts read(Optional<Path> file, List<String> set) {
        YamlReader.Yaml yaml = file.map(ToolsFile::parse).orElseGet(ToolsFile::usual);
        List<Mistake> mistakes = new ArrayList<>(yaml.mistakes());
        if (!(yaml.root() instanceof ObjectNode tools)) {
            throw new ScenarioException(new Mistake(
                    yaml.places().of(""), "the tools are not a mapping", Wording.seen(yaml.root()), ALLOWED, TODO));
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("scenario", "tools");
        root.putArray("script").add("hang_up");
        root.set("tools", tools);
        Places places = yaml.places().under("/tools");
        new Options(root, places, mistakes).applyBelow("tools", set);
        mistakes.addAll(ScenarioSchema.builtIn().check(root, places));
        if (mistakes.isEmpty()) {
            ToolScripts scripts = new ToolScriptBuilder(places, mistakes).build(root.get("tools"));
            if (mistakes.isEmpty()) {
                return scripts;
            }
        }
        throw new ScenarioException(mistakes);
    }

    private static YamlReader.Yaml parse(Path file) {
        return YamlReader.read(file.toString(), FileText.read(file), ALLOWED, TODO);
    }

    /** The order look-up, as the bundled agent's dialogue uses it. */
    private static YamlReader.Yaml usual() {
        ObjectNode tools = JsonNodeFactory.instance.objectNode();
        ObjectNode lookup = tools.putObject("lookup_order").put("description", "Looks up an order by its number.");
        ObjectNode parameters = lookup.putObject("parameters").put("type", "object");
        parameters
                .putObject("properties")
                .putObject("order")
                .put("type", "string")
                .put("description", "The order's number, digits only.");
        parameters.putArray("required").add("order");
        JsonNode result = lookup.objectNode()
                .put("order", "{argument}")
                .put("status", "shipped")
                .put("arrives", "tuesday");
        lookup.set("result", result);
        return new YamlReader.Yaml(tools, new Places("the tools"), List.of());
    }
}
