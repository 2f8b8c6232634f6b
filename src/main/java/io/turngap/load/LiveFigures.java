package io.turngap.load;

import io.turngap.measure.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A run at one instant, for those who look on. What is said of the last seconds covers {@link SlidingHistogram#WINDOW_US} of the run's own
 * clock.
 *
 * @param elapsedUs since the first call was due
 * @param done calls that ended or were not made
 * @param total calls to be made
 * @param inFlight calls under way
 * @param due calls whose intended start has come
 * @param behind those of them that should have started and have not
 * @param turnsASecond turns that ended, greetings included, a second of the last seconds
 * @param heard turns of the last seconds that have a TTFA, or waited for one in vain
 * @param ttfaP50Us their median TTFA, µs; a missed turn counts as the time waited
 * @param ttfaP95Us their 95th percentile
 * @param turns all turns so far by outcome, greetings included
 * @param failedCalls failed calls so far by kind of ending
 * @param generator how the instrument does; empty where nothing takes time
 */
public record LiveFigures(
        long elapsedUs,
        int done,
        int total,
        int inFlight,
        long due,
        long behind,
        double turnsASecond,
        long heard,
        OptionalLong ttfaP50Us,
        OptionalLong ttfaP95Us,
        Map<Outcome, Long> turns,
        Map<String, Long> failedCalls,
        Optional<Generator> generator) {

    public LiveFigures {
        turns = Map.copyOf(turns);
        failedCalls = Map.copyOf(failedCalls);
    }

    /** How long it will go on if calls end as they did until now, µs; empty while too few have ended to tell. */
    public OptionalLong remainingUs() {
        boolean known = done >= 3 && done * 20L >= total && done < total;
        return known ? OptionalLong.of(Math.round((double) elapsedUs * (total - done) / done)) : OptionalLong.empty();
    }

    /**
     * The instrument of late.
     *
     * @param frameP99Us lateness of the callers' frames, 99th percentile of the last seconds, µs
     * @param arrivalP99Us lateness of calls' starts, 99th percentile of the last seconds, µs
     * @param instrumentCores processors' worth of time that this program used in the last second; empty where nobody tells
     * @param machineBusy share of the machine's processors that was busy with anything, 0 to 1, in the last second; empty where nobody tells
     * @param late true while it is later than the scenario's budgets allow: should it go on so, the run will be invalid
     */
    public record Generator(
            long frameP99Us,
            long arrivalP99Us,
            OptionalDouble instrumentCores,
            OptionalDouble machineBusy,
            boolean late) {}
}
