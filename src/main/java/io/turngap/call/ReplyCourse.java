package io.turngap.call;

/**
 * How the reply of a turn that began last goes on: whether it was cut short or came to its own end, as far as is told. An agent that
 * has said all it had to say has yielded to nobody, though it is silent then. Shared by the turn that owns the reply and the one that
 * runs into it.
 *
 * <p>Where the agent's protocol tells nothing of the ends of replies, neither is known, and silence has to do.
 */
final class ReplyCourse {

    private int reply = -1;
    private String replyId = "";
    private long beganNanos = OpenTurn.NONE;
    private boolean complete;
    private boolean cut;

    /** Audio of a reply arrived. */
    void arrives(long atNanos, Playout.Stretch stretch) {
        if (stretch.reply() != reply) {
            reply = stretch.reply();
            beganNanos = atNanos;
            complete = false;
            cut = false;
        }
        replyId = stretch.replyId();
    }

    /** The agent is done with a reply; {@code early} when it says that it was cancelled. */
    void ended(String id, boolean early) {
        if (reply >= 0 && !id.isEmpty() && id.equals(replyId)) {
            cut |= early;
            complete |= !early;
        }
    }

    /**
     * What was not heard yet was dropped.
     *
     * @param active true when the agent was at a reply
     * @param dropped true when there was anything to drop
     * @return true when this cut the reply, which was not cut before
     */
    boolean flushed(boolean active, boolean dropped) {
        boolean cuts = !cut && (dropped || active && !complete);
        cut |= cuts;
        return cuts;
    }

    /** The reply, as counted by the call; -1 before any. */
    int reply() {
        return reply;
    }

    /** When its first audio arrived. */
    long beganNanos() {
        return beganNanos;
    }

    /** True when the reply is known to have come to its own end. */
    boolean ranOut() {
        return complete && !cut;
    }
}
