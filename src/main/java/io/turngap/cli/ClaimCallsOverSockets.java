package io.turngap.cli;

import io.turngap.call.FixtureAcoustics;
import io.turngap.claims.ClaimCalls;
import io.turngap.gate.ExitCode;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.SocketLink;
import io.turngap.load.BundledAgent;
import io.turngap.load.Ceiling;
import io.turngap.load.Rehearsal;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.Turn;
import io.turngap.report.Progress;
import io.turngap.report.TerminalStyle;
import io.turngap.scenario.CheckedScenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Makes the calls of a figure over sockets, with sound, each run with a bundled agent of its own in a process of its own. */
final class ClaimCallsOverSockets implements ClaimCalls {

    /** Calls at once: as many as two cores hear and speak for without being late. */
    static final int TOGETHER = 3;

    private static final long AGENT_START_SECONDS = 60;

    private final Path fixtures;
    private final FixtureAcoustics acoustics;
    private final Optional<Path> keep;
    private final Consumer<String> say;
    private int made;

    /**
     * Calls with these sounds.
     *
     * @param keep where the folders of the runs stay, under {@code runs}; empty to remove them
     */
    ClaimCallsOverSockets(Path fixtures, FixtureAcoustics acoustics, Optional<Path> keep, Consumer<String> say) {
        this.fixtures = fixtures;
        this.acoustics = acoustics;
        this.keep = keep;
        this.say = say;
    }

    @Override
    public Made make(CheckedScenario checked) {
        made++;
        if (keep.isPresent()) {
            return calls(checked, RunFolder.create(keep.get().resolve("runs").resolve(Integer.toString(made))));
        }
        try {
            Path folder = Files.createTempDirectory("turngap-claims-");
            try {
                return calls(checked, RunFolder.create(folder));
            } finally {
                remove(folder);
            }
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private Made calls(CheckedScenario checked, RunFolder folder) {
        LinkOptions options = LinkOptions.of(System.getenv())
                .withConnectTimeoutMs(checked.scenario().limits().connectMs())
                .withEventLoops(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        Rehearsal rehearsal = Rehearsal.begin(acoustics, options);
        try (BundledAgent agent = BundledAgent.start(
                        Main.class.getName(),
                        BundledAgent.Collector.THROUGHPUT,
                        Optional.of(checked.scenario().agent()),
                        List.of("--fixtures", fixtures.toString()),
                        AGENT_START_SECONDS);
                SocketLink link = Links.open(agent.address(), options)) {
            rehearsal.await().ifPresent(say);
            RunBook book = new RunBook(
                    folder, checked, Instant.now(), agent.address(), link.protocolName(), Environment.describe());
            folder.write(book.started());
            RunSession session = new RunSession(folder, checked.scenario(), Optional.empty(), Ceiling.NONE);
            Progress shown = new Progress(System.err, TerminalStyle.of(System.getenv(), Terminal.isOne()));
            RunSession.Facts facts = session.execute(
                    link,
                    acoustics,
                    book::underway,
                    now -> shown.update(now.elapsedUs(), now.done(), now.inFlight(), now.total(), now.lastTtfaUs()));
            shown.finish();
            folder.write(book.finished(facts));
            List<Turn> turns = folder.readTurns().turns();
            return new Made(turns, invalid(facts));
        } catch (BundledAgent.AgentFailure failure) {
            throw new CommandFailure(ExitCode.UNREACHABLE.code(), String.valueOf(failure.getMessage()));
        }
    }

    private static Optional<String> invalid(RunSession.Facts facts) {
        Validity validity = facts.validity();
        if (!facts.unfinished().isEmpty()) {
            return Optional.of("a run did not finish: " + facts.unfinished());
        }
        return validity.valid()
                ? Optional.empty()
                : Optional.of("a run is invalid: " + String.join("; ", validity.reasons()));
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException left) {
            // A temporary folder that stays does no harm.
        }
    }
}
