package io.turngap.agent;

import java.util.List;

/**
 * What a hosted synthesiser is modelled to take. The ranges are the central 90 % (5th to 95th percentile) of log-normals.
 *
 * @param firstByte text to first byte, the sum of these
 * @param rtf time of synthesis over length of the sound, where a phrase is made to its end first; an assumption
 */
record TtsFigures(List<Latency> firstByte, double rtf) {

    TtsFigures {
        firstByte = List.copyOf(firstByte);
    }

    /**
     * The article's tiers: {@code fastest} 40–100 ms, {@code standard} 100–250 ms, {@code neural} 100–200 ms more than standard.
     *
     * @throws IllegalArgumentException when there is no such tier
     */
    static TtsFigures of(String tier) {
        Latency standard = Latency.ofRange(100, 250);
        return switch (tier) {
            case "fastest" -> new TtsFigures(List.of(Latency.ofRange(40, 100)), 0.05);
            case "standard" -> new TtsFigures(List.of(standard), 0.1);
            case "neural" -> new TtsFigures(List.of(standard, Latency.ofRange(100, 200)), 0.2);
            default ->
                throw new IllegalArgumentException("tts.tier: \"" + tier
                        + "\"; allowed are fastest, standard, neural; or engine, which models nothing: change it");
        };
    }
}
