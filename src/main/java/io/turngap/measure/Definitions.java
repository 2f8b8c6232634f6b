package io.turngap.measure;

import io.turngap.stats.ClusterBootstrap;
import java.util.LinkedHashMap;
import java.util.Map;

/** How this room defines what it reports, in the words that every report prints. */
public final class Definitions {

    private Definitions() {}

    /** What each figure means: name to sentence. What counts as audible is defined where it is heard, and not here. */
    public static Map<String, String> ofFigures() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("ttfa", "caller's last speech sample to first audible agent sample at the caller; negative is overlap");
        map.put(
                "percentiles",
                "nearest rank, from an HdrHistogram of microseconds (1 us to 10 min, 3 digits); from the exact values where some are"
                        + " negative; Kaplan-Meier where some were not seen to end");
        map.put(
                "missed_turns",
                "a reply that was never heard counts as longer than the caller waited (Kaplan-Meier), so a percentile may lie beyond what was"
                        + " waited for and have no value; a reply heard late counts as heard; turns of calls that broke in them are no"
                        + " trials of missed and false_cut_off");
        map.put(
                "false_barge_in",
                "share of turns, answered or with a backchannel, in which the agent stopped for noise, a cough or a backchannel");
        map.put("broken_calls", "a call that broke keeps the turns measured before; it counts as failed");
        map.put(
                "ci95",
                "bootstrap over calls, " + ClusterBootstrap.DRAWS + " draws from the run's seed (fewer, but at least "
                        + ClusterBootstrap.FEWEST_DRAWS
                        + ", beyond 5000 values); none where the sample cannot carry the percentile,"
                        + " or from fewer than " + ClusterBootstrap.FEWEST_CLUSTERS + " calls");
        map.put(
                "independent_turns",
                "turns over the design effect 1 + (m - 1) ICC, with the ICC of ranks within calls; P50 needs 6, P90 36, P95 72, P99 368");
        map.put("rates", "Wilson's 95 % interval on turns or calls, over their design effect");
        map.put(
                "stages",
                "gaps between milestones on the way to the first audible sample; they sum to the TTFA of a turn, their percentiles do"
                        + " not sum to its percentiles");
        return map;
    }
}
