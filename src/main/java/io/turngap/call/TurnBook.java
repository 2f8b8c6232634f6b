package io.turngap.call;

import static io.turngap.call.OpenTurn.NONE;

import io.turngap.measure.Milestone;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the turns that go on, and gives what is heard and told to the turn that it belongs to. At most two are open: the one that the
 * caller spoke last, and the one before it while the agent may still be at its reply or tell of it.
 *
 * <p>A turn spoken politely owns all that is heard after it began. One that runs into a reply owns the replies that begin after it; the
 * reply that it ran into stays with the turn before, however long it goes on.
 */
final class TurnBook {

    /** Agent audio that lasts this long has settled: it is a reply and not the remains of one. */
    static final long SETTLED_NANOS = 300 * SampleClock.MS;

    /** Where a protocol does not tell replies apart, silence this long after the caller's last word does. */
    private static final long NAMELESS_NANOS = 500 * SampleClock.MS;

    private final long deadAirNanos;
    private final long bargeInNanos;
    private final Consumer<OpenTurn> closed;
    private @Nullable OpenTurn current;
    private @Nullable OpenTurn previous;
    private @Nullable OpenTurn audible;
    private int turns;
    private int firstReply;
    private long onsetNanos;
    private long offsetNanos = NONE;
    private long recovering = NONE;
    private boolean replying;
    private long replyingNanos = NONE;
    private long burstNanos = NONE;
    private int toolsRunning;
    /** When a tool was last called or answered, while the agent has not taken up what came of it. */
    private long toolNanos = NONE;

    TurnBook(io.turngap.scenario.Scenario.Limits limits, Consumer<OpenTurn> closed) {
        this.deadAirNanos = limits.deadAirMs() * SampleClock.MS;
        this.bargeInNanos = limits.bargeInMs() * SampleClock.MS;
        this.closed = closed;
    }

    @Nullable
    OpenTurn current() {
        return current;
    }

    boolean agentAudible() {
        return audible != null;
    }

    /** When the agent became audible, while it is. */
    long onsetNanos() {
        return onsetNanos;
    }

    boolean replying() {
        return replying;
    }

    /** When the agent last began or finished generating; {@link OpenTurn#NONE} when it never told. */
    long replyingNanos() {
        return replyingNanos;
    }

    /** True while the agent generates, waits for a tool on the caller's side, or has yet to speak of what came of one. */
    boolean owes() {
        return replying || toolNanos != NONE;
    }

    /** When what the agent {@link #owes} last moved; {@link OpenTurn#NONE} when it never told of anything. */
    long owingNanos() {
        return Math.max(replyingNanos, toolNanos);
    }

    /** The agent called a tool on the caller's side, in {@code turn}; {@code answers} when it will be answered. */
    void toolCalled(@Nullable OpenTurn turn, long atNanos, boolean answers) {
        toolsRunning += answers ? 1 : 0;
        toolNanos = turn == current ? atNanos : toolNanos;
    }

    /** A tool that was to answer has answered, or is not wanted any more. */
    void toolDone(@Nullable OpenTurn turn, long atNanos, boolean answered) {
        toolsRunning--;
        if (answered && turn == current) {
            toolNanos = atNanos;
        } else if (toolsRunning == 0) {
            toolNanos = NONE;
        }
    }

    private void takenUp() {
        toolNanos = toolsRunning == 0 ? NONE : toolNanos;
    }

    /** When audio last arrived after none had come for a while; {@link OpenTurn#NONE} when none ever did. */
    long burstNanos() {
        return burstNanos;
    }

    /** True when the turn that the caller spoke last owns what is audible now. */
    boolean currentIsAudible() {
        return audible != null && audible == current;
    }

    /** Opens a turn; the one before stays open while the agent may be at it. {@code latestReply} is the reply heard or arriving last. */
    OpenTurn open(OpenTurn.Kind kind, @Nullable Spoken spoken, long position, long zeroNanos, int latestReply) {
        if (previous != null) {
            closed.accept(previous);
        }
        previous = current;
        OpenTurn turn = new OpenTurn(spoken == null ? turns : Math.max(1, turns), kind, spoken, position, zeroNanos);
        turns = turn.index + 1;
        if (previous != null) {
            previous.followedNanos = turn.startNanos;
        }
        turn.oldReplyAudible = turn.ranIntoReply() && audible != null;
        turn.oldReply = previous == null ? turn.oldReply : previous.reply;
        firstReply = turn.ranIntoReply() ? latestReply + 1 : Math.max(0, latestReply);
        recovering = NONE;
        toolNanos = NONE;
        current = turn;
        return turn;
    }

