package io.turngap.claims;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * How much more often something happens with a lever than without it; shares of turns, negative where it happens less.
 *
 * @param inProfile all levers on, less all but this one
 * @param inBase this lever alone, less none
 */
public record AblationCost(double inProfile, double inBase) {

    /** What is counted, by its name in files; the words are for people. */
    public static final SequencedMap<String, String> NAMES = names();

    /** By name, where a lever makes a difference. */
    static Map<String, AblationCost> of(
            AblationTally.Result all,
            AblationTally.Result allBut,
            AblationTally.Result alone,
            AblationTally.Result none) {
        Map<String, AblationCost> costs = new LinkedHashMap<>();
        NAMES.keySet().forEach(name -> {
            double inProfile = rate(all, name) - rate(allBut, name);
            double inBase = rate(alone, name) - rate(none, name);
            if (inProfile != 0 || inBase != 0) {
                costs.put(name, new AblationCost(inProfile, inBase));
            }
        });
        return costs;
    }

    private static double rate(AblationTally.Result of, String name) {
        return of.rates().getOrDefault(name, 0.0);
    }

    private static SequencedMap<String, String> names() {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        names.put("false_cut_off", "false cut-offs");
        names.put("missed", "missed turns");
        names.put("false_barge_in", "false barge-ins");
        names.put("failed", "broken calls");
        names.put("misroute", "misroutes");
        names.put("forgotten", "forgotten lookups");
        names.put("fallback", "fallback phrases");
        names.put("wrong_guess", "wrong guesses on partials");
        names.put("thinking_phrase", "thinking phrases");
        names.put("cache_hit", "cache hits");
        names.put("cold_start", "waits for a cold start");
        return java.util.Collections.unmodifiableSequencedMap(names);
    }
}
