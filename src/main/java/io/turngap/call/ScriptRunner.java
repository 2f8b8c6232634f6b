package io.turngap.call;

import static io.turngap.call.OpenTurn.NONE;

import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import java.util.List;

/**
 * Goes through the script, frame by frame, at the start of each frame and with what was heard by then. For each step it asks: at which
 * instant is its condition met, if things go on as they stand? When that lies within the frame that is about to be spoken, the step is done
 * at that very instant, so that an interruption begins with the sample at which the agent had been heard for so long; when it lies before,
 * and became known only now, the step is done with the frame's first sample. A caller hangs up between frames, once the last word has left.
 *
 * <p>The agent owes nothing when it answered the last turn, has not been heard for the settling time, and its protocol, where it tells, says
 * that it is not generating; or when the turn was missed. While a tool runs on the caller's side, and until the agent speaks of what came of
 * it, it owes a reply. An agent that says it generates, or waits for a tool, and is not heard for the time of a reply is not waited for.
 */
final class ScriptRunner {

    /** What the script does. */
    interface Actor {
        /** Says {@code spoken}, its sample 0 at {@code atNanos} or the next sample after. */
        OpenTurn say(OpenTurn.Kind kind, Spoken spoken, long atNanos);

        /** Says a backchannel; gives when its last speech sample is spoken. */
        long backchannel(Spoken spoken, long atNanos);

        /** Presses keys of a telephone. */
        void press(String keys);

        /** The script is done. */
        void hangUp();
    }

    /** An interruption or backchannel waits for a reply that was over before its time. */
    private static final String TOO_SHORT = "the reply was over before it could be interrupted";

    /** After every deadline. */
    private static final long NEVER = Long.MAX_VALUE;

    private final List<Cue> cues;
    private final Scenario.Limits limits;
    private final TurnBook book;
    private final Actor actor;
    private final long newsNanos;
    private int next;
    private boolean done;
    private long cursorNanos;

    /** A script that starts at {@code startNanos}; {@code newsNanos} is how long news of what was heard may take. */
    ScriptRunner(List<Cue> cues, Scenario.Limits limits, TurnBook book, long startNanos, long newsNanos, Actor actor) {
        this.cues = cues;
        this.limits = limits;
        this.book = book;
        this.cursorNanos = startNanos;
        this.newsNanos = newsNanos;
        this.actor = actor;
    }

    /** True once the script came to its end. */
    boolean done() {
        return done;
    }

    /** True when there is no step left and the agent owes nothing: an agent that hangs up now has let the script come to its end. */
    boolean nothingLeft(long nowNanos) {
        OpenTurn turn = book.current();
        return next == cues.size() && turn != null && (turn.firstAudible != NONE || finished(false, nowNanos) != NONE);
    }

    /** Does what falls due from {@code fromNanos} on, which is now, and before {@code toNanos}. */
    void advance(long fromNanos, long toNanos) {
        while (!done && next < cues.size()) {
            Cue cue = cues.get(next);
            long ready = ready(cue, fromNanos);
            long at = Math.max(Math.max(ready, cursorNanos), fromNanos);
            boolean tooSoon = cue.step() instanceof Step.HangUp ? at > fromNanos : at >= toNanos;
            if (ready == NONE || tooSoon) {
                return;
            }
            next++;
            cursorNanos = at;
            act(cue, at);
        }
        if (!done) {
            long ready = finished(false, fromNanos);
            if (ready != NONE && Math.max(ready, cursorNanos) <= fromNanos) {
                done = true;
                actor.hangUp();
            }
        }
    }

    /**
     * When the script wants to go on, if nothing is heard or told before: for callers who need not come by with each frame. To be asked
     * after {@link #advance}; {@link OpenTurn#NONE} when only news can move the script.
     */
    long nextNanos(long nowNanos) {
        if (done) {
            return NONE;
        }
        long ready = next < cues.size() ? ready(cues.get(next), nowNanos) : finished(false, nowNanos);
        if (ready != NONE) {
            return Math.max(ready, cursorNanos);
        }
        long deadline = next < cues.size() ? ready(cues.get(next), NEVER) : finished(false, NEVER);
        return deadline == NONE ? NONE : Math.max(deadline, cursorNanos) + newsNanos + 1;
    }

