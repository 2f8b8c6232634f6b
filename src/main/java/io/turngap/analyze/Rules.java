package io.turngap.analyze;

/**
 * What makes a turn of what was heard. Ears hear sounds, not intentions: each of these is a convention, stands in every report, and can be
 * another.
 *
 * @param pauseMs silence of the caller up to which what he says next still belongs to the same turn, while the agent is silent, too
 * @param replyMs a reply later than this counts as missed, as in a run
 * @param deadAirMs silence of both longer than this is dead air, as in a run
 * @param bargeInMs an agent that has not yielded this long after an interruption never did, as in a run
 * @param backchannelMs a sound of the caller shorter than this, over which the agent speaks on, is a backchannel and no interruption
 * @param latchMs overlap up to this is the ordinary change of speakers and no interruption: nobody has reacted to anything yet
 * @param cutOffMs a caller who goes on within this time of the agent's first sound was not done: candidate for a false cut-off. Planning
 *     to speak takes some 600 ms, a reaction at least 200 ms (S. Levinson, F. Torreira, "Timing in turn-taking and its implications for
 *     processing models of language", Frontiers in Psychology 6, 2015): he was about to speak before he heard anything
 * @param endMs a recording that ends sooner than this after the caller's last word says nothing of a reply to it
 */
public record Rules(
        int pauseMs,
        int replyMs,
        int deadAirMs,
        int bargeInMs,
        int backchannelMs,
        int latchMs,
        int cutOffMs,
        int endMs) {

    /** As in a run where a run has such a limit. */
    public static final Rules STANDARD = new Rules(2_000, 10_000, 3_000, 3_000, 700, 120, 500, 3_000);

    /** The longest that any of these may be, ms. */
    public static final int MOST_MS = 60_000;

    /** Silence of the agent that parts one reply from the next, ms; as in a run where the protocol does not tell replies apart. */
    static final int REPLY_GAP_MS = 500;

    /** Agent sound that lasts this long has settled, ms; as in a run. */
    static final int SETTLED_MS = 300;

    public Rules {
        for (int ms : new int[] {pauseMs, replyMs, deadAirMs, bargeInMs, backchannelMs, latchMs, cutOffMs, endMs}) {
            if (ms < 0 || ms > MOST_MS) {
                throw new IllegalArgumentException(
                        "a limit of " + ms + " ms; 0 to " + MOST_MS + " ms is allowed: give one in that range");
            }
        }
    }

    /** With other limits that a user may set. */
    public Rules with(int pause, int reply, int deadAir, int bargeIn, int cutOff) {
        return new Rules(pause, reply, deadAir, bargeIn, backchannelMs, latchMs, cutOff, endMs);
    }
}