    /** Audio of a reply arrived. {@code begins} when it is the first of a reply, {@code burst} when nothing had come for a while. */
    void packet(long atNanos, Playout.Stretch stretch, boolean begins, boolean burst) {
        OpenTurn now = current;
        if (now == null) {
            return;
        }
        if (begins
                && now.ranIntoReply()
                && !now.yielded
                && atNanos < now.originNanos
                && audible != null
                && audible != now) {
            firstReply = stretch.reply() + 1;
        }
        if (begins
                && now.backchannelTaken
                && now.backchannelStop == NONE
                && inTime(offsetNanos, now.backchannelStart)) {
            now.backchannelStop = offsetNanos;
        }
        OpenTurn owner = owner(now, atNanos, stretch);
        now.yielded |= owner == now && now.ranIntoReply() && begins;
        owner.reply.arrives(atNanos, stretch);
        owner.answerMarked |= stretch.answer();
        if (begins || burst) {
            burstNanos = atNanos;
            owner.lastBurst = atNanos;
            takenUp();
        }
        if (owner.firstPacket == NONE && (begins || burst)) {
            owner.firstPacket = atNanos;
        }
    }

    /** A turn is opened when its first frame is made; what comes before its first word is not its own. */
    private OpenTurn owner(OpenTurn now, long atNanos, Playout.Stretch stretch) {
        OpenTurn before = previous;
        boolean early = stretch.reply() < firstReply || atNanos < now.startNanos;
        return early && before != null ? before : now;
    }

    /** The agent became audible with the sample heard at this instant. */
    void onset(long atNanos, Playout.Stretch stretch) {
        OpenTurn now = current;
        if (now == null) {
            return;
        }
        boolean nameless =
                stretch.replyId().isEmpty() && atNanos >= now.originNanos && atNanos - offsetNanos >= NAMELESS_NANOS;
        if (nameless && now.ranIntoReply()) {
            firstReply = Math.min(firstReply, stretch.reply());
        }
        OpenTurn owner = owner(now, atNanos, stretch);
        owner.firstAudible = owner.firstAudible == NONE ? atNanos : owner.firstAudible;
        if (stretch.answer() && owner.answerAudible == NONE) {
            owner.answerAudible = atNanos;
        }
        audible = owner;
        onsetNanos = atNanos;
        now.yielded |= owner == now;
        now.oldReplyAudible = owner != now;
        if (owner == now) {
            noteDeadAir(now, atNanos);
            recovering = now.kind == OpenTurn.Kind.INTERRUPT && now.recovery == NONE && atNanos >= now.originNanos
                    ? atNanos
                    : NONE;
        }
    }

    /** The agent's last audible sample was heard at this instant. */
    void offset(long atNanos) {
        OpenTurn owner = audible;
        OpenTurn now = current;
        audible = null;
        offsetNanos = atNanos;
        if (owner == null || now == null) {
            return;
        }
        owner.lastAudible = atNanos;
        owner.audibleNanos += atNanos - onsetNanos + SampleClock.SAMPLE_NANOS;
        if (owner != now) {
            now.oldReplyAudible = false;
            now.oldReplyEnd = atNanos >= now.startNanos ? atNanos : now.oldReplyEnd;
        } else if (recovering != NONE) {
            now.recovery = atNanos - recovering >= SETTLED_NANOS ? recovering : NONE;
            recovering = NONE;
        }
    }

    /** The agent is done with a reply; {@code cut} when it says that the reply was cancelled. */
    void replyEnded(String replyId, boolean cut) {
        if (current != null) {
            current.reply.ended(replyId, cut);
            current.oldReply.ended(replyId, cut);
        }
        if (previous != null) {
            previous.oldReply.ended(replyId, cut);
        }
    }

    /**
     * The agent's audio was flushed. What was heard until then has been noted.
     *
     * @param active true when the agent was at a reply
     * @param dropped true when there was anything to drop
     * @param latestReply the reply whose audio arrived last
     */
    void flushed(long atNanos, boolean active, boolean dropped, int latestReply) {
        OpenTurn now = current;
        if (now == null) {
            return;
        }
        ReplyCourse course = now.reply.reply() == latestReply ? now.reply : now.oldReply;
        if (course.flushed(active, dropped)) {
            noteNoise(course, now, atNanos);
        }
        now.yielded |= atNanos >= now.startNanos;
        if (active && now.backchannelStop == NONE && inTime(atNanos, now.backchannelStart)) {
            now.backchannelStop = Math.max(offsetNanos, now.backchannelStart);
        }
    }

