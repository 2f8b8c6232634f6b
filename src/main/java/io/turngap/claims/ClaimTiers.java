package io.turngap.claims;

import io.turngap.claims.Finding.Figure;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import java.util.List;
import java.util.Locale;

/** F8, F9 and F13: what another model saves. */
final class ClaimTiers {

    private static final String PROFILE = "production-2026";
    private static final String PAIRED = "profile production-2026, the same calls twice; ";

    private ClaimTiers() {}

    /** F8. */
    static Finding languageModel(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        List<Turn> fast = runs.turns(PROFILE, "llm.tier=fast");
        List<Turn> balanced = runs.turns(PROFILE, "llm.tier=balanced");
        List<Turn> premium = runs.turns(PROFILE, "llm.tier=premium");
        ClaimBand band = ClaimBand.of(300, 500);
        return Finding.measured(
                new Figure(
                        "F8",
                        "model selection alone saves 300–500 ms: a fast tier instead of balanced or premium",
                        "Fix LLM Inference Delays"),
                PAIRED
                        + "llm.tier changed. A turn with a tool asks the model twice, and 2 % of requests are several times slower, so a mean"
                        + " saves more than a median",
                List.of(
                        midpoints("fast instead of balanced", 400, 600, 200, 400),
                        "fast instead of premium: from 800 − 400 = 400 to 800 − 200 = 600 ms, and more, for premium has no upper end"),
                List.of(
                        math.fall("saving at P50 against balanced", balanced, fast, ClaimValue.TTFA, 0.5)
                                .against(band),
                        math.fall("saving at P50 against premium", premium, fast, ClaimValue.TTFA, 0.5)
                                .against(band),
                        math.meanFall("mean saving against balanced", balanced, fast, ClaimValue.TTFA)
                                .beside(band),
                        math.meanFall("mean saving against premium", premium, fast, ClaimValue.TTFA)
                                .beside(band)));
    }

    /** F9. */
    static Finding voice(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        List<Turn> neural = runs.turns(PROFILE, "tts.tier=neural");
        List<Turn> standard = runs.turns(PROFILE, "tts.tier=standard");
        ClaimBand band = ClaimBand.of(100, 200);
        return Finding.judged(
                new Figure("F9", "a neural voice takes 100–200 ms more", "Reduce Text to Speech Latency"),
                FindingVerdict.INPUT,
                "the neural tier is the standard tier and this figure on top",
                PAIRED
                        + "tts.tier standard, then neural. Checked instead: that what the stage takes more reaches the caller undiminished",
                List.of(),
                List.of(
                        math.meanFall("mean cost a turn, TTFA", neural, standard, ClaimValue.TTFA)
                                .beside(band),
                        math.meanFall("mean cost a turn, stage tts", neural, standard, ClaimValue.stages(Stage.TTS))
                                .beside(band),
                        math.fall("cost at P50", neural, standard, ClaimValue.TTFA, 0.5)
                                .beside(band)));
    }

    /** F13. */
    static Finding speechToSpeech(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        List<Turn> chain = runs.turns(PROFILE);
        List<Turn> one = runs.turns(PROFILE, "speech_to_speech.enabled=true");
        ClaimValue rest = ClaimValue.without(Stage.ENDPOINTING);
        ClaimBand band = ClaimBand.of(70, 80);
        return Finding.measured(
                new Figure(
                        "F13",
                        "speech to speech: 160–400 ms against 1,000–2,000 ms, 70–80 % faster",
                        "Explore Speech to Speech Models"),
                PAIRED
                        + "speech_to_speech.enabled off, then on. Its 160 to 400 ms are an input; endpointing stays, and the article does not"
                        + " say whether it counts. The one model looks nothing up, so the tool is saved, too",
                List.of(
                        percent("least", 400, 1_000),
                        percent("most", 160, 2_000),
                        percent("midpoints", (160 + 400) / 2, (1_000 + 2_000) / 2)),
                List.of(
                        math.fallShare("fall of P50", chain, one, ClaimValue.TTFA, 0.5)
                                .against(band),
                        math.fallShare("fall of P50 less endpointing", chain, one, rest, 0.5)
                                .beside(band),
                        math.quantile("P50 less endpointing, chain", chain, rest, 0.5)
                                .beside(ClaimBand.of(1_000, 2_000)),
                        math.quantile("P50 less endpointing, speech to speech", one, rest, 0.5)
                                .beside(ClaimBand.of(160, 400))));
    }

    private static String midpoints(String what, int slowLow, int slowHigh, int fastLow, int fastHigh) {
        return what + ": midpoints " + (slowLow + slowHigh) / 2 + " − " + (fastLow + fastHigh) / 2 + " = "
                + ((slowLow + slowHigh) - (fastLow + fastHigh)) / 2 + " ms; from " + (slowLow - fastHigh) + " to "
                + (slowHigh - fastLow) + " ms";
    }

    private static String percent(String what, int fast, int slow) {
        return String.format(Locale.ROOT, "%s: 1 − %d / %d = %.0f %%", what, fast, slow, 100.0 * (slow - fast) / slow);
    }
}