    private long ready(Cue cue, long nowNanos) {
        return switch (cue.step()) {
            case Step.Say say -> say.overlap() ? cursorNanos : finished(false, nowNanos);
            case Step.Interrupt say -> soonest(heardFor(say.afterMs()), finished(true, nowNanos));
            case Step.Backchannel say -> soonest(heardFor(say.afterMs()), finished(true, nowNanos));
            case Step.WaitFor wait ->
                switch (wait.event()) {
                    case AGENT_START -> started(nowNanos);
                    case AGENT_END -> finished(true, nowNanos);
                };
            case Step.Silence silence -> cursorNanos + silence.ms() * SampleClock.MS;
            case Step.Press press -> cursorNanos;
            case Step.HangUp hangUp -> cursorNanos;
        };
    }

    private void act(Cue cue, long at) {
        switch (cue.step()) {
            case Step.Say say ->
                speak(say.overlap() && atReply() ? OpenTurn.Kind.OVERLAP : OpenTurn.Kind.POLITE, cue, at);
            case Step.Interrupt say -> {
                boolean inTime = heardFor(say.afterMs()) != NONE;
                OpenTurn turn = speak(inTime ? OpenTurn.Kind.INTERRUPT : OpenTurn.Kind.POLITE, cue, at);
                turn.note = inTime ? "" : TOO_SHORT;
            }
            case Step.Backchannel say -> {
                if (heardFor(say.afterMs()) != NONE) {
                    cursorNanos = actor.backchannel(cue.spoken().orElseThrow(), at) + SampleClock.SAMPLE_NANOS;
                }
            }
            case Step.Press press -> actor.press(press.keys());
            case Step.HangUp hangUp -> {
                done = true;
                actor.hangUp();
            }
            case Step.WaitFor wait -> {}
            case Step.Silence silence -> {}
        }
    }

    private OpenTurn speak(OpenTurn.Kind kind, Cue cue, long at) {
        OpenTurn turn = actor.say(kind, cue.spoken().orElseThrow(), at);
        cursorNanos = turn.originNanos + SampleClock.SAMPLE_NANOS;
        return turn;
    }

    private boolean atReply() {
        return book.agentAudible() || book.owes();
    }

    private static long soonest(long one, long other) {
        return one == NONE ? other : other == NONE ? one : Math.min(one, other);
    }

    /** When the agent had been audible for so long in its reply to the last turn, if it is audible now. */
    private long heardFor(long afterMs) {
        OpenTurn turn = book.current();
        if (turn == null || !book.currentIsAudible()) {
            return NONE;
        }
        long more = Math.max(0, afterMs * SampleClock.MS - turn.audibleNanos);
        return book.onsetNanos() + more;
    }

    private long started(long nowNanos) {
        OpenTurn turn = book.current();
        if (turn == null) {
            return NONE;
        }
        turn.awaited = true;
        return turn.firstAudible != NONE ? turn.firstAudible : missed(turn, nowNanos);
    }

    /** When the agent owed nothing any more; {@code greeting} when a greeting is waited for. */
    private long finished(boolean greeting, long nowNanos) {
        OpenTurn turn = book.current();
        if (turn == null || book.agentAudible()) {
            return NONE;
        }
        turn.awaited |= greeting;
        boolean owed = turn.firstAudible == NONE || turn.lastAudible < turn.originNanos;
        if (owed && turn.kind == OpenTurn.Kind.GREETING && !turn.awaited && !book.owes()) {
            return cursorNanos;
        }
        if (owed) {
            return missed(turn, nowNanos);
        }
        if (book.owes()) {
            return Math.max(turn.lastAudible, book.owingNanos()) + limits.replyMs() * SampleClock.MS;
        }
        // What arrived after a silence, such as the answer behind a filler, is yet to be heard though its generation is
        // over.
        long quiet = Math.max(turn.lastAudible, book.burstNanos());
        return Math.max(quiet + limits.settleMs() * SampleClock.MS, book.replyingNanos());
    }

    /** When the agent said that no reply comes, or the limit for one has passed, and news of a reply just before it would have come. */
    private long missed(OpenTurn turn, long nowNanos) {
        if (turn.limitedNanos != NONE) {
            return Math.max(turn.limitedNanos, turn.originNanos);
        }
        long limit = turn.kind == OpenTurn.Kind.GREETING ? limits.greetingMs() : limits.replyMs();
        long deadline = turn.originNanos + limit * SampleClock.MS;
        return nowNanos > deadline + newsNanos ? deadline : NONE;
    }
}
