package io.turngap.sound;

/**
 * Follows a stream of 16 kHz mono sound and says which samples are audible by an {@link Audibility}. Positions are sample indices from the
 * start of the stream. A verdict on a sample may come some samples after it ({@link #latencySamples}); it never changes afterwards.
 */
public final class OnsetDetector {

    /** What the detector found. */
    public interface Listener {
        /** Audible sound begins with this sample. */
        void onset(long sample);

        /** The audible sound ended; this was its last audible sample. */
        void offset(long lastSample);
    }

    /** A detector by {@code definition}; sound that pauses for less than {@code gapMs} counts as going on. */
    public OnsetDetector(Audibility definition, double gapMs, Listener listener) {
        throw new IllegalStateException("contract only");
    }

    /** Takes the next samples of the stream. */
    public void accept(short[] samples, int offset, int count) {
        throw new IllegalStateException("contract only");
    }

    /** Most samples between an onset and its report. */
    public int latencySamples() {
        throw new IllegalStateException("contract only");
    }
}
