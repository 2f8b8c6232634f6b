package io.turngap.claims;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The figures that "How to Fix Latency Issues in AI Voice Assistants in 2026?" gives, each held against the bundled agent. Nothing here is
 * known beforehand but what the article says: values come from the runs, and verdicts from values and their intervals
 * ({@link ClaimBand#judge}) or from the article's own sums. A modelled stage can show that figures fit together, not that they are true
 * of anyone's deployment.
 */
public final class Claims {

    /** The article. */
    public static final String ARTICLE = "How to Fix Latency Issues in AI Voice Assistants in 2026?";

    /** Every figure. */
    public static final List<String> IDS = List.of(
            "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13", "F14", "F15", "F16");

    /** Those that are also measured over sockets, where the bundled agent has something real to show. */
    public static final List<String> REAL = List.of("F4", "F5", "F7", "F10", "F16");

    /** Others' measurements, to stand beside. */
    public static final List<PublicFigure> PUBLIC = List.of(
            new PublicFigure("Telnyx", 1_296, 1_856, 2_126),
            new PublicFigure("ElevenLabs", 1_424, 1_768, 2_254),
            new PublicFigure("Bland", 1_520, 2_248, 2_958),
            new PublicFigure("Vapi", 1_558, 2_008, 2_689),
            new PublicFigure("Retell", 1_740, 2_259, 2_868));

    /** Where {@link #PUBLIC} comes from. */
    public static final String PUBLIC_SOURCE =
            "OpenBenchmarks voice-agent-latency data (MIT), real telephone calls, August 2026, TTFA at the caller; P99 recomputed from its call"
                    + " records";

    private Claims() {}

    /**
     * TTFA of a product, as others measured it.
     *
     * @param product whose
     */
    public record PublicFigure(String product, int p50Ms, int p95Ms, int p99Ms) {}

    /**
     * Measures figures on the virtual timeline.
     *
     * @param only ids of those wanted, each one of {@link #IDS}
     * @param lookup times the semantic cache on the real clock; empty to leave that out
     */
    public static List<Finding> check(List<String> only, ClaimRuns runs, Optional<ClaimLookup> lookup) {
        return findings(only, runs, figures(lookup, List.of("order-status", "conversation", "high-stakes")));
    }

    /** Measures figures over sockets; of those that are not in {@link #REAL} there is none. */
    public static List<Finding> checkReal(List<String> only, ClaimRuns runs) {
        return findings(
                only.stream().filter(REAL::contains).toList(),
                runs,
                figures(Optional.empty(), List.of("order-status")));
    }

    private static Map<String, Function<ClaimRuns, Finding>> figures(
            Optional<ClaimLookup> lookup, List<String> profiles) {
        Map<String, Function<ClaimRuns, Finding>> figures = new LinkedHashMap<>();
        figures.put("F1", ClaimChain::chain);
        figures.put("F2", ClaimChain::production);
        figures.put("F3", ClaimChain::share);
        figures.put("F4", ClaimStreaming::recognition);
        figures.put("F5", ClaimStreaming::synthesis);
        figures.put("F6", ClaimStreaming::overlap);
        figures.put("F7", ClaimEndpointing::silence);
        figures.put("F8", ClaimTiers::languageModel);
        figures.put("F9", ClaimTiers::voice);
        figures.put("F10", runs -> ClaimCache.hit(runs, lookup));
        figures.put("F11", ClaimNetwork::edge);
        figures.put("F12", ClaimNetwork::distances);
        figures.put("F13", ClaimTiers::speechToSpeech);
        figures.put("F14", ClaimTails::coldStart);
        figures.put("F15", ClaimTails::listeners);
        figures.put("F16", runs -> ClaimTails.targets(runs, profiles));
        return figures;
    }

    private static List<Finding> findings(
            List<String> only, ClaimRuns runs, Map<String, Function<ClaimRuns, Finding>> figures) {
        List<Finding> findings = new ArrayList<>();
        figures.forEach((id, figure) -> {
            if (only.contains(id)) {
                runs.begin();
                findings.add(runs.stages(figure.apply(runs)));
            }
        });
        return findings;
    }
}
