package io.turngap.claims;

import io.turngap.measure.Metrics;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.measure.TurnSink;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one simulated run comes to: percentiles of TTFA and how often something happened that a lever may cost. Keeps eight bytes a turn.
 *
 * <p>A turn that was cut off is in the cost and not in the percentiles: who is interrupted did not wait less. A missed turn counts as the time that its caller waited, which is less than the reply would have taken.
 */
final class AblationTally implements TurnSink {

    private static final int FIRST_ROOM = 1_024;

    private long[] ttfaUs = new long[FIRST_ROOM];
    private int heard;
    private int turns;
    private final Map<String, Integer> counted = new LinkedHashMap<>();

    /** Share of turns by what happened in them, 0 where it never did; and percentiles, µs. */
    record Result(int turns, long p50Us, long p90Us, long p95Us, long p99Us, Map<String, Double> rates) {}

    AblationTally() {
        AblationCost.NAMES.keySet().forEach(name -> counted.put(name, 0));
    }

    @Override
    public void turn(Turn turn) {
        if (turn.isGreeting()) {
            return;
        }
        turns++;
        Metrics.Value value = Metrics.of(turn).get(Metrics.TTFA);
        if (value != null && turn.outcome() != Outcome.CUT_OFF) {
            if (heard == ttfaUs.length) {
                ttfaUs = Arrays.copyOf(ttfaUs, 2 * heard);
            }
            ttfaUs[heard++] = value.us();
        }
        count("false_cut_off", turn.outcome() == Outcome.CUT_OFF);
        count("missed", turn.outcome() == Outcome.MISSED);
        count("failed", turn.outcome() == Outcome.ERROR);
        Turn.BargeIn bargeIn = turn.bargeIn();
        count("false_barge_in", bargeIn != null && bargeIn.falseBargeIn());
        Map<String, String> levers = turn.levers();
        if (!levers.isEmpty()) {
            count("misroute", levers.containsKey("misroute"));
            count("cache_hit", "hit".equals(levers.get("cache")));
            count("wrong_guess", "wrong".equals(levers.get("partial")));
            count("forgotten", levers.containsKey("forgot"));
            count("fallback", levers.containsKey("fallback"));
            count("thinking_phrase", levers.containsKey("filler"));
            count("cold_start", levers.containsKey("cold_start"));
        }
    }

    private void count(String name, boolean happened) {
        if (happened) {
            counted.merge(name, 1, Integer::sum);
        }
    }

    /** What came of the turns so far. */
    Result result() {
        long[] sorted = Arrays.copyOf(ttfaUs, heard);
        Arrays.sort(sorted);
        Map<String, Double> rates = new LinkedHashMap<>();
        counted.forEach((name, n) -> rates.put(name, turns == 0 ? 0.0 : (double) n / turns));
        return new Result(turns, rank(sorted, 0.5), rank(sorted, 0.9), rank(sorted, 0.95), rank(sorted, 0.99), rates);
    }

    /** Nearest rank, as percentiles everywhere here; 0 where nothing was heard. */
    private static long rank(long[] sorted, double p) {
        int n = sorted.length;
        return n == 0 ? 0 : sorted[Math.clamp((long) Math.ceil(p * n - 1e-9), 1, n) - 1];
    }
}
