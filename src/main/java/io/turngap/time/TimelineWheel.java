package io.turngap.time;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame wheel of 20 slots, one each millisecond, turned by one task on a timeline that waits for the next slot with a subscriber in it:
 * a thousand calls cost the timeline at most a thousand tasks a second, and one call costs it fifty.
 *
 * <p>A slot is gone through twice: first all its frames leave, then their subscribers do the work that they have beside it. Frames that wait
 * for nobody's work are what keeps many calls on one thread punctual.
 *
 * <p>After a stall every slot that fell due is delivered at once, in the order of the due times, with its own due time; a subscriber sees
 * each of its frames, and its work between two of them. The frames of up to a turn of the wheel leave before any work is done. One run of
 * the task catches up with at most a second of slots and then lets others on the timeline run.
 *
 * <p>A subscriber that throws is taken off the wheel; the others get their frame, and then the exception goes to the timeline.
 *
 * <p>Confined to the timeline's thread, as all that lives on a timeline.
 */
public final class TimelineWheel implements FrameWheel {

    /** Slots of the wheel. */
    public static final int SLOTS = 20;

    private static final long SLOT_NANOS = FRAME_NANOS / SLOTS;
    private static final int MOST_SLOTS_A_RUN = 50 * SLOTS;

    /**
     * With more subscribers than this the wheel does not wait awake. Up to 150 µs of each millisecond would go into waiting, in which replies
     * wait to be read: at 250 calls 0.6 ms CPU a call-second, against the 0.1 ms by which a timer is late.
     */
    private static final int MOST_PRECISE = 64;

    private final Timeline timeline;
    private final Runnable turn = this::turn;
    private final List<List<Place>> slots = new ArrayList<>(SLOTS);
    private final long originNanos;
    private long nextTick;
    private int subscribers;
    private boolean waiting;
    private boolean turning;
    private long waitingForTick;
    private Timeline.Scheduled wait = () -> {};

    /** A wheel that turns on {@code timeline}; it costs nothing while it has no subscriber. */
    public TimelineWheel(Timeline timeline) {
        this.timeline = timeline;
        this.originNanos = timeline.nowNanos();
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new ArrayList<>());
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Of the 20 slots from {@code earliestNanos} on it takes the first with the fewest subscribers.
     */
    @Override
    public Subscription subscribe(long earliestNanos, FrameTask task) {
        long now = timeline.nowNanos();
        if (subscribers == 0 && !turning) {
            nextTick = Math.max(nextTick, Math.floorDiv(now - originNanos, SLOT_NANOS));
        }
        long first = Math.max(nextTick, Math.ceilDiv(earliestNanos - originNanos, SLOT_NANOS));
        long best = first;
        for (long tick = first; tick < first + SLOTS; tick++) {
            if (slot(tick).size() < slot(best).size()) {
                best = tick;
            }
        }
        Place place = new Place(originNanos + best * SLOT_NANOS, task, slot(best));
        place.slot.add(place);
        subscribers++;
        if (!turning) {
            await();
        }
        return place;
    }

    /** How many subscribers the wheel has. */
    public int subscribers() {
        return subscribers;
    }

    private List<Place> slot(long tick) {
        return slots.get((int) (tick % SLOTS));
    }

    private void turn() {
        waiting = false;
        turning = true;
        RuntimeException thrown = null;
        long last = Math.floorDiv(timeline.nowNanos() - originNanos, SLOT_NANOS);
        last = Math.min(last, nextTick + MOST_SLOTS_A_RUN - 1);
        while (nextTick <= last) {
            long from = nextTick;
            for (; nextTick <= last && nextTick < from + SLOTS; nextTick++) {
                RuntimeException failure = deliver(slot(nextTick), originNanos + nextTick * SLOT_NANOS);
                thrown = thrown == null ? failure : thrown;
            }
            for (long tick = from; tick < nextTick; tick++) {
                RuntimeException failure = work(slot(tick), originNanos + tick * SLOT_NANOS);
                thrown = thrown == null ? failure : thrown;
            }
        }
        turning = false;
        await();
        if (thrown != null) {
            throw thrown;
        }
    }

    private static @Nullable RuntimeException deliver(List<Place> slot, long dueNanos) {
        RuntimeException thrown = null;
        for (int i = 0, most = slot.size(); i < most; i++) {
            Place place = slot.get(i);
            if (!place.cancelled && dueNanos >= place.firstDueNanos) {
                try {
                    place.task.frame(place.delivered++, dueNanos);
                } catch (RuntimeException e) {
                    place.cancel();
                    thrown = thrown == null ? e : thrown;
                }
            }
        }
        return thrown;
    }

    /** The work of those who had a frame; who is gone by then leaves the slot. */
    private static @Nullable RuntimeException work(List<Place> slot, long dueNanos) {
        RuntimeException thrown = null;
        boolean gone = false;
        for (int i = 0, most = slot.size(); i < most; i++) {
            Place place = slot.get(i);
            if (!place.cancelled && place.worked < place.delivered) {
                try {
                    place.task.work(place.worked++, dueNanos);
                } catch (RuntimeException e) {
                    place.cancel();
                    thrown = thrown == null ? e : thrown;
                }
            }
            gone |= place.cancelled;
        }
        if (gone) {
            slot.removeIf(Place::isCancelled);
        }
        return thrown;
    }

    /** Waits for the next slot with a subscriber, of the 20 that come. */
    private void await() {
        for (long tick = nextTick; subscribers > 0 && tick < nextTick + SLOTS; tick++) {
            if (!slot(tick).isEmpty()) {
                if (!waiting || tick < waitingForTick) {
                    wait.cancel();
                    waiting = true;
                    waitingForTick = tick;
                    long dueNanos = originNanos + tick * SLOT_NANOS;
                    wait = subscribers > MOST_PRECISE
                            ? timeline.at(dueNanos, turn)
                            : timeline.precisely(dueNanos, turn);
                }
                return;
            }
        }
    }

    private final class Place implements Subscription {
        private final long firstDueNanos;
        private final FrameTask task;
        private final List<Place> slot;
        private long delivered;
        private long worked;
        private boolean cancelled;

        Place(long firstDueNanos, FrameTask task, List<Place> slot) {
            this.firstDueNanos = firstDueNanos;
            this.task = task;
            this.slot = slot;
        }

        boolean isCancelled() {
            return cancelled;
        }

        @Override
        public long firstDueNanos() {
            return firstDueNanos;
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                subscribers--;
                if (!turning) {
                    slot.remove(this);
                }
            }
        }
    }
}
