package io.turngap.time;

/**
 * Calls many subscribers once each 20 ms at absolute due times, on the thread of one timeline. Subscribers are spread over the slots of
 * the wheel, so that many calls do not all fall on the same instant.
 *
 * <p>Frame {@code k} of a subscriber is due at {@code firstDueNanos + k * 20 ms}. A late frame is delivered at once and the next keeps
 * its own due time: lateness never accumulates, and no frame is skipped or merged.
 */
public interface FrameWheel {

    /** Length of a frame. */
    long FRAME_NANOS = 20_000_000L;

    /**
     * Adds a subscriber whose first frame is due at the first free slot at or after {@code earliestNanos}.
     *
     * @return the subscription, which knows the due time that was given
     */
    Subscription subscribe(long earliestNanos, FrameTask task);

    /** What happens each frame. */
    @FunctionalInterface
    interface FrameTask {
        /**
         * @param index frames since the subscription, from 0
         * @param dueNanos when this frame was due, on the timeline's clock; the clock itself may already be later
         */
        void frame(long index, long dueNanos);

        /**
         * What is left to do once the frames of everybody whose turn it was have left: hearing, deciding, making the next frame. It comes
         * after {@link #frame} with the same arguments and before the subscriber's next one, so that nobody's frame waits for the work of
         * another's.
         */
        default void work(long index, long dueNanos) {}
    }

    /** One subscriber's place on the wheel. */
    interface Subscription {
        /** When frame 0 is or was due. */
        long firstDueNanos();

        /** No further frame is delivered. */
        void cancel();
    }
}
