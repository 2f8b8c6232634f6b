package io.turngap.probe;

import io.turngap.measure.Outcome;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import io.turngap.measure.TurnSink;
import io.turngap.time.Seeds;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Makes the requests of a run. Closed: each of so many threads begins a request as its last one ends. Open: requests begin at the arrivals
 * of a Poisson process, drawn from the seed, and count from there, so that a slow answer does not keep later requests from being counted
 * as late; where all threads are busy, a request waits for one, and that wait is its own stage ({@code queue}).
 *
 * <p>A closed thread that was refused for a rate limit waits for as long as the server asks, at most {@value #LONGEST_PAUSE_S} s. When the
 * first {@value #HOPELESS} requests (or all at once, if those are more) failed without one answer, the rest is not made.
 */
public final class ProbeRunner {

    /** Longest wait that a server can ask of a thread, seconds. */
    static final int LONGEST_PAUSE_S = 30;

    /** So many failures, with nothing else, end a run. */
    static final int HOPELESS = 10;

    private static final long POLL_NANOS = 50_000_000;

    private final Probe probe;
    private final Settings settings;
    private final TurnSink sink;
    private final Instrument instrument;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger hopeful = new AtomicInteger();
    private volatile boolean stopped;
    private volatile String gaveUp = "";

    /** A run of {@code probe}; finished requests go to {@code sink}. */
    public ProbeRunner(Probe probe, Settings settings, TurnSink sink, Instrument instrument) {
        this.probe = probe;
        this.settings = settings;
        this.sink = sink;
        this.instrument = instrument;
    }

    /**
     * How far a run is.
     *
     * @param done requests that ended
     * @param inFlight requests on their way
     */
    public record Progress(long elapsedUs, int done, int inFlight) {}

    /** Makes the requests that are not measured; tells how many of them were answered. */
    public int warmUp() {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        try (ExecutorService threads = threads(Math.min(settings.concurrency(), Math.max(1, settings.warmUp())))) {
            for (int i = 0; i < Math.min(settings.concurrency(), settings.warmUp()); i++) {
                threads.execute(() -> {
                    for (int at = next.getAndIncrement(); at < settings.warmUp() && !stopped; ) {
                        Turn turn = probe.request(at, System.nanoTime());
                        answered.addAndGet(turn.outcome() == Outcome.ANSWERED ? 1 : 0);
                        at = next.getAndIncrement();
                    }
                });
            }
        }
        return answered.get();
    }

    /**
     * Makes the requests that are measured.
     *
     * @param progress hears how far the run is, some times a second
     * @return why some were not made; empty when all were
     */
    public String run(Consumer<Progress> progress) {
        long start = System.nanoTime();
        CountDownLatch over = new CountDownLatch(settings.requests());
        try (ExecutorService threads = threads(Math.min(settings.concurrency(), settings.requests()))) {
            if (settings.isOpen()) {
                open(threads, start, over, progress);
            } else {
                for (int i = 0; i < Math.min(settings.concurrency(), settings.requests()); i++) {
                    threads.execute(() -> closed(over));
                }
            }
            while (!isOver(over) && ended.get() < settings.requests()) {
                progress.accept(now(start));
                if ((stopped || !gaveUp.isEmpty()) && begun.get() == ended.get()) {
                    break;
                }
            }
            threads.shutdownNow();
        }
        progress.accept(now(start));
        int left = settings.requests() - ended.get();
        if (left == 0) {
            return "";
        }
        return left + " of " + settings.requests() + " requests were not made, "
                + (gaveUp.isEmpty() ? "because the run was stopped" : gaveUp);
    }

    /** Ends the run early, from any thread: requests on their way end, no other begins. */
    public void stop() {
        stopped = true;
    }

    private static ExecutorService threads(int count) {
        return Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name("probe-", 0).factory());
    }

    private Progress now(long start) {
        int done = ended.get();
        return new Progress((System.nanoTime() - start) / 1_000, done, begun.get() - done);
    }

    private boolean isOver(CountDownLatch over) {
        try {
            return over.await(POLL_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stop();
            return true;
        }
    }

    private boolean isEnded() {
        return stopped || !gaveUp.isEmpty();
    }

    private void closed(CountDownLatch over) {
        long free = System.nanoTime();
        int index = next();
        while (index >= 0) {
            long due = System.nanoTime();
            instrument.arrival(due - free);
            Turn turn = one(index, due, over);
            pause(turn);
            free = System.nanoTime();
            index = next();
        }
    }

    /** The number of the next request to make; −1 when there is none. */
    private int next() {
        while (!isEnded()) {
            int index = begun.get();
            if (index >= settings.requests()) {
                return -1;
            }
            if (begun.compareAndSet(index, index + 1)) {
                return index;
            }
        }
        return -1;
    }

    private void open(ExecutorService threads, long start, CountDownLatch over, Consumer<Progress> progress) {
        UniformRandomProvider random = new Seeds(settings.seed()).at("arrivals").random();
        double dueNanos = start;
        long told = start;
        for (int index = 0; index < settings.requests() && !isEnded(); index++) {
            long due = (long) dueNanos;
            long now = System.nanoTime();
            while (now < due && !isEnded()) {
                LockSupport.parkNanos(Math.min(due - now, POLL_NANOS));
                now = System.nanoTime();
                if (now - told > POLL_NANOS) {
                    told = now;
                    progress.accept(now(start));
                }
            }
            if (isEnded()) {
                return;
            }
            instrument.arrival(now - due);
            begun.incrementAndGet();
            int number = index;
            threads.execute(() -> {
                if (isEnded()) {
                    // It waited for a thread until the run was over.
                    begun.decrementAndGet();
                } else {
                    one(number, due, over);
                }
            });
            dueNanos += -Math.log(1 - random.nextDouble()) * 1e9 / settings.ratePerSecond();
        }
    }

    private Turn one(int index, long due, CountDownLatch over) {
        try {
            Turn turn = probe.request(index, due);
            sink.turn(turn);
            judge(turn);
            return turn;
        } finally {
            ended.incrementAndGet();
            over.countDown();
        }
    }

    private void judge(Turn turn) {
        if (turn.outcome() != Outcome.ERROR) {
            hopeful.incrementAndGet();
        } else if (hopeful.get() == 0 && ended.get() + 1 >= Math.max(HOPELESS, settings.concurrency())) {
            gaveUp = "because the first " + (ended.get() + 1) + " all failed";
        }
    }

    /** A closed thread does as the server asks before it comes again, if there is anything to come for. */
    private void pause(Turn turn) {
        ProbeNotes notes = turn.probe();
        boolean limited = turn.outcome() == Outcome.RATE_LIMITED;
        double seconds = limited && notes != null ? notes.value(ProbeNotes.RETRY_AFTER_S) : 0;
        if (seconds > 0) {
            long until = System.nanoTime() + (long) (Math.min(seconds, LONGEST_PAUSE_S) * 1e9);
            while (!isEnded() && begun.get() < settings.requests() && System.nanoTime() < until) {
                LockSupport.parkNanos(Math.min(POLL_NANOS, Math.max(1, until - System.nanoTime())));
            }
        }
    }
}
