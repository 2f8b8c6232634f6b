package io.turngap.claims;

import io.turngap.claims.Finding.Figure;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** F10: what a hit of the semantic cache takes, and what it saves. */
final class ClaimCache {

    private static final String PROFILE = "production-2026";

    private ClaimCache() {}

    /** F10. Without {@code lookup} only calls are measured. */
    static Finding hit(ClaimRuns runs, Optional<ClaimLookup> lookup) {
        ClaimMath math = new ClaimMath(runs);
        List<Turn> without = runs.turns(PROFILE);
        List<Turn> with = runs.turns(PROFILE, "cache.enabled=true", "cache.audio=true");
        List<Turn> hits = with.stream().filter(ClaimCache::isHit).toList();
        ClaimBand band = ClaimBand.about(50, 10);
        ClaimValue toAnswer = ClaimValue.stages(Stage.PREPARE, Stage.LLM, Stage.PHRASE, Stage.TTS);
        List<Measurement> measured = new ArrayList<>();
        lookup.ifPresent(real -> {
            List<Double> found = real.hitsMs();
            measured.add(
                    math.quantile("lookup by embedding, P50, real", found, 0.5).against(band));
            measured.add(
                    math.quantile("lookup by embedding, P95, real", found, 0.95).beside(band));
        });
        Measurement whole = math.quantile("hit: transcript to first byte, P50", hits, toAnswer, 0.5);
        measured.add(lookup.isPresent() ? whole.beside(band) : whole.against(band));
        measured.add(math.fall("a hit saves at P50", without, hits, ClaimValue.TTFA, 0.5));
        Finding finding = Finding.measured(
                new Figure(
                        "F10",
                        "a semantic-cache hit takes roughly 50 ms, against seconds for a full LLM call",
                        "Implement Semantic Caching for Faster Responses"),
                "the agent's own cache with its real sentence network in this process, 120 questions kept and each asked again in other words"
                        + " (on the real clock: your machine's figure); and calls of profile production-2026 with cache and audio on, whose"
                        + " callers repeat the same words, which needs no embedding",
                List.of(),
                measured);
        if (finding.measurements().getFirst().where().equals(Optional.of("below"))) {
            finding = finding.because("a hit is faster than that");
        }
        return lookup.isPresent() ? finding.stages(List.of(), List.of("cache lookup by embedding")) : finding;
    }

    private static boolean isHit(Turn turn) {
        return "hit".equals(turn.levers().get("cache"));
    }
}
