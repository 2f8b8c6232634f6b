package io.turngap.load;

import io.turngap.call.CallPlan;
import io.turngap.scenario.Scenario;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Whether a run fits this machine, before its first call: a call needs a descriptor and a local port for its socket, and memory for its state
 * and its sound. None needs a thread of its own.
 *
 * <p>How many calls are under way at once is known of a closed model. Of a schedule it is known only between bounds: no call lasts longer
 * than {@code limits} allows, and hardly any that is answered less than {@value #SHORT_CALL_MS} ms. What the lower bound needs must be there;
 * what only the upper one needs is worth a warning.
 */
public final class Preflight {

    /**
     * State of a call beside its sound, bytes on the heap: an estimate. {@code LoadBench} saw 0.49 MB a call after a collection, the sound of its
     * first seconds included, at 250 and at 500 calls over JSON.
     */
    static final long BYTES_A_CALL = 256L << 10;

    /**
     * Sound kept of a call, bytes a millisecond: 16 samples of two bytes of one of two channels, since mostly one side speaks at a time and
     * silence takes no room.
     */
    static final long RECORD_BYTES_A_MS = 32;

    /** What the program needs for itself, bytes. */
    static final long BYTES_ITSELF = 150L << 20;

    /** Share of the heap that may be in use for good: a collector needs room to work in. */
    static final double MOST_HEAP_SHARE = 0.8;

    /** Descriptors for all but calls: journal, recordings, the agent's process. */
    static final int DESCRIPTORS_BESIDE = 64;

    static final int SHORT_CALL_MS = 5_000;

    /**
     * Something of which this machine has too little.
     *
     * @param certain true when the run cannot go well; false when it might not
     * @param text how many calls, the limit, and how to raise it
     */
    public record Finding(boolean certain, String text) {}

    private final Scenario scenario;
    private final int atLeast;
    private final int atMost;
    private final List<Finding> findings = new ArrayList<>();

    private Preflight(Scenario scenario) {
        this.scenario = scenario;
        long longestMs = scenario.limits().connectMs() + scenario.limits().callMs();
        this.atLeast = together(scenario, SHORT_CALL_MS);
        this.atMost = together(scenario, longestMs);
    }

    /** What the scenario needs and {@code limits} do not give; empty when it fits. */
    public static List<Finding> check(Scenario scenario, Limits limits) {
        Preflight flight = new Preflight(scenario);
        limits.descriptors()
                .ifPresent(most -> flight.room(
                        most - limits.descriptorsOpen() - DESCRIPTORS_BESIDE,
                        "this process may open " + most + " files and sockets, and has " + limits.descriptorsOpen()
                                + " open",
                        "raise the limit in the shell before the run (ulimit -n 65536; where that is refused, raise the hard limit first, in"
                                + " /etc/security/limits.conf or with docker run --ulimit nofile=65536)"));
        limits.ports()
                .ifPresent(most -> flight.room(
                        most,
                        "this machine has " + most + " local ports for connections to one address",
                        "widen the range (sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\")"));
        flight.room(
                flight.callsThatFit(limits.heapBytes()),
                String.format(
                        Locale.ROOT,
                        "the heap may grow to %d MiB, and a call takes up to %.1f MiB with its recording",
                        limits.heapBytes() >> 20,
                        flight.bytes(flight.atLeast) / (double) (1 << 20) / flight.atLeast),
                "allow more memory (TURNGAP_JAVA_OPTS=-Xmx" + flight.gibibytes() + "g)");
        return List.copyOf(flight.findings);
    }

    private void room(long calls, String limit, String advice) {
        long most = Math.max(0, calls);
        if (atLeast > most) {
            findings.add(new Finding(
                    true,
                    atLeast + " calls at once do not fit this machine: " + limit + ", which is enough for " + most
                            + " calls; " + advice + ", or make fewer calls at once (" + fewer(most) + ")"));
        } else if (atMost > most) {
            findings.add(new Finding(
                    false,
                    "up to " + atMost
                            + " calls may be under way at once, should all last as long as call_ms allows, and then they do"
                            + " not fit this machine: " + limit + ", which is enough for " + most + " calls; " + advice
                            + ", or bound them (load.most_in_flight: " + Math.max(1, most) + ")"));
        }
    }

    private String fewer(long most) {
        return most < 1
                ? "there is no room for a single one"
                : scenario.load().isOpen() ? "a lower rate, or load.most_in_flight: " + most : "--concurrency " + most;
    }

    /** Calls at once for whose state and sound a heap is large enough. */
    private long callsThatFit(long heapBytes) {
        long room = (long) (MOST_HEAP_SHARE * heapBytes) - BYTES_ITSELF;
        long low = 0;
        long high = Scenario.MOST_CALLS;
        while (low < high) {
            long middle = (low + high + 1) / 2;
            if (bytes(middle) <= room) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** What so many calls take together. */
    private long bytes(long calls) {
        long recordMs = Math.min(scenario.limits().callMs(), CallPlan.recordMs((int) calls));
        return calls * (BYTES_A_CALL + recordMs * RECORD_BYTES_A_MS);
    }

    private long gibibytes() {
        return Math.ceilDiv((long) ((bytes(atMost) + BYTES_ITSELF) / MOST_HEAP_SHARE), 1L << 30);
    }

    /** Most calls under way at once when each lasts {@code callMs}. */
    static int together(Scenario scenario, long callMs) {
        int bound = Math.max(1, Math.min(scenario.concurrency(), scenario.calls()));
        if (!scenario.load().isOpen()) {
            return bound;
        }
        Arrivals arrivals = Arrivals.of(scenario);
        Deque<Long> underWay = new ArrayDeque<>();
        int most = 1;
        for (int call = 0; call < scenario.calls() && most < bound; call++) {
            long start = arrivals.startNanos(call);
            if (start == Arrivals.NO_MORE) {
                break;
            }
            while (!underWay.isEmpty() && underWay.getFirst() + callMs * 1_000_000 <= start) {
                underWay.removeFirst();
            }
            underWay.addLast(start);
            most = Math.max(most, underWay.size());
        }
        return most;
    }
}
