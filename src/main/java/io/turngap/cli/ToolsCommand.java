package io.turngap.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.agent.AgentConfig;
import io.turngap.agent.AgentConfigException;
import io.turngap.agent.ToolServer;
import io.turngap.gate.ExitCode;
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

/** The tools that an agent may call, over HTTP, doing what a script says. */
@Command(
        name = "tools",
        mixinStandardHelpOptions = true,
        description = "A server of scripted tools: slow, failing, hanging; for an agent that calls tools over HTTP.",
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
                "Keys of --set, each below the tool's name (lookup_order): delay_ms; or delay.median_ms, delay.p95_ms; fail_rate (0 to 1,",
                "answered with status 500); hang (true: never answers); status (400 to 599, of every answer); garbage (true: no JSON).",
                "",
                "Example: turngap tools serve --port 8090 --set lookup_order.delay_ms=2500 --set lookup_order.fail_rate=0.1",
                "then:    turngap run scenarios/05-slow-tool.yaml --set agent.tools.server=http://127.0.0.1:8090"
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
                description = "Scripts (YAML or JSON), as below tools: in a scenario's agent: block.")
        private @Nullable Path config;

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
            try (ToolServer server = listen(scripts())) {
                out.println("turngap tools ready on " + server.address());
                out.flush();
                new CountDownLatch(1).await();
            }
            return ExitCode.PASS.code();
        }

        private AgentConfig.Tools scripts() {
            AgentSettings given = AgentSettings.read(Optional.ofNullable(config), set);
            try {
                return AgentConfig.of(JsonNodeFactory.instance.objectNode().set("tools", given.tree()))
                        .tools();
            } catch (AgentConfigException wrong) {
                throw given.wrong("agent.tools", wrong);
            }
        }

        private ToolServer listen(AgentConfig.Tools tools) {
            try {
                return ToolServer.start(tools, seed, host, port);
            } catch (IOException refused) {
                throw new CommandFailure(ExitCode.USAGE.code(), String.valueOf(refused.getMessage()));
            }
        }
    }
}
