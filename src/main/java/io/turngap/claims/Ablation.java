package io.turngap.claims;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What each lever between two settings buys. All of it is simulated: the bundled agent's own code on a virtual timeline, every latency drawn.
 *
 * @param schemaVersion of {@code ablation.json}
 * @param clock which clock the runs had
 * @param scenario its name
 * @param seed of every run, so that the callers are the same in all
 * @param calls in each run
 * @param runs that were made, none twice
 * @param orders of levers that were tried; 0 where every order counted
 * @param base with every lever off
 * @param profile with every lever on
 * @param levers those that differ, the largest share of the gain in P95 first
 * @param conditions what differs besides and was held as in the profile
 * @param notes what must be said beside it
 */
public record Ablation(
        @JsonProperty("schema_version") int schemaVersion,
        String clock,
        String scenario,
        long seed,
        int calls,
        int runs,
        int orders,
        Side base,
        Side profile,
        List<Row> levers,
        List<String> conditions,
        List<String> notes) {

    public static final int SCHEMA_VERSION = 1;

    public Ablation {
        levers = List.copyOf(levers);
        conditions = List.copyOf(conditions);
        notes = List.copyOf(notes);
    }

    /** What the profile saves at P50, ms. */
    @JsonProperty("gain_p50_ms")
    public double gainP50Ms() {
        return base.p50Ms() - profile.p50Ms();
    }

    /** What the profile saves at P95, ms. */
    @JsonProperty("gain_p95_ms")
    public double gainP95Ms() {
        return base.p95Ms() - profile.p95Ms();
    }

    /**
     * One of the two settings and its own run; TTFA, ms.
     *
     * @param name of the profile, or its file
     * @param turns greetings apart
     * @param ci95 95 % intervals by {@code p50_ms} and {@code p95_ms}, from a bootstrap over calls; absent where the sample carries none
     * @param rates share of turns by {@link AblationCost#NAMES}
     */
    public record Side(
            String name,
            int turns,
            @JsonProperty("p50_ms") double p50Ms,
            @JsonProperty("p90_ms") double p90Ms,
            @JsonProperty("p95_ms") double p95Ms,
            @JsonProperty("p99_ms") double p99Ms,
            Map<String, List<Double>> ci95,
            Map<String, Double> rates) {}

    /**
     * One lever.
     *
     * @param changes its settings, from the base's to the profile's
     * @param costs by {@link AblationCost#NAMES}, where it makes a difference
     * @param cost what it costs besides, in words
     */
    public record Row(
            String id,
            String title,
            List<String> changes,
            Saving p50,
            Saving p95,
            Map<String, AblationCost> costs,
            String cost) {

        /** True when nothing came of it in any of the four ways. */
        public boolean idle() {
            return p50.idle() && p95.idle();
        }
    }

    /**
     * What a lever saves at one percentile, ms; negative where it makes callers wait longer.
     *
     * @param shareMs its Shapley share of the gain; the shares of all levers add up to the gain
     * @param lowMs lower end of the share's 95 % interval over orders
     * @param highMs upper end
     * @param onAloneMs the base less the base with this lever
     * @param offAloneMs the profile without this lever less the profile
     */
    public record Saving(
            @JsonProperty("share_ms") double shareMs,
            @JsonProperty("low_ms") double lowMs,
            @JsonProperty("high_ms") double highMs,
            @JsonProperty("on_alone_ms") double onAloneMs,
            @JsonProperty("off_alone_ms") double offAloneMs) {

        boolean idle() {
            return shareMs == 0 && lowMs == 0 && highMs == 0 && onAloneMs == 0 && offAloneMs == 0;
        }
    }
}
