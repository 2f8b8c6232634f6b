package io.turngap.load;

import io.turngap.measure.RunRecord.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the instrument kept up: how late its frames and its calls were, what its garbage collector and the processor did. */
public final class Health implements AutoCloseable {

    /** Caller frames later than this at the 99th percentile make a run invalid: it is half a frame, and blurs every end of speech. */
    public static final long MOST_FRAME_LATENESS_P99_US = 10_000;

    /** Calls that start later than this at the 99th percentile make a run invalid: the load was not the one asked for. */
    public static final long MOST_ARRIVAL_LATENESS_P99_US = 100_000;

    private final Lateness frames = new Lateness();
    private final Lateness arrivals = new Lateness();
    private final GcPauses pauses = new GcPauses();
    private final CpuMeter cpu = new CpuMeter();

    /** Lateness of the callers' frames. */
    public Lateness frames() {
        return frames;
    }

    /** Lateness of calls' starts. */
    public Lateness arrivals() {
        return arrivals;
    }

    /**
     * The verdict on the instrument.
     *
     * @param problems what else makes the run invalid, such as turns that were not written
     * @param instrumentErrorUs what {@code calibrate} found on this machine, where it ran
     */
    public Validity validity(List<String> problems, Optional<Map<String, Double>> instrumentErrorUs) {
        List<String> reasons = new ArrayList<>(problems);
        over("frames left", frames, MOST_FRAME_LATENESS_P99_US).ifPresent(reasons::add);
        over("calls started", arrivals, MOST_ARRIVAL_LATENESS_P99_US).ifPresent(reasons::add);
        return new Validity(
                reasons.isEmpty(),
                reasons,
                frames.summary(),
                arrivals.summary(),
                instrumentErrorUs.orElse(null),
                pauses.summary(),
                cpu.summary());
    }

    private static Optional<String> over(String what, Lateness lateness, long budgetUs) {
        long p99 = lateness.percentileUs(99);
        return p99 <= budgetUs
                ? Optional.empty()
                : Optional.of(
                        "%s %.1f ms late at the 99th percentile; at most %.1f ms is allowed. The instrument was the"
                                        .formatted(what, p99 / 1e3, budgetUs / 1e3)
                                + " bottleneck: make fewer calls at once, or free the processor.");
    }

    @Override
    public void close() {
        pauses.close();
    }
}
