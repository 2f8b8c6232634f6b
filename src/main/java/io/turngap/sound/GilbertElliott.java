package io.turngap.sound;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Loss in bursts: a channel that is good or bad and changes between frames (Gilbert, Bell System Technical Journal 39, 1960; Elliott, 42,
 * 1963). With {@code p} = good to bad and {@code r} = bad to good, a frame finds the channel bad with probability {@code p / (p + r)}, so
 * loss in the long run is {@code (r * lossGood + p * lossBad) / (p + r)}; a bad spell lasts {@code 1 / r} frames in the mean. The first
 * frame's state is drawn from the long run, so that calls do not all begin well.
 */
public final class GilbertElliott implements FrameLoss {

    private final double toBad;
    private final double toGood;
    private final double lossGood;
    private final double lossBad;
    private final UniformRandomProvider random;
    private boolean bad;

    /**
     * A channel.
     *
     * @param toBad probability a frame of going from good to bad
     * @param toGood probability a frame of going from bad to good
     * @param lossGood loss in the good state
     * @param lossBad loss in the bad state
     * @throws IllegalArgumentException when one is not from 0 to 1
     */
    public GilbertElliott(double toBad, double toGood, double lossGood, double lossBad, UniformRandomProvider random) {
        this.toBad = requireProbability("toBad", toBad);
        this.toGood = requireProbability("toGood", toGood);
        this.lossGood = requireProbability("lossGood", lossGood);
        this.lossBad = requireProbability("lossBad", lossBad);
        this.random = random;
        bad = random.nextDouble() < badShare(toBad, toGood);
    }

    @Override
    public boolean lost() {
        boolean lost = random.nextDouble() < (bad ? lossBad : lossGood);
        bad = random.nextDouble() < (bad ? 1 - toGood : toBad);
        return lost;
    }

    /** Loss in the long run, 0 to 1, of a channel with these settings. */
    public static double longRunLoss(double toBad, double toGood, double lossGood, double lossBad) {
        double badShare = badShare(toBad, toGood);
        return badShare * lossBad + (1 - badShare) * lossGood;
    }

    /** A channel that never changes stays as it begins: good. */
    private static double badShare(double toBad, double toGood) {
        return toBad == 0 ? 0 : toBad / (toBad + toGood);
    }

    static double requireProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; a probability from 0 to 1 is allowed");
        }
        return value;
    }
}
