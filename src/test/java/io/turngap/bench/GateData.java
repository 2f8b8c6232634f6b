package io.turngap.bench;

import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Journals drawn at random, of which it is known whether anything differs. Turns are log-normal unless the shape says otherwise, median
 * 800 ms and P95 1.8 s, {@value #TURNS} a call; what turns of one call share makes up {@code icc} of the variance of the logarithm.
 *
 * @param shape of the turns' distribution
 * @param icc from 0 to below 1
 * @param staged true when each turn tells its milestones, so that four stages share the TTFA
 */
public record GateData(Shape shape, double icc, boolean staged) {

    /** Utterances a call. */
    public static final int TURNS = 5;

    private static final double MEDIAN_MS = 800;
    /** From P95 = 1.8 s: ln(1800 / 800) / 1.6449. */
    private static final double SIGMA = 0.493;

    private static final long WAITED_MS = 10_000;
    private static final double FRAME_MS = 20;
    /** Parts of the TTFA, in the mean about: endpointing, recognition, language model, synthesis. */
    private static final double[] PARTS = {0.42, 0.12, 0.28, 0.18};

    private static final int LARGE = 100_000;

    /** How the turns are distributed. */
    public enum Shape {
        /** Log-normal. */
        LOG_NORMAL,
        /** Two in five answered from a cache in 300 ms; 15 of a hundred wait 1.2 s more for a tool. */
        BIMODAL,
        /** Log-normal in whole frames of 20 ms. */
        TIES,
        /** Log-normal; two in a hundred are longer by a factor with a Pareto tail, alpha 1.2, at most 30. */
        HEAVY_TAIL,
        /** Log-normal; 3 in a hundred are missed, and known only to be longer than 10 s. */
        MISSED
    }

    /** What of the second arm is slower. */
    public enum Slower {
        /** Every turn, by the same share. */
        ALL,
        /** Nothing up to the median, then more and more: by the share at P95. */
        TAIL
    }

    /**
     * By how much an arm is slower.
     *
     * @param share 0.2 for 20 % at P95
     */
    public record Effect(Slower what, double share) {
        /** Nothing differs. */
        public static final Effect NONE = new Effect(Slower.ALL, 0);
    }

    /** What each call's turns are multiplied with, by its number: the minute that it was made in. */
    @FunctionalInterface
    public interface Weather {
        /** Always the same. */
        Weather CALM = call -> 1;

        /** A factor about 1. */
        double of(int call);
    }

    /** So many calls of an arm, numbered from {@code first}. */
    public List<Turn> turns(int first, int calls, Effect effect, Weather weather, UniformRandomProvider random) {
        var normal = ZigguratSampler.NormalizedGaussian.of(random);
        List<Turn> turns = new ArrayList<>();
        for (int call = first; call < first + calls; call++) {
            double ofCall = Math.sqrt(icc) * normal.sample();
            double modeOfCall = Math.sqrt(icc) * normal.sample();
            for (int turn = 1; turn <= TURNS; turn++) {
                double z = ofCall + Math.sqrt(1 - icc) * normal.sample();
                double mode = modeOfCall + Math.sqrt(1 - icc) * normal.sample();
                double ms = slower(draw(z, mode, random), effect) * weather.of(call);
                turns.add(turn(call, turn, ms, mode, normal));
            }
        }
        return turns;
    }

    private double draw(double z, double mode, UniformRandomProvider random) {
        double plain = MEDIAN_MS * Math.exp(SIGMA * z);
        return switch (shape) {
            case LOG_NORMAL, TIES, MISSED -> plain;
            // Standard normal quantiles of 40 % and of 85 %.
            case BIMODAL -> mode < -0.2533 ? 300 * Math.exp(0.25 * z) : mode > 1.0364 ? plain + 1_200 : plain;
            case HEAVY_TAIL ->
                random.nextDouble() < 0.02
                        ? plain * Math.min(30, Math.pow(1 - random.nextDouble(), -1 / 1.2) * 1.5)
                        : plain;
        };
    }

    private double slower(double ms, Effect effect) {
        if (effect.share() == 0) {
            return ms;
        }
        if (effect.what() == Slower.ALL) {
            return ms * (1 + effect.share());
        }
        Typical typical = Typical.of(shape);
        double median = typical.medianMs();
        double p95 = typical.p95Ms();
        return ms <= median ? ms : ms * Math.pow(ms / median, Math.log1p(effect.share()) / Math.log(p95 / median));
    }

    private Turn turn(int call, int turn, double ms, double mode, ZigguratSampler.NormalizedGaussian normal) {
        // Standard normal quantile of 97 %.
        if (shape == Shape.MISSED && mode > 1.8808) {
            return Turns.missed(call, turn, WAITED_MS);
        }
        double heard = shape == Shape.TIES ? Math.ceil(ms / FRAME_MS) * FRAME_MS : ms;
        long us = Math.round(heard * 1_000);
        if (!staged) {
            return Turns.of(
                    call, turn, Outcome.ANSWERED, Map.of(Milestone.SPEECH_END, 0L, Milestone.FIRST_AUDIBLE, us), null);
        }
        double[] parts = Arrays.stream(PARTS)
                .map(part -> part * Math.exp(0.35 * normal.sample()))
                .toArray();
        double whole = Arrays.stream(parts).sum();
        Map<String, Long> milestones = new LinkedHashMap<>();
        milestones.put(Milestone.SPEECH_END, 0L);
        milestones.put(Milestone.AGENT_SPEECH_END, 0L);
        double done = parts[0];
        milestones.put(Milestone.AGENT_TURN_END, Math.round(us * done / whole));
        done += parts[1];
        milestones.put(Milestone.STT_FINAL, Math.round(us * done / whole));
        milestones.put(Milestone.LLM_REQUEST, Math.round(us * done / whole));
        done += parts[2];
        milestones.put(Milestone.LLM_FIRST_TOKEN, Math.round(us * done / whole));
        milestones.put(Milestone.TTS_REQUEST, Math.round(us * done / whole));
        milestones.put(Milestone.TTS_FIRST_BYTE, us);
        milestones.put(Milestone.FIRST_AUDIBLE, us);
        return Turns.of(call, turn, Outcome.ANSWERED, milestones, null);
    }

    /** Of a shape's turns, from a large sample. */
    private record Typical(double medianMs, double p95Ms) {

        private static final Map<Shape, Typical> KNOWN = new ConcurrentHashMap<>();

        private static Typical of(Shape shape) {
            return KNOWN.computeIfAbsent(shape, Typical::drawn);
        }

        private static Typical drawn(Shape shape) {
            UniformRandomProvider random = new Seeds(1).at(shape.name()).random();
            var normal = ZigguratSampler.NormalizedGaussian.of(random);
            GateData data = new GateData(shape, 0, false);
            double[] sample = new double[LARGE];
            for (int i = 0; i < LARGE; i++) {
                sample[i] = data.draw(normal.sample(), normal.sample(), random);
            }
            Arrays.sort(sample);
            return new Typical(sample[LARGE / 2], sample[(int) (0.95 * LARGE)]);
        }
    }
}
