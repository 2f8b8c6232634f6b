package io.turngap.claims;

import io.turngap.claims.Finding.Figure;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** F4 to F6: what it saves to let a stage begin before the one before it has ended. */
final class ClaimStreaming {

    private static final String PROFILE = "production-2026";
    private static final String PAIRED = "profile production-2026, the same calls twice; ";

    private ClaimStreaming() {}

    /** F4. */
    static Finding recognition(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        List<Turn> batch = runs.turns(PROFILE, "stt.streaming=false");
        List<Turn> streaming = runs.turns(PROFILE);
        return Finding.measured(
                new Figure(
                        "F4", "streaming STT saves 100–200 ms on every turn", "Optimize Your Speech to Text Pipeline"),
                PAIRED
                        + "stt.streaming off, then on. Where stt is modelled, both latencies come from the article's ranges, and what batch"
                        + " takes grows with the utterance (here 1 to 3 s)",
                List.of(),
                List.of(
                        math.meanFall("mean saving a turn", batch, streaming, ClaimValue.TTFA)
                                .against(ClaimBand.of(100, 200)),
                        math.fall("saving at P50", batch, streaming, ClaimValue.TTFA, 0.5)
                                .beside(ClaimBand.of(100, 200)),
                        math.fall("saving at P95", batch, streaming, ClaimValue.TTFA, 0.95)));
    }

    /** F5. */
    static Finding synthesis(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        List<Turn> whole = runs.turns(PROFILE, "tts.streaming=false", "llm.streaming=false");
        List<Turn> model = runs.turns(PROFILE, "tts.streaming=false");
        List<Turn> streaming = runs.turns(PROFILE);
        ClaimBand band = ClaimBand.of(200, 400);
        return Finding.measured(
                new Figure(
                        "F5",
                        "streaming TTS, fed by the LLM phrase by phrase, saves 200–400 ms",
                        "Reduce Text to Speech Latency"),
                PAIRED + "tts.streaming and llm.streaming off, then on. Replies here are short (" + words(streaming)
                        + " words in the mean); what waiting for a whole one costs grows with its length",
                List.of(),
                List.of(
                        math.meanFall("mean saving a turn", whole, streaming, ClaimValue.TTFA)
                                .against(band),
                        math.fall("saving at P50", whole, streaming, ClaimValue.TTFA, 0.5)
                                .beside(band),
                        math.fall("saving at P95", whole, streaming, ClaimValue.TTFA, 0.95),
                        math.meanFall("mean saving, tts.streaming alone", model, streaming, ClaimValue.TTFA)
                                .beside(band)));
    }

    /** F6. */
    static Finding overlap(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        String[] off = {"stt.streaming=false", "llm.streaming=false", "tts.streaming=false"};
        List<Turn> sequential = runs.turns(PROFILE, with(off, "pipeline.overlap=false"));
        List<Turn> batch = runs.turns(PROFILE, off);
        List<Turn> streaming = runs.turns(PROFILE);
        List<Turn> overlapped = runs.turns(PROFILE, "stt.partials.act=true", "stt.partials.confidence=0.8");
        return Finding.measured(
                new Figure(
                        "F6",
                        "streaming STT, LLM and TTS: −20 to −40 %; full overlap: −40 % or more; 2 s becomes less than 1 s",
                        "In a Nutshell; Stream and Overlap Every Stage of the Pipeline; FAQ"),
                PAIRED
                        + "all three streaming off, then on; and pipeline.overlap off, then on with stt.partials.act (work begins on partials)",
                List.of(
                        "2 s to less than 1 s is more than −50 %, which is beyond the −20 to −40 % of the same answer in the FAQ",
                        "streaming every stage is what overlapping them means: −20 to −40 % and −40 % or more are both true of one change only at −40 %"),
                List.of(
                        math.fallShare("fall of P50, streaming every stage", batch, streaming, ClaimValue.TTFA, 0.5)
                                .against(ClaimBand.of(20, 40)),
                        math.fallShare("fall of P50, full overlap", sequential, overlapped, ClaimValue.TTFA, 0.5)
                                .against(ClaimBand.from(40)),
                        math.quantile("P50, sequential", sequential, ClaimValue.TTFA, 0.5),
                        math.quantile("P50, full overlap", overlapped, ClaimValue.TTFA, 0.5)
                                .beside(ClaimBand.below(1_000)),
                        math.fallShare("fall of P95, full overlap", sequential, overlapped, ClaimValue.TTFA, 0.95)));
    }

    private static String[] with(String[] settings, String more) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(more);
        return all.toArray(String[]::new);
    }

    private static String words(List<Turn> turns) {
        double words = turns.stream()
                .filter(turn -> !turn.isGreeting() && !turn.transcriptSpoken().isBlank())
                .mapToInt(turn -> turn.transcriptSpoken().strip().split(" +").length)
                .average()
                .orElse(Double.NaN);
        return String.format(Locale.ROOT, "%.1f", words);
    }
}
