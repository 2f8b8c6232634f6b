package io.turngap.cli;

import io.turngap.agent.ToolLog;
import io.turngap.agent.ToolServer;
import io.turngap.gate.ExitCode;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.ScenarioReader;
import io.turngap.scenario.ToolScripts;
import io.turngap.scenario.ToolsFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The tools that an agent may call, over HTTP and MCP, doing what a script says. */
@Command(
        name = "tools",
        mixinStandardHelpOptions = true,
        description =
                "A server of scripted tools: slow, failing, hanging; for an agent that calls tools over HTTP or MCP.",
        subcommands = ToolsCommand.Serve.class,
        footer = {"", "Example: turngap tools serve --port 8090 --set lookup_order.delay_ms=2500"})
final class ToolsCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.PASS.code();
    }

    /** Serves until it is stopped. */
    @Command(
            name = "serve",
            mixinStandardHelpOptions = true,
            description = "Serves the tools until it is stopped, on this machine only unless --host says otherwise.",
            footer = {
                "",
                "HTTP:    POST /tools/NAME with an object of arguments; GET /tools lists them",
                "MCP:     /mcp, streamable HTTP",
                "",
                "Without --config or --scenario there is one tool, lookup_order. Keys of --set, each below a tool's name: delay_ms;",
                "or delay.p50_ms, delay.p95_ms; fail_rate, hang_rate (0 to 1); error; result; status (400 to 599, of every answer);",
                "garbage (true: no JSON); description; parameters. They mean what they do in a scenario's block tools:.",
                "",
                "Examples:",
                "  turngap tools serve --port 8090 --set lookup_order.delay_ms=2500 --set lookup_order.fail_rate=0.1",
                "  turngap run scenarios/05-slow-tool.yaml --set agent.tools.server=http://127.0.0.1:8090",
                "  turngap tools serve --scenario scenarios/07-client-tools.yaml --log tools.jsonl"
            })
    static final class Serve implements Callable<Integer> {

        @CommandLine.Spec
        private CommandSpec spec;

        @Option(
                names = "--host",
                defaultValue = "127.0.0.1",
                description = "Address to bind. Default: ${DEFAULT-VALUE}.")
        private String host;

        @Option(
                names = "--port",
                defaultValue = "8090",
                description = "Port to bind; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
        private int port;

        @Option(
                names = "--seed",
                defaultValue = "1",
                description = "Origin of delays and failures. Default: ${DEFAULT-VALUE}.")
        private long seed;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Scripts (YAML or JSON), as below tools: in a scenario.")
        private @Nullable Path config;

        @Option(names = "--scenario", paramLabel = "FILE", description = "Takes the scripts of this scenario.")
        private @Nullable Path scenario;

        @Option(
                names = "--log",
                paramLabel = "FILE",
                description = "Appends a line of JSON for each call: at, way, name, arguments, delay_ms, outcome.")
        private @Nullable Path log;

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description =
                        "A key of a script, dotted, such as lookup_order.delay_ms=800. Repeatable; wins over --config.")
        private List<String> set = new ArrayList<>();

        @Override
        public Integer call() throws InterruptedException {
            if (port < 0 || port > 65_535) {
                throw new CommandFailure(
                        ExitCode.USAGE.code(), "--port " + port + "; 0 to 65535 is allowed, and 0 takes a free one");
            }
            PrintWriter out = spec.commandLine().getOut();
            ToolScripts scripts = scripts();
            ListeningPort.check("the tool server", host, port);
            try (ToolLog asked = log();
                    ToolServer server = ToolServer.start(scripts, seed, host, port, asked)) {
                out.println("turngap tools ready on " + server.address() + ": "
                        + String.join(", ", scripts.byName().keySet()) + "; MCP on " + server.address() + "/mcp");
                out.flush();
                new CountDownLatch(1).await();
            } catch (IOException refused) {
                throw new CommandFailure(ExitCode.USAGE.code(), String.valueOf(refused.getMessage()));
            }
            return ExitCode.PASS.code();
        }

        private ToolScripts scripts() {
            if (scenario == null) {
                return ToolsFile.read(Optional.ofNullable(config), set);
            }
            if (config != null) {
                throw new CommandFailure(
                        ExitCode.USAGE.code(),
                        "--config " + config + " and --scenario " + scenario + "; one of the two is allowed");
            }
            ToolScripts tools = ScenarioReader.read(scenario, Overrides.set(below("tools.", set)))
                    .scenario()
                    .tools();
            if (tools.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.USAGE.code(),
                        scenario
                                + ": no tools in it; a block such as tools: {lookup_order: {delay_ms: 800}} is expected: add one, or leave --scenario away");
            }
            return tools;
        }

        private static List<String> below(String block, List<String> set) {
            return set.stream()
                    .map(assignment -> assignment.startsWith(block) ? assignment : block + assignment)
                    .toList();
        }

        private ToolLog log() {
            if (log == null) {
                return ToolLog.none();
            }
            try {
                return ToolLog.to(log);
            } catch (IOException refused) {
                throw new CommandFailure(
                        ExitCode.USAGE.code(),
                        "--log " + log + " cannot be opened: " + refused
                                + "; a file in a folder that can be written to is expected");
            }
        }
    }
}
