package io.turngap.agent;

import io.turngap.sound.Pcm;
import java.util.function.LongUnaryOperator;

/**
 * The way of frames that have no sound from their caller to the ears: by the same {@link Access}, in the same {@link Chunks} and as far
 * behind as what the same {@link NoiseSuppressor} hands on.
 */
final class SoundlessWay {

    private static final long FRAME_NANOS = Endpointer.FRAME_MS * 1_000_000L;

    private final Access access;
    private final int chunkFrames;
    private final long delayNanos;
    private long startNanos;

    /**
     * A way of a stream that starts at {@code startNanos}.
     *
     * @param delaySamples by how much what is handed on lies behind, at 16 kHz
     */
    SoundlessWay(Access access, int chunkMs, int delaySamples, long startNanos) {
        this.access = access;
        this.chunkFrames = chunkMs / Endpointer.FRAME_MS;
        this.delayNanos = delaySamples * 1_000_000_000L / Pcm.RATE_HZ;
        this.startNanos = startNanos;
    }

    void startsAt(long nanos) {
        startNanos = nanos;
    }

    /** When what leaves the caller at {@code nanos} would have to leave to stand in the frame in which it is handed on. */
    long handedOn(long nanos) {
        return nanos + delayNanos;
    }

    /** When a frame that leaves the caller at an instant reaches the ears; {@code line} is what lies between it and the agent's door. */
    LongUnaryOperator arrival(LongUnaryOperator line) {
        return leavesNanos -> {
            long frame = Math.max(1, Math.ceilDiv(leavesNanos - startNanos, FRAME_NANOS));
            long lastOfChunk = Math.ceilDiv(frame, chunkFrames) * (long) chunkFrames;
            long sentNanos = line.applyAsLong(leavesNanos + (lastOfChunk - frame) * FRAME_NANOS);
            return access.deliveredNanos(lastOfChunk - 1, sentNanos);
        };
    }
}
