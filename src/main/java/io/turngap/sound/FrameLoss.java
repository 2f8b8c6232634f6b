package io.turngap.sound;

import org.apache.commons.rng.UniformRandomProvider;

/** Decides frame by frame whether a frame is lost. Stateful; one for each direction of a call. */
@FunctionalInterface
public interface FrameLoss {
    /** True when the next frame is lost. */
    boolean lost();

    /** Nothing is lost. */
    static FrameLoss none() {
        return () -> false;
    }

    /**
     * Each frame is lost with probability {@code rate}, whatever happened to the others. Loss in the long run is {@code rate}.
     *
     * @throws IllegalArgumentException when {@code rate} is not from 0 to 1
     */
    static FrameLoss bernoulli(double rate, UniformRandomProvider random) {
        GilbertElliott.requireProbability("rate", rate);
        return () -> random.nextDouble() < rate;
    }
}
