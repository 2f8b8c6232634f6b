package io.turngap.agent;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;

/**
 * The sound of one utterance on its way from a call's timeline, which never waits, to an engine's thread, which waits for more. Holds at
 * most what it is told to: what a caller says beyond is cut off.
 */
final class SoundQueue {

    private final int mostSamples;
    private final ArrayDeque<short[]> chunks = new ArrayDeque<>();
    private int taken;
    private boolean finished;
    private boolean cancelled;

    SoundQueue(int mostSamples) {
        this.mostSamples = mostSamples;
    }

    /** Takes sound, copied; called on the timeline. */
    synchronized void append(short[] samples, int count) {
        int room = Math.min(count, mostSamples - taken);
        if (room > 0 && !finished && !cancelled) {
            chunks.add(Arrays.copyOf(samples, room));
            taken += room;
            notifyAll();
        }
    }

    /** No more sound follows. */
    synchronized void finish() {
        finished = true;
        notifyAll();
    }

    /** Nobody wants the result. */
    synchronized void cancel() {
        cancelled = true;
        chunks.clear();
        notifyAll();
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** The next sound; waits for it. Empty at the end of the utterance, when it is cancelled, and when the thread is interrupted. */
    synchronized Optional<short[]> next() {
        while (chunks.isEmpty() && !finished && !cancelled) {
            try {
                wait();
            } catch (InterruptedException stopped) {
                cancelled = true;
                Thread.currentThread().interrupt();
            }
        }
        return cancelled ? Optional.empty() : Optional.ofNullable(chunks.poll());
    }
}
