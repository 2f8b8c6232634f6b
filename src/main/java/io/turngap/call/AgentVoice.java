package io.turngap.call;

/**
 * The agent's voice at the caller: what arrived waits in the playout buffer, what is played is heard by the ear, and each reply is told
 * from the next. What is heard is noted in the turns.
 */
final class AgentVoice {

    /** Takes word that a reply was cut short after so much of it had been heard. */
    @FunctionalInterface
    interface Cut {
        /** {@code heardMs} of {@code replyId} were heard; the rest was dropped. */
        void cut(String replyId, long heardMs);
    }

    private final TurnBook book;
    private final Replies replies;
    private final Ear ear;
    private final Playout playout;

    AgentVoice(CallPlan plan, Acoustics acoustics, Recording recording, TurnBook book, Cut cut) {
        this.book = book;
        this.replies = new Replies(plan.scenario().limits().settleMs() * SampleClock.MS);
        this.ear = new Ear(
                listener -> acoustics.hearing(Ear.GAP_MS, listener),
                acoustics.hearingLatencySamples(),
                recording,
                new Ear.Listener() {
                    @Override
                    public void onset(long atNanos, Playout.Stretch stretch) {
                        book.onset(atNanos, stretch);
                    }

                    @Override
                    public void offset(long atNanos) {
                        book.offset(atNanos);
                    }

                    @Override
                    public void cut(String replyId, long heardSamples) {
                        cut.cut(replyId, SampleClock.nanos(heardSamples) / SampleClock.MS);
                    }
                });
        this.playout = new Playout((int) Math.min(plan.mostQueuedMs() * 16, 1 << 28), ear);
    }

    void streamStart(long nanos) {
        ear.streamStart(nanos);
    }

    /** When the agent was audible. */
    Spans audible() {
        return ear.spans();
    }

    /** Plays what is to be heard until now. */
    void listen(long nowNanos) {
        playout.advance(nowNanos);
        if (playout.queued() == 0) {
            ear.silence(nowNanos);
        }
    }

    /**
     * Audio arrived.
     *
     * @return false when more would wait than may
     */
    boolean audio(long atNanos, short[] samples, int count, String replyId) {
        listen(atNanos);
        long idle = playout.endNanos() == Long.MIN_VALUE ? Long.MAX_VALUE : atNanos - playout.endNanos();
        int before = replies.latest();
        Playout.Stretch stretch = replies.arriving(replyId, idle);
        book.packet(atNanos, stretch, stretch.reply() != before, idle >= Ear.GAP_MS * SampleClock.MS);
        return playout.arrive(atNanos, samples, count, stretch);
    }

    /** What waits is dropped. */
    void flush(long atNanos) {
        listen(atNanos);
        boolean active = book.agentAudible() || book.replying() || playout.queued() > 0;
        boolean dropped = playout.queued() > 0;
        playout.flush(atNanos);
        ear.close();
        replies.flushed();
        book.flushed(atNanos, active, dropped, replies.latest());
    }

    void replying(long atNanos, boolean active) {
        if (active && !book.replying()) {
            replies.generating();
        }
        book.replying(atNanos, active);
    }

    void answerFollows() {
        replies.answerFollows();
    }

    /** Samples that wait to be played. */
    int waiting() {
        return playout.queued();
    }

    /** When all that arrived will have been heard. */
    long endNanos() {
        return playout.endNanos();
    }

    /** The reply whose audio arrived last; -1 before any. */
    int latestReply() {
        return replies.latest();
    }

    /** Nothing more is heard; the end of what was audible is noted. */
    void close() {
        ear.close();
    }
}
