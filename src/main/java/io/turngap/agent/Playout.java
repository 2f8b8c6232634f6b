package io.turngap.agent;

import io.turngap.sound.Pcm;

/**
 * Knows what the caller can have heard. Audio is sent as it is made, which is faster than it is played: this counts, from when each chunk
 * was sent, when it will have been played to its end, the network left out.
 */
final class Playout {

    private long endNanos = Long.MIN_VALUE;

    /** {@code samples} at {@link Pcm#RATE_HZ} were sent at {@code nowNanos}. */
    void sent(long nowNanos, int samples) {
        long start = isPlaying(nowNanos) ? endNanos : nowNanos;
        endNanos = start + samples * 1_000_000_000L / Pcm.RATE_HZ;
    }

    boolean isPlaying(long nowNanos) {
        return endNanos != Long.MIN_VALUE && endNanos - nowNanos > 0;
    }

    /** When all that was sent will have been played; {@code nowNanos} when it has. */
    long endNanos(long nowNanos) {
        return isPlaying(nowNanos) ? endNanos : nowNanos;
    }

    /** The caller was told to drop what it has not played. */
    void stop() {
        endNanos = Long.MIN_VALUE;
    }
}
