package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.measure.MeasureException;
import io.turngap.scenario.ScenarioException;
import io.turngap.sound.SoundException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The entry: parses, runs one command, and turns what came of it into an exit code. */
@Command(
        name = "turngap",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            RunCommand.class,
            SimulateCommand.class,
            CapacityCommand.class,
            ServeCommand.class,
            ToolsCommand.class,
            ProbeCommand.class,
            CheckCommand.class,
            BaselineCommand.class,
            ReportCommand.class,
            CalibrateCommand.class,
            ClaimsCommand.class,
            AnalyzeCommand.class,
            GatlingCommand.class,
            ExplainCommand.class,
            AblateCommand.class,
            InitCommand.class,
            DoctorCommand.class
        },
        description = "How long does the caller of a voice agent wait, why, and did this release make it worse?",
        footer = {
            "",
            "Exit codes: 0 all gates pass, 1 internal error (also a full disk), 2 wrong usage or scenario, 3 a gate failed, 4 a gate could not be",
            "decided (with --unsure fail), 5 the run is invalid, 6 the agent could not be reached or too many calls failed.",
            "",
            "Example: turngap run scenarios/01-order-status.yaml"
        })
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    private static final int HELP_COLUMNS = 120;

    private Main() {}

    /** Runs one command and leaves the JVM with its exit code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** As {@link #main} without leaving the JVM. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine().setOut(out).setErr(err).execute(args);
    }

    /** All commands, ready to parse. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                // Wide enough that no example is broken in two: it is to work as printed.
                .setUsageHelpWidth(HELP_COLUMNS)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setExecutionExceptionHandler(new Errors());
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    /** Says what went wrong in the words of whoever found it; a stack trace is for what nobody foresaw. */
    private static final class Errors implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
            PrintWriter err = command.getErr();
            return switch (thrown) {
                case CommandFailure failure -> {
                    err.println("turngap: " + failure.getMessage());
                    yield failure.exitCode();
                }
                case ScenarioException wrong -> {
                    err.println(wrong.getMessage());
                    yield ExitCode.USAGE.code();
                }
                case SoundException wrong -> {
                    err.println("turngap: " + wrong.getMessage());
                    yield ExitCode.USAGE.code();
                }
                case MeasureException wrong -> {
                    err.println("turngap: " + wrong.getMessage());
                    yield wrong.diskRefused() ? ExitCode.INTERNAL.code() : ExitCode.USAGE.code();
                }
                default -> {
                    err.println("turngap: internal error; please report it with what follows");
                    thrown.printStackTrace(err);
                    yield ExitCode.INTERNAL.code();
                }
            };
        }
    }
}
