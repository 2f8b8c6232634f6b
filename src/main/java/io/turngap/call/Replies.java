package io.turngap.call;

/**
 * Tells one reply of the agent from the next, with whatever its protocol offers: another reply id, a flush, word that it began to generate
 * anew, or else a silence on the wire as long as the one after which an agent counts as finished.
 */
final class Replies {

    private final long settleNanos;
    private Playout.Stretch stretch = new Playout.Stretch(-1, "", false);
    private boolean ended = true;
    private boolean answerFollows;

    Replies(long settleNanos) {
        this.settleNanos = settleNanos;
    }

    /** The reply whose audio arrived last; -1 before any. */
    int latest() {
        return stretch.reply();
    }

    /** The run to which audio belongs that arrives now, when nothing had been left to play for {@code idleNanos} (negative: something was). */
    Playout.Stretch arriving(String replyId, long idleNanos) {
        boolean another = !replyId.isEmpty()
                && !replyId.equals(stretch.replyId())
                && !stretch.replyId().isEmpty();
        if (ended || another || idleNanos >= settleNanos) {
            stretch = new Playout.Stretch(stretch.reply() + 1, replyId, answerFollows);
        } else if (answerFollows && !stretch.answer()) {
            stretch = new Playout.Stretch(stretch.reply(), stretch.replyId(), true);
        }
        ended = false;
        answerFollows = false;
        return stretch;
    }

    /** What was to be played of the reply was dropped: what comes next is another. */
    void flushed() {
        ended = true;
        answerFollows = false;
    }

    /** The agent began to generate. Where replies have ids, these decide. */
    void generating() {
        ended |= stretch.replyId().isEmpty();
    }

    /** The answer proper begins with the next audio. */
    void answerFollows() {
        answerFollows = true;
    }
}
