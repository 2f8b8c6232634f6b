package io.turngap.call;

import java.util.ArrayDeque;

/**
 * The caller's playout buffer: an arriving sample is heard when it arrives or when everything before it was heard, whichever is later.
 * Agents send faster than real time, so what has arrived and what was heard are two things; a flush drops what was not heard yet.
 *
 * <p>A sample is heard by an instant when it began before it.
 */
final class Playout {

    /** Takes what is heard, in order. */
    interface Listener {
        /**
         * These samples are heard.
         *
         * @param atNanos when the first of them begins; the others follow without a gap
         * @param stretch which run of the agent's audio they belong to
         */
        void heard(long atNanos, short[] samples, int offset, int count, Stretch stretch);

        /** Samples of {@code replyId} are dropped after {@code heardSamples} of that reply were heard. */
        void cut(String replyId, long heardSamples);
    }

    /**
     * A run of the agent's audio.
     *
     * @param reply replies are counted by the call from 0
     * @param replyId the protocol's name for the reply, or empty
     * @param answer true when the agent said that the answer proper had begun
     */
    record Stretch(int reply, String replyId, boolean answer) {}

    private static final int MOST_CHUNKS = 20_000;
    private static final int SMALLEST = 16_000;

    private static final class Chunk {
        private final long startNanos;
        private final Stretch stretch;
        private int count;
        private int played;

        Chunk(long startNanos, Stretch stretch) {
            this.startNanos = startNanos;
            this.stretch = stretch;
        }
    }

    private final Listener listener;
    private final int mostSamples;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private short[] ring = new short[SMALLEST];
    private int head;
    private int queued;
    private long endNanos = Long.MIN_VALUE;
    private String heardReplyId = "";
    private long heardSamples;

    /** A buffer that holds at most {@code mostSamples}. */
    Playout(int mostSamples, Listener listener) {
        this.mostSamples = mostSamples;
        this.listener = listener;
    }

    /**
     * Takes audio that arrived at {@code atNanos}.
     *
     * @return false when the bound was passed; nothing was taken then
     */
    boolean arrive(long atNanos, short[] samples, int count, Stretch stretch) {
        if (count > mostSamples - queued || chunks.size() >= MOST_CHUNKS) {
            return false;
        }
        Chunk last = chunks.peekLast();
        if (last == null || atNanos > endNanos || !last.stretch.equals(stretch)) {
            last = new Chunk(Math.max(atNanos, endNanos), stretch);
            chunks.addLast(last);
        }
        store(samples, count);
        last.count += count;
        endNanos = last.startNanos + SampleClock.nanos(last.count);
        return true;
    }

    /** Everything that is heard before {@code nowNanos} is handed to the listener. */
    void advance(long nowNanos) {
        for (Chunk chunk = chunks.peekFirst(); chunk != null; chunk = chunks.peekFirst()) {
            int begun = (int) Math.clamp(SampleClock.begunWithin(nowNanos - chunk.startNanos), 0, chunk.count);
            play(chunk, begun);
            if (begun < chunk.count || chunks.size() == 1 && nowNanos < endNanos) {
                return;
            }
            chunks.removeFirst();
        }
    }

    /** Drops what was not heard before {@code atNanos}. */
    void flush(long atNanos) {
        advance(atNanos);
        String told = "";
        boolean first = true;
        for (Chunk chunk : chunks) {
            if (chunk.played < chunk.count && (first || !chunk.stretch.replyId().equals(told))) {
                told = chunk.stretch.replyId();
                first = false;
                listener.cut(told, told.equals(heardReplyId) ? heardSamples : 0);
            }
        }
        chunks.clear();
        queued = 0;
        endNanos = atNanos;
    }

    /** When everything that arrived so far will have been heard; {@link Long#MIN_VALUE} when nothing arrived. */
    long endNanos() {
        return endNanos;
    }

    /** Samples that arrived and were not heard yet. */
    int queued() {
        return queued;
    }

    private void play(Chunk chunk, int until) {
        if (chunk.played < until && !chunk.stretch.replyId().equals(heardReplyId)) {
            heardReplyId = chunk.stretch.replyId();
            heardSamples = 0;
        }
        while (chunk.played < until) {
            int run = Math.min(until - chunk.played, ring.length - head);
            long at = chunk.startNanos + SampleClock.nanos(chunk.played);
            chunk.played += run;
            heardSamples += run;
            int from = head;
            head = (head + run) % ring.length;
            queued -= run;
            listener.heard(at, ring, from, run, chunk.stretch);
        }
        if (queued == 0 && ring.length > SMALLEST) {
            ring = new short[SMALLEST];
            head = 0;
        }
    }

    private void store(short[] samples, int count) {
        if (queued + count > ring.length) {
            short[] larger = new short[Math.max(queued + count, (int) Math.min(mostSamples, 2L * (queued + count)))];
            int run = Math.min(queued, ring.length - head);
            System.arraycopy(ring, head, larger, 0, run);
            System.arraycopy(ring, 0, larger, run, queued - run);
            ring = larger;
            head = 0;
        }
        int tail = (int) (((long) head + queued) % ring.length);
        int run = Math.min(count, ring.length - tail);
        System.arraycopy(samples, 0, ring, tail, run);
        System.arraycopy(samples, run, ring, 0, count - run);
        queued += count;
    }
}
