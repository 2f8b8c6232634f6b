package io.turngap.capacity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.turngap.stats.Erlang;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many instances of the measured agent a peak needs. By Little's law, calls at once are calls a second times their mean length; an
 * instance is planned to carry the knee less a headroom.
 *
 * @param peakCallsAnHour what was asked for; absent where nothing was
 * @param callSeconds mean length of a call, measured
 * @param headroom share of the knee that stays free
 * @param callsAnHourAnInstance what one instance carries with the headroom kept
 * @param atOnceAtPeak calls at once on average; without a peak those of one instance
 * @param instances how many; 1 without a peak
 * @param lines calls at once that they take together before callers notice: knees, the headroom included
 * @param waits Erlang C: share of calls that would find all these lines busy, were they lines, for which calls wait
 * @param meanWaitSeconds mean wait of all calls then; absent where the lines do not carry the traffic
 * @param linesForOnePercent the fewest lines with which no more than 1 % of calls waits
 */
public record Plan(
        @JsonProperty("peak_calls_an_hour") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double peakCallsAnHour,

        @JsonProperty("call_s") double callSeconds,
        double headroom,
        @JsonProperty("calls_an_hour_an_instance") double callsAnHourAnInstance,
        @JsonProperty("at_once_at_peak") double atOnceAtPeak,
        int instances,
        int lines,
        double waits,

        @JsonProperty("mean_wait_s") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double meanWaitSeconds,

        @JsonProperty("lines_for_1_percent") int linesForOnePercent) {

    private static final double SECONDS_AN_HOUR = 3_600;
    private static final double ONE_PERCENT = 0.01;
    private static final int MOST_INSTANCES = 100_000;

    /** Share of the knee that stays free where nobody says otherwise. */
    public static final double HEADROOM = 0.3;

    /**
     * The plan.
     *
     * @param knee the highest load that meets the target
     * @param callSeconds mean length of a call at about that load
     * @param peakCallsAnHour calls an hour at the peak; empty where one instance's worth is asked
     * @return empty where nothing meets the target, or no call's length is known
     * @throws IllegalArgumentException when the peak needs more than 100,000 instances
     */
    public static Optional<Plan> of(
            By by, double knee, double callSeconds, Optional<Double> peakCallsAnHour, double headroom) {
        if (!(knee > 0 && callSeconds > 0)) {
            return Optional.empty();
        }
        double kneeAtOnce = by == By.CONCURRENCY ? knee : knee * callSeconds;
        double each = kneeAtOnce * (1 - headroom) / callSeconds * SECONDS_AN_HOUR;
        double peak = peakCallsAnHour.orElse(each);
        double needed = Math.ceil(peak / each - 1e-9);
        if (needed > MOST_INSTANCES) {
            throw new IllegalArgumentException("the peak of " + peak + " calls an hour needs " + needed
                    + " instances of " + each + " calls an hour; up to " + MOST_INSTANCES
                    + " are allowed: check --peak");
        }
        int instances = (int) Math.max(1, needed);
        double atOnce = peak * callSeconds / SECONDS_AN_HOUR;
        int lines = (int) Math.max(1, Math.floor(instances * kneeAtOnce));
        Erlang traffic = new Erlang(atOnce, lines);
        double wait = traffic.meanWait(callSeconds);
        return Optional.of(new Plan(
                peakCallsAnHour.orElse(null),
                callSeconds,
                headroom,
                each,
                atOnce,
                instances,
                lines,
                traffic.waits(),
                Double.isFinite(wait) ? (Double) wait : null,
                Erlang.linesFor(atOnce, ONE_PERCENT)));
    }
}