    /** A reply was cut: where the caller had said nothing since it began, the agent took something else for speech. */
    private void noteNoise(ReplyCourse course, OpenTurn now, long atNanos) {
        OpenTurn before = previous;
        OpenTurn owner = now.reply.equals(course) ? now : before;
        boolean spoken = now.mayHaveStopped(atNanos, course.beganNanos(), bargeInNanos)
                || before != null && before.mayHaveStopped(atNanos, course.beganNanos(), bargeInNanos);
        if (owner != null && course.reply() >= 0 && !spoken) {
            owner.stoppedForNoise = true;
        }
    }

    void replying(long atNanos, boolean active) {
        replying = active;
        replyingNanos = atNanos;
        if (active) {
            takenUp();
        }
    }

    /** Something like "uh-huh" is said in the turn that goes on. */
    void backchannel(Spoken spoken, long zeroNanos) {
        if (current != null) {
            current.speech(spoken, zeroNanos);
            if (current.backchannelStart == NONE) {
                current.backchannelStart = zeroNanos + SampleClock.nanos(spoken.firstSpeech());
            }
        }
    }

    /** The agent tells where in the caller's stream it took speech to end, and when that frame arrived. */
    void speechEnded(long atNanos, double audioMs, long uncertaintyNanos) {
        OpenTurn owner = told(atNanos);
        OpenTurn.LastWord last =
                owner == null ? new OpenTurn.LastWord(atNanos, 0) : owner.lastWordArrived(atNanos, audioMs);
        milestone(last.atNanos(), Milestone.AGENT_SPEECH_END, uncertaintyNanos + last.extrapolatedNanos());
    }

    void milestone(long atNanos, String name, long uncertaintyNanos) {
        boolean hears = name.equals(Milestone.AGENT_SPEECH_END) || name.equals(Milestone.AGENT_TURN_END);
        OpenTurn now = current;
        if (now != null && hears && atNanos >= now.startNanos) {
            now.yielded = true;
            now.backchannelTaken |= name.equals(Milestone.AGENT_TURN_END) && inTime(atNanos, now.backchannelStart);
        }
        OpenTurn owner = told(atNanos);
        if (owner != null) {
            owner.milestone(name, atNanos, uncertaintyNanos);
        }
    }

    /** The turn of which the agent tells something that happened at {@code atNanos}. */
    @Nullable
    OpenTurn told(long atNanos) {
        OpenTurn now = current;
        if (now == null) {
            return null;
        }
        boolean stillAtOld = now.ranIntoReply() && !now.yielded && previous != null;
        OpenTurn owner = atNanos >= now.startNanos && !stillAtOld ? now : previous;
        return owner != null && atNanos >= owner.startNanos ? owner : null;
    }

    /** Lets go of the turn before once nothing more can come of it. */
    void tick(long nowNanos) {
        OpenTurn now = current;
        OpenTurn before = previous;
        if (now != null
                && before != null
                && audible != before
                && nowNanos >= now.originNanos
                && (!now.ranIntoReply() || now.yielded)) {
            closed.accept(before);
            previous = null;
        }
    }

    /** The call ends: a reply that is audible now was not yielded, whatever the ear says once it is closed. */
    void ending() {
        if (current != null && audible != null && audible != current) {
            current.neverYielded = true;
        }
    }

    /** Closes what is open: the call is over. The ear must have been closed before. */
    void finish() {
        if (previous != null) {
            closed.accept(previous);
        }
        if (current != null) {
            closed.accept(current);
        }
        previous = null;
        current = null;
    }

    /** The silence since the caller's or the agent's last sound, where it was too long, when {@code owner} was heard or given up at an instant. */
    void noteDeadAir(OpenTurn owner, long untilNanos) {
        long silent = untilNanos - Math.max(owner.callerSilentFrom(), offsetNanos);
        if (silent > deadAirNanos) {
            owner.deadAirNanos += silent;
        }
    }

    private boolean inTime(long atNanos, long startNanos) {
        return startNanos != NONE && atNanos >= startNanos && atNanos <= startNanos + bargeInNanos;
    }
}
