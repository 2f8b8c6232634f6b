package io.turngap.scenario;

import java.util.Optional;

/**
 * What lies between a caller's mouth and the agent.
 *
 * @param noise background, all through the call
 * @param gainDb added to the utterance, dB
 * @param line band and codec of the caller's line
 * @param network what the way to the agent and back does
 */
public record Conditions(Optional<Noise> noise, double gainDb, Line line, Network network) {

    /** A quiet room, a clear line, no network. */
    public static final Conditions CLEAR =
            new Conditions(Optional.empty(), 0, Line.WIDEBAND, new Network(0, 0, new Loss.None()));

    /**
     * Background noise.
     *
     * @param bed id of a noise bed: cafe, street, office, hold-music, line-hiss
     * @param snrDb active speech level less noise level, dB
     */
    public record Noise(String bed, double snrDb) {}

    /** The caller's line. */
    public enum Line {
        /** 16 kHz, as it is. */
        WIDEBAND,
        /** 300–3400 Hz and µ-law. */
        TELEPHONE
    }

    /**
     * The network, emulated by the caller in both directions; it comes on top of the real one.
     *
     * @param oneWayDelayMs constant delay each way
     * @param jitterMs standard deviation of a further delay of each frame, each way; order is kept
     * @param loss which of the caller's frames are lost; the agent hears concealment in their place
     */
    public record Network(double oneWayDelayMs, double jitterMs, Loss loss) {}

    /** Frame loss. */
    public sealed interface Loss {
        /** Nothing is lost. */
        record None() implements Loss {}

        /** Each frame is lost with the same probability. */
        record Bernoulli(double rate) implements Loss {}

        /**
         * Bursts: a good and a bad state (Gilbert 1960, Elliott 1963).
         *
         * @param toBad probability a frame of going from good to bad
         * @param toGood probability a frame of going from bad to good
         * @param lossGood loss in the good state
         * @param lossBad loss in the bad state
         */
        record GilbertElliott(double toBad, double toGood, double lossGood, double lossBad) implements Loss {}
    }
}
