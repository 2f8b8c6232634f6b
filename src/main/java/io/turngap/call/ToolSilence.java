package io.turngap.call;

import static io.turngap.call.OpenTurn.NONE;

import io.turngap.measure.Milestone;

/**
 * The time in which both were silent while a tool ran in a turn, of any length. Tools that ran at once count once. A call that was not seen
 * to end lasts until the agent last began to speak after it, or, when it never did, until the turn was over.
 */
final class ToolSilence {

    private final OpenTurn turn;
    private final Spans agent;
    private final long untilNanos;

    /** The silence until {@code untilNanos}, when the turn was over. */
    ToolSilence(OpenTurn turn, Spans agent, long untilNanos) {
        this.turn = turn;
        this.agent = agent;
        this.untilNanos = untilNanos;
    }

    long nanos() {
        long sum = 0;
        long done = NONE;
        for (int pass = 1; ; pass++) {
            Long start = turn.milestones.get(Milestone.pass(Milestone.TOOL_START, pass));
            if (start == null) {
                return sum;
            }
            long end = Math.min(untilNanos, end(pass, start));
            long from = Math.max(start, done);
            if (end > from) {
                sum += silent(from, end);
                done = end;
            }
        }
    }

    private long end(int pass, long start) {
        Long end = turn.milestones.get(Milestone.pass(Milestone.TOOL_END, pass));
        return end != null ? end : turn.lastBurst > start ? turn.lastBurst : untilNanos;
    }

    private long silent(long from, long to) {
        long silent = to - from - agent.within(from, to);
        for (Spans.Span caller : turn.callerSpeech) {
            long spoken = caller.overlap(from, to);
            if (spoken > 0) {
                silent -= spoken - agent.within(Math.max(from, caller.fromNanos()), Math.min(to, caller.toNanos()));
            }
        }
        return silent;
    }
}
