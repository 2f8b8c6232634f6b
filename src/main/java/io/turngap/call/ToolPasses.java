package io.turngap.call;

import io.turngap.measure.Milestone;

/**
 * Who tells of the tools that run in a turn. A tool on the caller's side is noted by the caller; an agent that tells its own milestones tells
 * of the same call, just before it asks for it. Whoever was first tells of that call's end too, so that no call is noted twice.
 */
final class ToolPasses {

    private int noted;
    private int told;
    private boolean everNoted;

    /** True when the agent has told of a tool whose end it has not told. */
    boolean toldOpen() {
        return told > 0;
    }

    /** The caller noted a call. */
    void began() {
        noted++;
        everNoted = true;
    }

    /** A call that the caller noted is over. */
    void ended() {
        noted--;
    }

    /** Whether to take a milestone that the agent tells: not of a call that the caller has noted. */
    boolean takes(String milestone) {
        return switch (milestone) {
            case Milestone.TOOL_START -> {
                told += noted > 0 ? 0 : 1;
                yield noted == 0;
            }
            case Milestone.TOOL_END -> {
                boolean own = told == 0 && everNoted;
                told = Math.max(0, told - 1);
                yield !own;
            }
            default -> true;
        };
    }
}
