package io.turngap.agent;

import io.turngap.sound.Pcm;

/**
 * Hands the caller's sound on in chunks of so many ms, {@code audio.chunk_ms}: frames wait until theirs is full, and then all of it
 * reaches the ears at once, frame by frame.
 *
 * <p>A larger chunk makes fewer messages and costs waiting: the last word lies half a chunk on average, at most a whole one, before it is heard
 * ({@code uplink}), and the silence that ends the turn is counted as late as that, too.
 */
final class Chunks implements Intake {

    private final Intake next;
    private final short[][] frames;
    private int filled;

    /** {@code chunkMs} is a multiple of the frame, 20 ms. */
    Chunks(int chunkMs, Intake next) {
        if (chunkMs < Endpointer.FRAME_MS || chunkMs % Endpointer.FRAME_MS != 0) {
            throw new IllegalArgumentException("audio.chunk_ms: " + chunkMs + "; a multiple of " + Endpointer.FRAME_MS
                    + ", the length of a frame, is allowed: change it");
        }
        this.next = next;
        this.frames = new short[chunkMs / Endpointer.FRAME_MS][Pcm.FRAME_SAMPLES];
    }

    @Override
    public void audio(short[] samples, int count, long receivedNanos) {
        int taken = 0;
        while (taken < count) {
            int at = filled % Pcm.FRAME_SAMPLES;
            int n = Math.min(count - taken, Pcm.FRAME_SAMPLES - at);
            System.arraycopy(samples, taken, frames[filled / Pcm.FRAME_SAMPLES], at, n);
            taken += n;
            filled += n;
            if (filled == frames.length * Pcm.FRAME_SAMPLES) {
                filled = 0;
                for (short[] frame : frames) {
                    next.audio(frame, frame.length, receivedNanos);
                }
            }
        }
    }

    /** Whole frames of a chunk that is not full; less than a frame waits on. */
    @Override
    public void flush(long receivedNanos) {
        int whole = filled / Pcm.FRAME_SAMPLES;
        int rest = filled % Pcm.FRAME_SAMPLES;
        filled = rest;
        for (int i = 0; i < whole; i++) {
            next.audio(frames[i], Pcm.FRAME_SAMPLES, receivedNanos);
        }
        if (whole < frames.length) {
            System.arraycopy(frames[whole], 0, frames[0], 0, rest);
        }
        next.flush(receivedNanos);
    }

    @Override
    public int delaySamples() {
        return next.delaySamples();
    }
}
