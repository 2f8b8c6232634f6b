package io.turngap.claims;

import io.turngap.claims.Finding.Figure;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;

/** F1 to F3: what a turn takes, what production takes, and whose share it is. */
final class ClaimChain {

    private static final String CHAIN = "What Causes Latency in AI Voice Assistants";
    private static final String MEASURE = "How to Measure Voice AI Latency Correctly";

    /** The article's stages of a typical chain. */
    private enum Part {
        STT(200, 400),
        LLM(300, 1_000),
        TTS(150, 500),
        NETWORK(100, 300),
        OVERHEAD(50, 200);

        final int low;
        final int high;

        Part(int low, int high) {
            this.low = low;
            this.high = high;
        }
    }

    private static final int TOTAL_LOW = 1_000;
    private static final int TOTAL_HIGH = 3_200;
    private static final double LLM_PERCENT = 70;

    private ClaimChain() {}

    /** F1. */
    static Finding chain(ClaimRuns runs) {
        int low = 0;
        int high = 0;
        List<String> lows = new ArrayList<>();
        List<String> highs = new ArrayList<>();
        for (Part part : Part.values()) {
            low += part.low;
            high += part.high;
            lows.add(Integer.toString(part.low));
            highs.add(Integer.toString(part.high));
        }
        boolean follows = low == TOTAL_LOW && high == TOTAL_HIGH;
        ClaimMath math = new ClaimMath(runs);
        List<Turn> turns = runs.turns("production-2026");
        ClaimValue chain = ClaimValue.without(Stage.ENDPOINTING);
        return Finding.judged(
                new Figure(
                        "F1",
                        "STT 200–400, LLM 300–1,000, TTS 150–500, network 100–300, overhead 50–200 ms; in total 1,000–3,200 ms",
                        CHAIN),
                follows ? FindingVerdict.INPUT : FindingVerdict.CANNOT_FOLLOW,
                follows ? "" : "the stages add up to " + low + "–" + high + " ms",
                "profile production-2026, TTFA less endpointing, which the article's chain does not name; the stages' ranges are inputs of the model",
                List.of(
                        String.join(" + ", lows) + " = " + low + " ms, stated " + TOTAL_LOW,
                        String.join(" + ", highs) + " = " + high + " ms, stated " + TOTAL_HIGH),
                List.of(
                        math.quantile("P50 less endpointing", turns, chain, 0.5)
                                .beside(ClaimBand.of(TOTAL_LOW, TOTAL_HIGH)),
                        math.quantile("P5 less endpointing", turns, chain, 0.05),
                        math.quantile("P95 less endpointing", turns, chain, 0.95)));
    }

    /** F2. */
    static Finding production(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        List<Turn> turns = runs.turns("production-2026");
        List<Turn> busy = runs.turns(BUSY, List.of(), "production-2026");
        return Finding.measured(
                new Figure("F2", "production in 2026: P50 1.4–1.7 s, P90 3.3–3.8 s, P99 8–15 s", MEASURE),
                "profile production-2026, made from the article's stage ranges and not fitted to these; 8 calls at once, and "
                        + BUSY + " beside it, for the article names no load",
                List.of(others()),
                List.of(
                        math.quantile("P50", turns, ClaimValue.TTFA, 0.5).against(ClaimBand.of(1_400, 1_700)),
                        math.quantile("P90", turns, ClaimValue.TTFA, 0.9).against(ClaimBand.of(3_300, 3_800)),
                        math.quantile("P99", turns, ClaimValue.TTFA, 0.99).against(ClaimBand.of(8_000, 15_000)),
                        math.quantile("P50, " + BUSY + " at once", busy, ClaimValue.TTFA, 0.5)
                                .beside(ClaimBand.of(1_400, 1_700)),
                        math.quantile("P90, " + BUSY + " at once", busy, ClaimValue.TTFA, 0.9)
                                .beside(ClaimBand.of(3_300, 3_800)),
                        math.quantile("P99, " + BUSY + " at once", busy, ClaimValue.TTFA, 0.99)
                                .beside(ClaimBand.of(8_000, 15_000))));
    }

    private static String others() {
        IntSummaryStatistics median =
                Claims.PUBLIC.stream().mapToInt(Claims.PublicFigure::p50Ms).summaryStatistics();
        IntSummaryStatistics slow =
                Claims.PUBLIC.stream().mapToInt(Claims.PublicFigure::p99Ms).summaryStatistics();
        return "others measured, on real telephone calls in August 2026, P50 from " + median.getMin() + " to "
                + median.getMax() + " ms and P99 from " + slow.getMin() + " to " + slow.getMax() + " ms";
    }

    /** More than the profile's 32 slots serve without a queue. */
    private static final int BUSY = 200;

    /** F3. */
    static Finding share(ClaimRuns runs) {
        int others = 0;
        double sum = 0;
        for (Part part : Part.values()) {
            others += part == Part.LLM ? 0 : part.low;
            sum += (part.low + part.high) / 2.0;
        }
        double most = 100.0 * Part.LLM.high / (Part.LLM.high + others);
        double middle = 100 * (Part.LLM.low + Part.LLM.high) / 2.0 / sum;
        boolean follows = most >= LLM_PERCENT;
        ClaimMath math = new ClaimMath(runs);
        ClaimValue llm = ClaimValue.stages(Stage.LLM, Stage.PHRASE);
        ClaimBand band = ClaimBand.about(LLM_PERCENT, 5);
        List<Measurement> measured = new ArrayList<>();
        for (String profile : List.of("production-2026", "naive")) {
            List<Turn> turns = runs.turns(profile);
            measured.add(math.shareOf("share of TTFA, " + profile, turns, llm, ClaimValue.TTFA)
                    .beside(band));
            measured.add(math.shareOf(
                            "share less endpointing, " + profile, turns, llm, ClaimValue.without(Stage.ENDPOINTING))
                    .beside(band));
        }
        return Finding.judged(
                new Figure("F3", "the LLM is roughly 70 % of the total", "Fix LLM Inference Delays"),
                follows ? FindingVerdict.UNDECIDED : FindingVerdict.CANNOT_FOLLOW,
                String.format(Locale.ROOT, "the article's own stages allow %.0f %% at most", most),
                "stages llm and phrase (request to first speakable phrase) over the whole, both summed over all turns",
                List.of(
                        String.format(
                                Locale.ROOT,
                                "the slowest LLM beside the fastest others: %d / (%d + %d) = %.0f %%",
                                Part.LLM.high,
                                Part.LLM.high,
                                others,
                                most),
                        String.format(
                                Locale.ROOT,
                                "all at their midpoints: %.0f / %.0f = %.0f %%",
                                (Part.LLM.low + Part.LLM.high) / 2.0,
                                sum,
                                middle)),
                measured);
    }
}
