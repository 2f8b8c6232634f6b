package io.turngap.call;

import io.turngap.sound.Pcm;

/** Samples and instants: at 16 kHz a sample lasts exactly 62,500 ns, so positions and instants turn into each other without rounding. */
final class SampleClock {

    /** Length of a sample. */
    static final long SAMPLE_NANOS = 1_000_000_000L / Pcm.RATE_HZ;

    /** Nanoseconds in a millisecond. */
    static final long MS = 1_000_000L;

    private SampleClock() {}

    /** How many samples begin in {@code nanos} from the first one's begin: the first at once, the next 62.5 µs later. */
    static long begunWithin(long nanos) {
        return Math.ceilDiv(nanos, SAMPLE_NANOS);
    }

    /** How long {@code samples} last. */
    static long nanos(long samples) {
        return samples * SAMPLE_NANOS;
    }
}
