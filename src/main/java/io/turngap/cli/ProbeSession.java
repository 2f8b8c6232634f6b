package io.turngap.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.gate.Baseline;
import io.turngap.gate.BaselineCandidate;
import io.turngap.gate.ExitCode;
import io.turngap.load.Health;
import io.turngap.measure.Definitions;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Journal;
import io.turngap.measure.MeasureException;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.AgentInfo;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.probe.Instrument;
import io.turngap.probe.Probe;
import io.turngap.probe.ProbeException;
import io.turngap.probe.ProbeRehearsal;
import io.turngap.probe.ProbeRunner;
import io.turngap.probe.Settings;
import io.turngap.probe.SttStreamProbe;
import io.turngap.probe.Target;
import io.turngap.report.Progress;
import io.turngap.report.TerminalStyle;
import io.turngap.sound.Audibility;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** One probe from its options to its folder, verdict and exit code: the same for every kind of component. */
final class ProbeSession {

    private static final int FINISH_SECONDS = 20;
    private static final long CHECKPOINT_US = 5_000_000;
    private static final long REHEARSAL_TIMEOUT_MS = 10_000;

    private final CommandSpec spec;
    private final ProbeKind kind;
    private final ProbeOptions options;
    private final Judging judging;

    ProbeSession(CommandSpec spec, ProbeKind kind, ProbeOptions options, Judging judging) {
        this.spec = spec;
        this.kind = kind;
        this.options = options;
        this.judging = judging;
    }

    /** What all is made of: where, how many, and who hears how late the instrument is. */
    record Given(Target target, Settings settings, Instrument instrument) {}

    /** All that a run needs before its first request. */
    private record Prepared(Given given, Probe probe, Health health, ObjectNode effective) {}

    /**
     * A probe that is ready to begin.
     *
     * @param effective what it asks, for {@code run.json}: the request's fields, the texts or utterances
     */
    record Ready(Probe probe, ObjectNode effective) {}

    /**
     * Runs the probe.
     *
     * @param make makes the probe; it opens nothing yet
     */
    int run(Function<Given, Ready> make) {
        try (Health health = new Health()) {
            Given given = given(health);
            judging.placesNoCalls("probe");
            Against.refuseForeign(judging.rules(List.of()), Optional.of(kind));
            judging.check(BaselineCandidate.of(new Baseline.Measured(Optional.of(kind), false)));
            Ready ready = make.apply(given);
            rehearse(given, make);
            try (Probe probe = ready.probe()) {
                return measured(new Prepared(given, probe, health, ready.effective()));
            }
        } catch (ProbeException wrong) {
            throw ProbeOptions.usage(String.valueOf(wrong.getMessage()));
        }
    }

    /** So that the first request meets a program that runs, not one that loads; a WebSocket's instants begin later than that. */
    private void rehearse(Given given, Function<Given, Ready> make) {
        if (given.target().isSocket()) {
            SttStreamProbe.rehearse();
            return;
        }
        Settings alone = new Settings(
                1, 1, 0, 0, REHEARSAL_TIMEOUT_MS, false, given.settings().seed());
        ProbeRehearsal.play(
                kind,
                target -> make.apply(new Given(target, alone, Instrument.DEAF)).probe());
    }

    private Given given(Health health) {
        Target target = options.target();
        return new Given(target, options.settings(target), new Instrument() {
            @Override
            public void arrival(long latenessNanos) {
                health.arrivals().note(latenessNanos);
            }

            @Override
            public void frame(long latenessNanos) {
                health.frames().note(latenessNanos);
            }
        });
    }

    @SuppressWarnings("try") // what Ctrl-C is to do is open, not used
    private int measured(Prepared run) {
        Instant startedAt = Instant.now();
        RunFolder folder = options.folder(RunFolder.runId(startedAt, "probe-" + kind.wireName()));
        Map<String, String> environment = Environment.describe();
        environment.put("options", command(run.given().target()));
        Book book = new Book(folder, run, startedAt, environment);
        folder.write(book.record(false, 0, List.of("the run did not finish")));
        if (run.given().settings().warmUp() > 0) {
            say("warming up, requests: " + run.given().settings().warmUp() + " ...");
        }
        try (Journal journal = folder.createJournal()) {
            ProbeRunner runner = new ProbeRunner(
                    run.probe(), run.given().settings(), journal, run.given().instrument());
            // Requests on their way are let end.
            try (StopOnExit onExit = StopOnExit.ofRun(runner::stop, FINISH_SECONDS)) {
                if (run.given().settings().warmUp() > 0) {
                    environment.put(
                            "warm_up",
                            runner.warmUp() + " of " + run.given().settings().warmUp()
                                    + " requests answered before the measured ones");
                }
                long start = System.nanoTime();
                String unfinished =
                        requests(runner, book, run.given().settings().requests());
                journal.close();
                List<String> reasons = new ArrayList<>();
                journal.problem().ifPresent(reasons::add);
                if (!unfinished.isEmpty()) {
                    reasons.add("the run did not finish: " + unfinished);
                }
                long wallMs = (System.nanoTime() - start) / 1_000_000;
                RunRecord facts = book.record(unfinished.isEmpty(), wallMs, reasons);
                return new Finish(folder, spec.commandLine().getOut(), Map.of()).write(facts, judging);
            }
        }
    }

