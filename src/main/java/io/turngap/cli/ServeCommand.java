package io.turngap.cli;

import io.turngap.agent.AgentConfig;
import io.turngap.agent.AgentConfigException;
import io.turngap.agent.AgentServer;
import io.turngap.agent.AgentTelemetry;
import io.turngap.agent.Kit;
import io.turngap.agent.MechanicalOptions;
import io.turngap.agent.ServerOptions;
import io.turngap.agent.SpeechPackages;
import io.turngap.gate.ExitCode;
import io.turngap.sound.Fixtures;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Serves the bundled agent until it is stopped. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description =
                "Serves the bundled voice agent over OpenAI Realtime, Twilio Media Streams (also Telnyx, Plivo, Vonage, Exotel) and Pipecat's WebSocket with RTVI, on this machine only unless --host says otherwise.",
        footer = {
            "",
            "Example: turngap serve --port 8765 --set endpointing.silence_ms=300",
            "then:    turngap run scenarios/01-order-status.yaml --agent openai:ws://127.0.0.1:8765/v1/realtime",
            "",
            "From the environment: TURNGAP_AGENT_KEY, which clients must then send; TWILIO_AUTH_TOKEN, with which telephone",
            "providers must then sign."
        })
final class ServeCommand implements Callable<Integer> {

    /** What the mechanical agent answers with. */
    enum Mechanical {
        /** A tone after a known delay. */
        REPLIES,
        /** A long tone that stops a known time after an interruption. */
        INTERRUPTIONS
    }

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to bind. Default: ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--port",
            defaultValue = "8765",
            description = "Port to bind; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--most-calls",
            defaultValue = "1000",
            description = "Calls at once; further ones are refused. Default: ${DEFAULT-VALUE}.")
    private int mostCalls;

    @Option(names = "--single-client", description = "Take one Pipecat client at a time; a second is closed with 1013.")
    private boolean singleClient;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings (YAML or JSON), as in a scenario's agent: block.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of the agent, dotted, such as endpointing.silence_ms=300. Repeatable; wins over --config.")
    private List<String> set = new ArrayList<>();

    @Option(
            names = "--mechanical",
            paramLabel = "replies|interruptions",
            description = "Serve an agent of exactly known delays instead, to measure an instrument with.")
    private @Nullable Mechanical mechanical;

    @Option(names = "--truth", paramLabel = "FILE", description = "Where the mechanical agent logs what it did.")
    private @Nullable Path truth;

    @Option(
            names = "--otlp",
            paramLabel = "URL",
            description =
                    "Export what the agent does as OpenTelemetry spans over OTLP/HTTP, such as to http://127.0.0.1:4318.")
    private @Nullable String otlp;

    @Option(
            names = "--with-parent",
            hidden = true,
            description = "End when standard input ends; leave Ctrl-C to the parent.")
    private boolean withParent;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        ServerOptions options = options();
        if (mechanical != null) {
            MechanicalOptions delays = mechanicalOptions(mechanical);
            try (AgentServer server = listen(() -> AgentServer.startMechanical(delays, options))) {
                return serve(server, out);
            }
        }
        AgentConfig settings = settings();
        ListeningPort.check("the agent", host, port);
        out.println("loading models ...");
        out.flush();
        Fixtures fixtures = Fixtures.open(home.fixtures());
        try (Kit kit = open(settings, fixtures)) {
            out.println("warming up ...");
            out.flush();
            if (!kit.warmUp(settings, fixtures, home.fixtures())) {
                out.println("  not all engines are warm: the first turns will be slow");
            }
            return serveWarm(settings, kit, options, out);
        }
    }

    private Kit open(AgentConfig settings, Fixtures fixtures) {
        try {
            return Kit.open(settings, fixtures, home.fixtures());
        } catch (AgentConfigException wrong) {
            throw new CommandFailure(ExitCode.USAGE.code(), String.valueOf(wrong.getMessage()));
        }
    }

    private int serveWarm(AgentConfig settings, Kit kit, ServerOptions options, PrintWriter out)
            throws IOException, InterruptedException {
        Optional<AgentTelemetry> telemetry = telemetry();
        try (AgentServer server = listen(() -> AgentServer.start(settings, kit, options, telemetry))) {
            kit.about(kit.stt().name())
                    .forEach((stage, about) -> out.println(
                            "  " + stage + ": " + about.engine() + (about.modelled() ? " (modelled)" : "")));
            out.println("  telephone: TwiML at " + server.voiceAddress()
                    + " (others at /telnyx, /plivo, /vonage, /exotel below it), media at " + server.twilioAddress());
            out.println("  Pipecat: " + server.pipecatAddress());
            return serve(server, out);
        } finally {
            telemetry.ifPresent(AgentTelemetry::close);
        }
    }

    private Optional<AgentTelemetry> telemetry() {
        try {
            return Optional.ofNullable(otlp).map(AgentTelemetry::to);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(ExitCode.USAGE.code(), String.valueOf(wrong.getMessage()));
        }
    }

    private interface Start {
        AgentServer start() throws IOException;
    }

    /** A port that is taken, or a file that cannot be written, is no defect of the program. */
    private static AgentServer listen(Start start) {
        try {
            return start.start();
        } catch (IOException refused) {
            throw new CommandFailure(ExitCode.USAGE.code(), String.valueOf(refused.getMessage()));
        }
    }

    private int serve(AgentServer server, PrintWriter out) throws InterruptedException, IOException {
        out.println(server.readyLine());
        out.flush();
        if (withParent) {
            // Ctrl-C reaches the whole group of processes; the parent hangs up first and then closes our input.
            Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        } else {
            new CountDownLatch(1).await();
        }
        return ExitCode.PASS.code();
    }

    private ServerOptions options() {
        try {
            return new ServerOptions(host, port, mostCalls, 2, ServerOptions.secret(ServerOptions.KEY_VARIABLE))
                    .with(ServerOptions.secret(ServerOptions.PHONE_TOKEN_VARIABLE), singleClient);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(ExitCode.USAGE.code(), String.valueOf(wrong.getMessage()));
        }
    }

    private MechanicalOptions mechanicalOptions(Mechanical kind) {
        Optional<Path> log = Optional.ofNullable(truth);
        return switch (kind) {
            case REPLIES -> MechanicalOptions.replies(1, log);
            case INTERRUPTIONS -> MechanicalOptions.interruptions(1, log);
        };
    }

    private AgentConfig settings() {
        AgentSettings given = AgentSettings.read(Optional.ofNullable(config), set);
        try {
            AgentConfig settings = AgentConfig.of(given.tree());
            SpeechPackages.check(settings);
            SpeechPackages.checkKeys(settings, System::getenv);
            return settings;
        } catch (AgentConfigException wrong) {
            throw given.wrong("agent", wrong);
        }
    }
}
