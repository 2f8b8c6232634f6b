package io.turngap.sound;

/**
 * Mono linear sound, 16 bits a sample.
 *
 * @param rateHz samples a second
 * @param samples the samples; shared, not copied: treat as read-only
 */
@SuppressWarnings("ArrayRecordComponent")
public record Pcm(int rateHz, short[] samples) {

    /** The rate at which everything inside Turngap is spoken, mixed and heard. */
    public static final int RATE_HZ = 16_000;

    /** Samples of a 20 ms frame at {@link #RATE_HZ}. */
    public static final int FRAME_SAMPLES = RATE_HZ / 50;

    public Pcm {
        if (rateHz <= 0) {
            throw new IllegalArgumentException("sample rate " + rateHz + " Hz; it must be above 0");
        }
    }

    /** Length in nanoseconds, rounded down. */
    public long durationNanos() {
        return samples.length * 1_000_000_000L / rateHz;
    }
}
