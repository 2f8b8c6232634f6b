package io.turngap.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.link.LinkOptions;
import io.turngap.link.ToolDeclaration;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ToolScripts;
import java.util.List;
import java.util.Map;

/** What a scenario says of the way to its agent. */
public final class ScenarioLink {

    private ScenarioLink() {}

    /**
     * The link's options: the scenario's block {@code link}, its time to connect, its tools, keys from {@code environment}, and an event loop
     * for each two processors.
     */
    public static LinkOptions options(Scenario scenario, Map<String, String> environment) {
        return LinkOptions.of(environment)
                .withSettings((ObjectNode) scenario.link())
                .withConnectTimeoutMs(scenario.limits().connectMs())
                .withEventLoops(Math.max(1, Runtime.getRuntime().availableProcessors() / 2))
                .withTools(declarations(scenario.tools()));
    }

    private static List<ToolDeclaration> declarations(ToolScripts tools) {
        return tools.named().entrySet().stream()
                .map(tool -> new ToolDeclaration(
                        tool.getKey(),
                        tool.getValue().description(),
                        tool.getValue().parameters()))
                .toList();
    }
}
