package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * One direction of a modelled way: what is sent happens later, in the order in which it was sent, whatever the delays are. What is under
 * way is bounded: beyond {@value #MOST} the oldest arrives early.
 */
final class Lane {

    /** Most that is under way: frames of three minutes. */
    static final int MOST = 10_000;

    private record Message(long dueNanos, Runnable body) {}

    private final Timeline timeline;
    private final LongSupplier delayNanos;
    private final ArrayDeque<Message> underWay = new ArrayDeque<>();
    private final Runnable arrive = this::arrive;
    private long lastNanos = Long.MIN_VALUE;

    Lane(Timeline timeline, LongSupplier delayNanos) {
        this.timeline = timeline;
        this.delayNanos = delayNanos;
    }

    /** Sends now what takes as long as this lane's messages take. */
    void send(Runnable message) {
        arriveAt(timeline.nowNanos() + delayNanos.getAsLong(), message);
    }

    /** Has {@code message} happen at {@code dueNanos}, or when what was sent before it has, if that is later. */
    void arriveAt(long dueNanos, Runnable message) {
        lastNanos = lastNanos == Long.MIN_VALUE ? dueNanos : Math.max(lastNanos, dueNanos);
        underWay.add(new Message(lastNanos, message));
        timeline.at(lastNanos, arrive);
        if (underWay.size() > MOST) {
            underWay.remove().body().run();
        }
    }

    /** Has everything under way happen now. */
    void settle() {
        for (Message next = underWay.poll(); next != null; next = underWay.poll()) {
            next.body().run();
        }
    }

    /** What is under way never arrives. */
    void clear() {
        underWay.clear();
    }

    private void arrive() {
        long now = timeline.nowNanos();
        for (Message next = underWay.peek(); next != null && next.dueNanos() <= now; next = underWay.peek()) {
            underWay.remove();
            next.body().run();
        }
    }
}
