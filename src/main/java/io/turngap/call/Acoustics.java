package io.turngap.call;

import io.turngap.scenario.Conditions;
import io.turngap.scenario.Step;
import io.turngap.sound.Fixtures.Utterance;
import io.turngap.sound.FrameLoss;
import io.turngap.sound.OnsetDetector;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * What a call needs of the world of sound: what is said, what is in the background, what a line and a network do to it, and an ear.
 * Shared by all calls and thread-safe; what it makes belongs to one call.
 */
public interface Acoustics {

    /**
     * The utterance that a script names.
     *
     * @param random picks a voice where several remain
     * @throws io.turngap.sound.SoundException when it does not exist or cannot be read
     */
    Utterance utterance(Step.Part.Speech speech, UniformRandomProvider random);

    /** Active speech level of an utterance: RMS where there is speech, dB relative to full scale. */
    double speechLevelDbfs(Utterance utterance);

    /** A noise bed. */
    Background background(String bed);

    /** A new line of this kind. */
    Line line(Conditions.Line line);

    /** A new stream of frame losses. */
    FrameLoss loss(Conditions.Loss loss, UniformRandomProvider random);

    /** A new concealment, as an agent's jitter buffer would do it. */
    Concealment concealment();

    /** A new ear that follows a stream from its first sample; sound that pauses for less than {@code gapMs} counts as going on. */
    Hearing hearing(double gapMs, OnsetDetector.Listener listener);

    /** Most samples between an onset and its report by a {@link #hearing}. */
    int hearingLatencySamples();

    /**
     * A noise bed.
     *
     * @param samples 16 kHz mono, repeated without a seam; shared: treat as read-only
     * @param levelDbfs its RMS level
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Background(short[] samples, double levelDbfs) {}

    /** Band and codec of a line; stateful. */
    @FunctionalInterface
    interface Line {
        /** Changes the next frame of the stream in place. */
        void pass(short[] frame);
    }

    /** Fills in for frames that were lost; stateful. */
    interface Concealment {
        /** Takes note of the next frame, which arrived. */
        void arrived(short[] frame);

        /** The next frame was lost: puts what is heard instead into {@code frame}. */
        void conceal(short[] frame);
    }

    /** Hears which samples of a stream are audible; stateful. */
    @FunctionalInterface
    interface Hearing {
        /** Takes the next samples. */
        void accept(short[] samples, int offset, int count);
    }
}
