package io.turngap.load;

import io.turngap.agent.AgentServer;
import io.turngap.agent.MechanicalOptions;
import io.turngap.agent.ServerOptions;
import io.turngap.call.Acoustics;
import io.turngap.link.Keys;
import io.turngap.link.Link;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Some seconds of calls within this process, before the real ones: a JVM runs code slowly until it has compiled it, and the first calls of
 * a run would be measured with a slow instrument. They go over a real socket to a mechanical agent, so that every part of the frame path is
 * met. Once a JVM; nothing of it is recorded.
 */
public final class Rehearsal {

    private static final int CALLS = 24;
    private static final int TURNS = 3;
    private static final ServerOptions LOCAL = new ServerOptions("127.0.0.1", 0, CALLS, 1, Optional.empty());
    private static final AtomicBoolean PLAYED = new AtomicBoolean();
    private static final MechanicalOptions QUICK = new MechanicalOptions(
            List.of(120.0),
            List.of(0.0),
            List.of(100.0),
            List.of(200.0),
            100,
            CalibrationMarker.LEVEL_DBFS,
            60,
            Optional.empty());

    private final Thread thread;
    private volatile Optional<String> problem = Optional.empty();

    private Rehearsal(Runnable part) {
        this.thread = Thread.ofPlatform().name("rehearsal").daemon().unstarted(() -> {
            try {
                part.run();
            } catch (RuntimeException failed) {
                problem = Optional.of(
                        "the rehearsal failed, so the first calls meet a slow instrument: " + failed.getMessage());
            }
        });
    }

    /** Begins to rehearse, where this JVM has not done so yet, and returns at once. */
    public static Rehearsal begin(Acoustics acoustics, LinkOptions options) {
        boolean first = PLAYED.compareAndSet(false, true);
        // What the agent under test is told in its own protocol means nothing to the one of the rehearsal.
        LinkOptions keyless = options.withKeys(Keys.none()).withSettings(LinkOptions.DEFAULTS.settings());
        Rehearsal rehearsal = new Rehearsal(first ? () -> play(acoustics, keyless) : () -> {});
        rehearsal.thread.start();
        return rehearsal;
    }

    /** Waits for the end of the rehearsal; tells what went wrong with it, which costs precision and nothing else. */
    public Optional<String> await() {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return problem;
    }

    private static void play(Acoustics acoustics, LinkOptions options) {
        try {
            Path work = Files.createTempDirectory("turngap-rehearsal-");
            try (AgentServer agent = AgentServer.startMechanical(QUICK, LOCAL);
                    Link link = Links.open(agent.address(), options)) {
                new Calibration(work, acoustics).measure(Calibration.Metric.TTFA, link, CALLS, TURNS);
            } finally {
                Files.deleteIfExists(work.resolve(CalibrationMarker.FILE));
                Files.deleteIfExists(work);
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(
                    "the instrument could not rehearse on loopback: " + cause.getMessage(), cause);
        }
    }
}
