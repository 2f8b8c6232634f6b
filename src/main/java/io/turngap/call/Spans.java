package io.turngap.call;

import java.util.ArrayDeque;
import java.util.Iterator;

/** Stretches of time in order, the newest perhaps still open. Keeps the newest 4,096 and forgets the others. */
final class Spans implements Iterable<Spans.Span> {

    private static final int MOST = 4_096;

    /** A stretch of time, in nanoseconds on the call's timeline; {@code reply} is the agent's reply that was audible. */
    record Span(long fromNanos, long toNanos, int reply) {
        long overlap(long from, long to) {
            return Math.max(0, Math.min(toNanos, to) - Math.max(fromNanos, from));
        }
    }

    private final ArrayDeque<Span> closed = new ArrayDeque<>();
    private long openNanos;
    private int openReply;
    private boolean open;

    void open(long atNanos, int reply) {
        open = true;
        openNanos = atNanos;
        openReply = reply;
    }

    void close(long atNanos) {
        if (open) {
            open = false;
            if (closed.size() == MOST) {
                closed.removeFirst();
            }
            closed.addLast(new Span(openNanos, atNanos, openReply));
        }
    }

    boolean isOpen() {
        return open;
    }

    int openReply() {
        return openReply;
    }

    long openNanos() {
        return openNanos;
    }

    /** The closed stretches, in order. */
    @Override
    public Iterator<Span> iterator() {
        return closed.iterator();
    }

    /** Nanoseconds covered between two instants. */
    long within(long fromNanos, long toNanos) {
        long sum = 0;
        for (Iterator<Span> newest = closed.descendingIterator(); newest.hasNext(); ) {
            Span span = newest.next();
            if (span.toNanos <= fromNanos) {
                break;
            }
            sum += span.overlap(fromNanos, toNanos);
        }
        return open ? sum + Math.max(0, toNanos - Math.max(openNanos, fromNanos)) : sum;
    }
}
