package io.turngap.stats;

import java.util.List;
import java.util.stream.IntStream;

/** Several effects of one pair of samples, with one walk over each sample for all that ask for quantiles. Keeps its scratch: one thread. */
final class JointEffects {

    private final Effect[] effects;
    /** Ascending, each once. */
    private final double[] quantiles;
    /** Where each effect's quantile stands among them. */
    private final int[] places;

    private final boolean means;
    private final double[] was;
    private final double[] is;

    JointEffects(List<Effect> effects) {
        this.effects = effects.toArray(Effect[]::new);
        this.quantiles = effects.stream()
                .filter(Effect.OfQuantile.class::isInstance)
                .mapToDouble(effect -> ((Effect.OfQuantile) effect).p())
                .sorted()
                .distinct()
                .toArray();
        this.means = effects.stream().anyMatch(Effect.OfMeans.class::isInstance);
        this.places = IntStream.range(0, this.effects.length).map(this::place).toArray();
        this.was = new double[quantiles.length];
        this.is = new double[quantiles.length];
    }

    private int place(int effect) {
        return effects[effect] instanceof Effect.OfQuantile asks
                ? IntStream.range(0, quantiles.length)
                        .filter(q -> quantiles[q] == asks.p())
                        .findFirst()
                        .orElse(0)
                : 0;
    }

    int size() {
        return effects.length;
    }

    /** Each effect, in their order; NaN when a sample has no value left. */
    void of(Clustered first, int[] firstWeights, Clustered second, int[] secondWeights, double[] out) {
        if (quantiles.length > 0) {
            WeightedQuantiles.of(first, firstWeights, quantiles, was);
            WeightedQuantiles.of(second, secondWeights, quantiles, is);
        }
        double wasMean = means ? Effect.mean(first, firstWeights) : 0;
        double isMean = means ? Effect.mean(second, secondWeights) : 0;
        between(wasMean, isMean, out);
    }

    /** Of the two samples that {@link Dealt} has. */
    void of(Dealt dealt, double[] out) {
        if (quantiles.length > 0) {
            dealt.quantiles(quantiles, was, is);
        }
        between(dealt.firstMean(), dealt.secondMean(), out);
    }

    private void between(double wasMean, double isMean, double[] out) {
        for (int e = 0; e < effects.length; e++) {
            out[e] = switch (effects[e]) {
                case Effect.OfQuantile asks -> asks.between(was[places[e]], is[places[e]]);
                case Effect.OfMeans asks -> asks.between(wasMean, isMean);
            };
        }
    }
}