    private static String requests(ProbeRunner runner, Book book, int total) {
        Progress progress = new Progress(System.err, TerminalStyle.of(System.getenv(), Terminal.isOne()));
        long[] nextUs = {CHECKPOINT_US};
        String unfinished = runner.run(now -> {
            progress.work(now.elapsedUs(), now.done(), total, "requests, " + now.inFlight() + " in flight");
            if (now.elapsedUs() >= nextUs[0]) {
                nextUs[0] = now.elapsedUs() + CHECKPOINT_US;
                book.keep(now.elapsedUs() / 1_000);
            }
        });
        progress.finish();
        return unfinished;
    }

    /** What was asked for, to be typed again: without what stands behind the address's question mark, which may be a secret. */
    private String command(Target target) {
        List<String> typed = spec.commandLine().getParseResult().originalArgs();
        int from = typed.indexOf(kind.wireName());
        List<String> words = new ArrayList<>();
        for (String word : typed.subList(Math.min(typed.size(), from + 1), typed.size())) {
            words.add(ScenarioChoice.quoted(word.replace(options.url(), target.shown())));
        }
        return String.join(" ", words);
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("turngap: " + text);
        err.flush();
    }

    /** Writes down the facts of the run. */
    private final class Book {
        private final RunFolder folder;
        private final Prepared run;
        private final Instant startedAt;
        private final Map<String, String> environment;

        Book(RunFolder folder, Prepared run, Instant startedAt, Map<String, String> environment) {
            this.folder = folder;
            this.run = run;
            this.startedAt = startedAt;
            this.environment = environment;
        }

        RunRecord record(boolean complete, long wallMs, List<String> problems) {
            Settings settings = run.given().settings();
            Evaluation nothing = Evaluation.of(List.of(), settings.seed());
            Map<String, String> definitions = Definitions.ofProbe(kind);
            if (kind == ProbeKind.TTS) {
                definitions.put("audible", Audibility.STANDARD.toString());
            }
            definitions.put("timeout", settings.timeoutMs() + " ms");
            return new RunRecord(
                    RunRecord.SCHEMA_VERSION,
                    folder.name(),
                    complete,
                    startedAt.toString(),
                    wallMs,
                    scenario(settings),
                    settings.seed(),
                    new AgentInfo(run.given().target().shown(), kind.protocol(), Map.of(), List.of()),
                    environment,
                    definitions,
                    validity(problems),
                    Map.of(),
                    Map.of(),
                    nothing.rates(),
                    Map.of(),
                    List.of(),
                    Verdict.INVALID);
        }

        private ScenarioInfo scenario(Settings settings) {
            ObjectNode effective = run.effective().deepCopy();
            effective.put("url", run.given().target().shown());
            effective.put("calls", settings.requests());
            effective.put("concurrency", settings.concurrency());
            effective.put("rate_per_s", settings.ratePerSecond());
            effective.put("warm_up", settings.warmUp());
            effective.put("timeout_ms", settings.timeoutMs());
            effective.put("fresh_connections", settings.freshConnections());
            return new ScenarioInfo(
                    "probe " + kind.wireName(),
                    "Probe of " + kind.title() + " alone: "
                            + run.given().target().shown(),
                    "",
                    digest(effective.toString()),
                    settings.requests(),
                    settings.concurrency(),
                    judging.gates(),
                    effective);
        }

        /** The instrument's record; frames are sent by streaming recognition alone. */
        private Validity validity(List<String> problems) {
            Validity all = run.health().validity(problems, Optional.empty());
            boolean framed = all.frameLatenessUs().getOrDefault("n", 0L) > 0;
            return framed ? all : all.withoutFrames();
        }

        /** A checkpoint that cannot be written costs nobody a request. */
        void keep(long wallMs) {
            try {
                folder.write(record(false, wallMs, List.of("the run did not finish")));
            } catch (MeasureException refused) {
                say(String.valueOf(refused.getMessage()));
            }
        }

        private static String digest(String text) {
            try {
                MessageDigest sha = MessageDigest.getInstance("SHA-256");
                return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException absent) {
                throw new IllegalStateException("every Java has SHA-256", absent);
            }
        }
    }

    /** The help of the command itself. */
    static int help(CommandSpec spec) {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.PASS.code();
    }
}
