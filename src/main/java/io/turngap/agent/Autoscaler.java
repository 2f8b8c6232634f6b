package io.turngap.agent;

import java.util.Arrays;

/**
 * Says how many machines a fleet should have (L24). It looks once in {@code period_s}, as the HorizontalPodAutoscaler of Kubernetes does, and
 * asks for {@code ceil(machines · measured / target)}; what differs is what is measured.
 *
 * <ul>
 *   <li>{@code cpu}: the share of slots that were busy, averaged over {@code cpu_window_s}. Late twice: the average lags, and a share cannot
 *       exceed 1, so that a queue of any length asks for a quarter more at most.
 *   <li>{@code queue}: requests that run or wait, against the slots that there are. It sees the whole backlog at once.
 *   <li>{@code latency}: the P95 of the waits since it last looked, against {@code wait_target_ms}; at most twice the machines at a time.
 *   <li>{@code none}: as many as there are.
 * </ul>
 *
 * <p>What it costs: machines that are asked for are paid for; each takes a cold start before it helps. In a spike of three minutes, four times
 * what two machines serve, the P95 of the wait was 517 s with {@code none}, 105 s with {@code cpu}, 29 s with {@code latency} and 16 s with
 * {@code queue} ({@code FleetTest}). Used by one {@link Fleet}, under its
 * lock.
 */
final class Autoscaler {

    /** Waits that are remembered between two looks; the newest win. */
    private static final int MOST_WAITS = 512;

    private final String signal;
    private final ModelFigures.Scaling figures;
    private final int slots;
    private final long[] waits = new long[MOST_WAITS];
    private int waitCount;
    private double cpu;
    private long cpuAt;
    private long lookedAt;
    private boolean begun;

    private Autoscaler(String signal, ModelFigures.Scaling figures, int slots) {
        this.signal = signal;
        this.figures = figures;
        this.slots = slots;
    }

    /** On {@code signal}: {@code none}, {@code cpu}, {@code queue} or {@code latency}; a machine has {@code slots}. */
    static Autoscaler on(String signal, ModelFigures.Scaling figures, int slots) {
        return new Autoscaler(signal, figures, slots);
    }

    /** A request waited so long for its slot. */
    void waited(long nanos) {
        waits[waitCount++ % MOST_WAITS] = nanos;
    }

    /** How many machines there should be, cold ones that load included; never fewer than {@code machines}. */
    int wanted(long nowNanos, int machines, int busy, int queued) {
        if (signal.equals("none") || machines == 0) {
            return machines;
        }
        if (!begun) {
            begun = true;
            cpuAt = nowNanos;
            lookedAt = nowNanos;
        }
        if (signal.equals("cpu")) {
            average(nowNanos, Math.min(1, busy / ((double) machines * slots)));
        }
        if (nowNanos - lookedAt < figures.periodS() * 1_000_000_000) {
            return machines;
        }
        lookedAt = nowNanos;
        double share = switch (signal) {
            case "cpu" -> cpu / figures.cpuTarget();
            case "queue" -> (busy + queued) / ((double) machines * slots);
            default -> Math.min(2, waitP95Ms() / figures.waitTargetMs());
        };
        waitCount = 0;
        return Math.max(machines, (int) Math.ceil(machines * share));
    }

    /** An exponential average: after {@code cpu_window_s} a step has arrived by 63 %. */
    private void average(long nowNanos, double use) {
        double elapsed = Math.max(0, nowNanos - cpuAt) / (figures.cpuWindowS() * 1e9);
        cpu += (use - cpu) * -Math.expm1(-elapsed);
        cpuAt = nowNanos;
    }

    private double waitP95Ms() {
        int n = Math.min(waitCount, MOST_WAITS);
        if (n == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(waits, n);
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(0.95 * n) - 1] / 1e6;
    }
}
