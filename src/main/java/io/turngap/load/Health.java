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

    /**
     * Caller frames later than this at the 99.9th percentile make a run invalid: a single stall this long, in a run of a minute, stretches
     * every turn that waits for its reply just then, and those are the turns of which the high percentiles are made.
     */
    public static final long MOST_FRAME_LATENESS_P999_US = 50_000;

    /** One caller frame later than this makes a run invalid. */
    public static final long MOST_FRAME_LATENESS_US = 250_000;

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
        over("frames left", frames, 99, MOST_FRAME_LATENESS_P99_US)
                .or(() -> over("frames left", frames, 99.9, MOST_FRAME_LATENESS_P999_US))
                .or(() -> over("a frame left", frames, 100, MOST_FRAME_LATENESS_US))
                .ifPresent(reasons::add);
        over("calls started", arrivals, 99, MOST_ARRIVAL_LATENESS_P99_US).ifPresent(reasons::add);
        return new Validity(
                reasons.isEmpty(),
                reasons,
                frames.summary(),
                arrivals.summary(),
                instrumentErrorUs.orElse(null),
                pauses.summary(),
                cpu.summary());
    }

    private static Optional<String> over(String what, Lateness lateness, double percentile, long budgetUs) {
        long lateUs = lateness.percentileUs(percentile);
        String where = percentile == 100 ? "" : " at the " + (percentile == 99 ? "99th" : "99.9th") + " percentile";
        return lateUs <= budgetUs
                ? Optional.empty()
                : Optional.of(
                        "%s %.1f ms late%s; at most %.1f ms is allowed. The instrument was the bottleneck: make fewer"
                                        .formatted(what, lateUs / 1e3, where, budgetUs / 1e3)
                                + " calls at once, or free the processor.");
    }

    @Override
    public void close() {
        pauses.close();
    }
}
