package io.turngap.claims;

import io.turngap.claims.Finding.Figure;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** F14 to F16: cold starts, listeners and targets. */
final class ClaimTails {

    private static final String PROFILE = "production-2026";

    private ClaimTails() {}

    /** F14. */
    static Finding coldStart(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        String steady = "llm.provider_jitter=false";
        List<Measurement> measured = new ArrayList<>();
        slowEnd(math, measured, "warm pool", runs.turns(PROFILE, steady, "llm.fleet.warm=true"));
        slowEnd(math, measured, "cold", runs.turns(PROFILE, steady, "llm.fleet.warm=false"));
        slowEnd(
                math,
                measured,
                "cold, ping at call start",
                runs.turns(PROFILE, steady, "llm.fleet.warm=false", "llm.fleet.warm_up=true"));
        return Finding.judged(
                new Figure("F14", "a cold start takes 10–30 s", "Pre Load Context and Warm Up Your Models"),
                FindingVerdict.INPUT,
                "the model's cold start is this figure",
                "profile production-2026 without provider jitter: a warm pool, machines that load upon their first request, and the same with"
                        + " a ping when a call begins. Checked instead: how many turns meet a cold start, and what that does to the slow end",
                List.of(),
                measured);
    }

    private static void slowEnd(ClaimMath math, List<Measurement> measured, String name, List<Turn> turns) {
        Measurement tail = math.quantile("P99, " + name, turns, ClaimValue.TTFA, 0.99);
        measured.add(tail);
        double largest = turns.stream()
                .mapToDouble(turn -> ClaimValue.TTFA.of(turn).orElse(0))
                .max()
                .orElse(Double.NaN);
        measured.add(Measurement.exact("slowest turn, " + name, "ms", largest, tail.n(), tail.calls()));
        List<Turn> spoken = turns.stream().filter(turn -> !turn.isGreeting()).toList();
        measured.add(math.rate(
                "turns that met a cold start, " + name,
                spoken,
                turn -> OptionalDouble.of(turn.levers().containsKey("cold_start") ? 1 : 0),
                hit -> hit > 0));
    }

    /** F15. */
    static Finding listeners(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        List<Measurement> measured = new ArrayList<>();
        for (String profile : List.of("order-status", PROFILE)) {
            List<Turn> turns = runs.turns(profile);
            for (int ms : new int[] {300, 500, 1_500}) {
                measured.add(
                        math.rate("turns beyond " + ms + " ms, " + profile, turns, ClaimValue.TTFA, ttfa -> ttfa > ms));
            }
        }
        return Finding.judged(
                new Figure(
                        "F15",
                        "natural within 200–300 ms, noticed beyond 500 ms, the conversation breaks down beyond 1,500 ms",
                        "In a Nutshell"),
                FindingVerdict.NOT_TESTABLE,
                "it is about people who listen; no call of ours has any",
                "beside it: how many turns of two profiles lie beyond these thresholds",
                List.of(),
                measured);
    }

    /** F16. */
    static Finding targets(ClaimRuns runs, List<String> profiles) {
        ClaimMath math = new ClaimMath(runs);
        List<Measurement> measured = new ArrayList<>();
        for (String profile : profiles) {
            List<Turn> turns = runs.turns(profile);
            ClaimBand band = ClaimBand.below(
                    switch (profile) {
                        case "order-status" -> 600;
                        case "conversation" -> 800;
                        default -> 1_000;
                    });
            measured.add(math.quantile("P50, " + profile, turns, ClaimValue.TTFA, 0.5)
                    .against(band));
            measured.add(math.quantile("P95, " + profile, turns, ClaimValue.TTFA, 0.95)
                    .against(band));
            if (profile.equals("high-stakes")) {
                measured.add(math.quantile("P50 to the answer, " + profile, turns, ClaimValue.ANSWER, 0.5)
                        .beside(band));
            }
        }
        return Finding.measured(
                new Figure(
                        "F16",
                        "targets: simple below 600, conversational below 800, high-stakes below 1,000 ms",
                        "Choose the Right Architecture for Your Use Case"),
                "the profile that follows the article's advice for each use, all with the same script. The article does not say at which"
                        + " percentile: P50 and P95 both decide. A thinking phrase counts as heard; the answer stands beside",
                List.of(),
                measured);
    }
}
