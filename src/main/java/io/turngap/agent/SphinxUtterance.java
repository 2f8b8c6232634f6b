package io.turngap.agent;

import edu.cmu.sphinx.frontend.BaseDataProcessor;
import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.frontend.DataStartSignal;
import edu.cmu.sphinx.frontend.DoubleData;
import edu.cmu.sphinx.frontend.endpoint.SpeechEndSignal;
import io.turngap.sound.Pcm;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sound of one utterance on its way from the call's timeline, which never waits, to a decoder, which waits for more. Holds at most
 * {@link #MOST_SAMPLES}: what a caller says beyond is cut off, and said to be.
 */
final class SphinxUtterance extends BaseDataProcessor {

    /** 40 s: nobody says more in one turn to an agent, and it is 1.3 MB. */
    static final int MOST_SAMPLES = 40 * Pcm.RATE_HZ;

    /** Sphinx's front end fails on fewer samples than a few windows: silence is put in their place. */
    private static final int SHORTEST = Pcm.RATE_HZ / 10;

    private final LongSupplier nanos;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private int taken;
    private boolean started;
    private boolean finished;
    private boolean cancelled;
    private boolean truncated;
    private long given;
    private long behindNanos;

    /** Sound, and when it came. */
    private static final class Chunk {
        private final short[] samples;
        private final long cameNanos;

        Chunk(short[] samples, long cameNanos) {
            this.samples = samples;
            this.cameNanos = cameNanos;
        }
    }

    SphinxUtterance() {
        this(System::nanoTime);
    }

    /** {@code nanos} tells the time, which says how long sound waited. */
    SphinxUtterance(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Takes sound, copied; called on the timeline. */
    synchronized void append(short[] samples, int count) {
        int room = Math.min(count, MOST_SAMPLES - taken);
        truncated |= room < count;
        if (room <= 0 || finished || cancelled) {
            return;
        }
        short[] copy = new short[room];
        System.arraycopy(samples, 0, copy, 0, room);
        taken += room;
        chunks.add(new Chunk(copy, nanos.getAsLong()));
        notifyAll();
    }

    /** No more sound follows. */
    synchronized void finish() {
        Chunk oldest = chunks.peek();
        if (!finished && oldest != null) {
            behindNanos = nanos.getAsLong() - oldest.cameNanos;
        }
        finished = true;
        notifyAll();
    }

    /** Nobody wants the result. */
    synchronized void cancel() {
        cancelled = true;
        chunks.clear();
        notifyAll();
    }

    /** How long the oldest sound had waited for the decoder when the last of it had come, ms; 0 until then. */
    synchronized long behindMs() {
        return behindNanos / 1_000_000;
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    synchronized boolean truncated() {
        return truncated;
    }

    /** The next sound for the decoder's front end; waits for it. */
    @Override
    public synchronized Data getData() {
        if (!started) {
            started = true;
            return new DataStartSignal(Pcm.RATE_HZ);
        }
        boolean interrupted = false;
        while (chunks.isEmpty() && !finished && !cancelled) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
                cancelled = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Chunk next = cancelled ? null : chunks.poll();
        short @Nullable [] chunk = next == null ? null : next.samples;
        if (chunk == null && given < SHORTEST) {
            chunk = new short[SHORTEST - (int) given];
        }
        if (chunk == null) {
            return new SpeechEndSignal(given);
        }
        double[] values = new double[chunk.length];
        for (int i = 0; i < chunk.length; i++) {
            values[i] = chunk[i];
        }
        DoubleData data = new DoubleData(values, Pcm.RATE_HZ, given);
        given += chunk.length;
        return data;
    }
}
