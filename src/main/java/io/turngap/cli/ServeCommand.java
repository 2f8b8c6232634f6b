package io.turngap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.turngap.agent.AgentConfig;
import io.turngap.agent.AgentConfigException;
import io.turngap.agent.AgentServer;
import io.turngap.agent.MechanicalOptions;
import io.turngap.agent.ServerOptions;
import io.turngap.gate.ExitCode;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Serves the bundled agent until it is stopped. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves the bundled voice agent over OpenAI Realtime, on this machine only unless --host says otherwise.",
        footer = {
            "",
            "Example: turngap serve --port 8765 --set endpointing.silence_ms=300",
            "then:    turngap run scenarios/01-order-status.yaml --agent openai:ws://127.0.0.1:8765/v1/realtime"
        })
final class ServeCommand implements Callable<Integer> {
}
