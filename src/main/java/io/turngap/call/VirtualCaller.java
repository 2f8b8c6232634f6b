package io.turngap.call;

import static io.turngap.call.OpenTurn.NONE;

import io.turngap.link.Link;
import io.turngap.measure.TurnSink;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.sound.Speech;
import io.turngap.time.Timeline;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;

/**
 * One synthetic call without sound: goes through the same script by the same rules as {@link Caller} and notes the same turns, but comes by
 * only when something is due. What it says are words and lengths; what it hears are amounts of sound, all of it audible. So a day of calls
 * is made in seconds on a virtual timeline, and the same caller keeps real time on a real one.
 *
 * <p>What {@link Caller} does at the next frame, this one does at once: news of what is heard takes it no time. The network of the
 * scenario delays speech and replies alike; a whole utterance has one delay, that of a frame which waits for those before it. What needs
 * sound (noise, the line, lost frames) does nothing here.
 */
public final class VirtualCaller {

    /** The agent at the other end. All is told on the call's timeline. */
    public interface Agent {
        /** The conversation is open; the caller's stream starts now. */
        void connected();

        /**
         * The caller begins to speak.
         *
         * @param spokenNanos when the first speech sample leaves the caller
         * @param arrival when what leaves the caller at an instant reaches the agent, until more is said
         */
        void said(Speech speech, long spokenNanos, LongUnaryOperator arrival);

        /** The caller hung up; the agent tells nothing more. */
        void hungUp();
    }

    private static final long FRAME_NANOS = 20 * SampleClock.MS;

    /** Frames before one that may hold it up: beyond these jitter would have to be longer than a second. */
    private static final int MOST_HELD_UP = 50;

    private final CallPlan plan;
    private final Timeline timeline;
    private final Agent agent;
    private final Consumer<CallResult> results;
    private final Scenario.Limits limits;
    private final Ledger ledger;
    private final TurnBook book;
    private final VirtualEar ear;
    private final NetworkPath downlink;
    private final UniformRandomProvider uplinkRandom;
    private final List<Cue> cues;
    private final Runnable wake = this::wake;

    private @Nullable ScriptRunner script;
    private Timeline.@Nullable Scheduled alarm;
    private Timeline.@Nullable Scheduled limit;
    private long alarmNanos;
    private long startNanos;
    private int underWay;
    private boolean advancing;
    private boolean over;

    /**
     * A call to be made.
     *
     * @param plan what it is to do; nothing is recorded
     * @param script the scenario's, shared by its calls
     * @param agent who is called
     * @param turns takes the turns as they end
     * @param results takes the result, once, after the last turn
     */
    public VirtualCaller(
            CallPlan plan,
            Timeline timeline,
            VirtualScript script,
            Agent agent,
            TurnSink turns,
            Consumer<CallResult> results) {
        this.plan = plan;
        this.timeline = timeline;
        this.agent = agent;
        this.results = results;
        this.limits = plan.scenario().limits();
        this.book = new TurnBook(limits, this::close);
        this.ear = new VirtualEar(timeline, limits.settleMs(), book, this::news);
        this.ledger = new Ledger(plan, ear.spans(), turns);
        this.downlink = new NetworkPath(plan.seeds().at("downlink.jitter"));
        this.uplinkRandom = plan.seeds().at("uplink.jitter").random();
        this.cues = script.cues(plan.seeds().at("voices").random());
    }

    /** Makes the call, now. */
    public void start() {
        startNanos = timeline.nowNanos();
        Conditions usual = plan.scenario().conditions();
        downlink.conditions(usual.network());
        ledger.started(startNanos);
        ledger.connected(0);
        ledger.streamStart(startNanos);
        ledger.vouches();
        book.open(OpenTurn.Kind.GREETING, null, 0, startNanos, -1);
        script = new ScriptRunner(cues, limits, book, startNanos, 0, new Acts());
        limit = timeline.after(limits.callMs() * SampleClock.MS, this::tooLong);
        agent.connected();
        news();
    }

    /** Hangs up early, as a run that is stopped does. */
    public void stop(String why) {
        end(new Link.Ending(Link.Ending.Kind.HUNG_UP, why));
    }

    /** What the agent says of one of its stages. */
    public void about(String stage, String engine, boolean modelled) {
        ledger.about(stage, engine, modelled);
    }

    /** The agent sends audio, at 16 kHz. */
    public void audio(int samples, String replyId) {
        if (passes()) {
            hear(samples, replyId);
        } else {
            later(() -> hear(samples, replyId));
        }
    }

    /** The agent yields: what was sent and not heard yet is dropped. */
    public void flush() {
        inOrder(() -> ear.flush(timeline.nowNanos()));
    }

    /** The agent began or finished a reply. */
    public void replying(boolean active) {
        inOrder(() -> ear.replying(timeline.nowNanos(), active));
    }

    /** The agent is done with a reply; {@code cut} when it was given up. */
    public void replyEnded(String replyId, boolean cut) {
        inOrder(() -> book.replyEnded(replyId, cut));
    }

    /** With the next audio the answer proper begins. */
    public void answerFollows() {
        inOrder(ear::answerFollows);
    }

    /** A milestone of the agent's. */
    public void milestone(String name, long atNanos) {
        if (!over) {
            book.milestone(atNanos, name, 0);
        }
    }

    /** The last frame that the agent took for speech, when it came and where in the caller's stream it ends. */
    public void speechEnded(long atNanos, double audioMs) {
        if (!over) {
            book.speechEnded(atNanos, audioMs, 0);
        }
    }

    /** What the agent understood, or says. */
    public void transcript(boolean understood, String text) {
        OpenTurn turn = over ? null : book.told(timeline.nowNanos());
        if (turn != null) {
            turn.transcript(understood, text);
        }
    }

    /** What a lever of the agent's did in the turn at hand. */
    public void lever(String name, String value) {
        OpenTurn turn = over ? null : book.told(timeline.nowNanos());
        if (turn != null) {
            turn.lever(name, value);
        }
    }

    /** Something failed at the agent, and the call goes on. */
    public void trouble(String what) {
        if (over) {
            return;
        }
        ledger.trouble(what);
        OpenTurn turn = book.told(timeline.nowNanos());
        if (turn != null) {
            turn.trouble(what);
        }
    }

    private void hear(int samples, String replyId) {
        ear.audio(timeline.nowNanos(), samples, replyId);
    }

    private boolean passes() {
        return !over && underWay == 0 && downlink.transparent(timeline.nowNanos());
    }

    private void inOrder(Runnable event) {
        if (passes()) {
            event.run();
        } else {
            later(event);
        }
    }

    private void later(Runnable event) {
        if (over) {
            return;
        }
        underWay++;
        timeline.at(downlink.arrival(timeline.nowNanos()), () -> {
            underWay--;
            if (!over) {
                event.run();
            }
        });
    }

    private void tooLong() {
        end(new Link.Ending(
                Link.Ending.Kind.HUNG_UP, "the call was ended after " + limits.callMs() + " ms, the limit call_ms"));
    }

    private void wake() {
        alarm = null;
        news();
    }

    /** Something happened: the script may go on, now or at another instant than was thought. */
    private void news() {
        ScriptRunner steps = script;
        if (over || advancing || steps == null) {
            return;
        }
        advancing = true;
        long now = timeline.nowNanos();
        book.tick(now);
        steps.advance(now, now + 1);
        advancing = false;
        long next = over ? NONE : steps.nextNanos(now);
        if (alarm != null && (next == NONE || next != alarmNanos)) {
            alarm.cancel();
            alarm = null;
        }
        if (next != NONE && alarm == null) {
            alarmNanos = next;
            alarm = timeline.at(next, wake);
        }
    }

    private void close(OpenTurn turn) {
        boolean last = turn == book.current();
        long now = timeline.nowNanos();
        long patience = turn.kind == OpenTurn.Kind.GREETING ? limits.greetingMs() : limits.replyMs();
        if (turn.firstAudible == NONE && turn.awaited && !book.agentAudible()) {
            OpenTurn following = book.current();
            long until = last || following == null ? now : Math.min(now, following.startNanos);
            book.noteDeadAir(turn, Math.min(until, turn.originNanos + patience * SampleClock.MS));
        }
        boolean settled = !last || !book.replying() && !book.agentAudible() && isSettled(turn, now);
        ledger.close(turn, now, last, settled);
    }

    private boolean isSettled(OpenTurn turn, long nowNanos) {
        return turn.lastAudible != NONE
                && !ear.isWaiting(nowNanos)
                && nowNanos - turn.lastAudible >= limits.settleMs() * SampleClock.MS;
    }

    private void end(Link.Ending ending) {
        if (over) {
            return;
        }
        over = true;
        if (alarm != null) {
            alarm.cancel();
        }
        if (limit != null) {
            limit.cancel();
        }
        boolean completed = script != null && script.done();
        ledger.ending(ending, completed, book.agentAudible());
        book.ending();
        ear.close(timeline.nowNanos());
        book.finish();
        agent.hungUp();
        results.accept(ledger.result(ending, completed, timeline.nowNanos(), 0, new Recording(0)));
    }

    /** What the script makes the caller do. */
    private final class Acts implements ScriptRunner.Actor {
        @Override
        public OpenTurn say(OpenTurn.Kind kind, Spoken spoken, long atNanos) {
            long position = SampleClock.begunWithin(atNanos - startNanos);
            long zero = startNanos + SampleClock.nanos(position);
            speak(spoken, zero);
            downlink.conditions(spoken.conditions().network());
            return book.open(kind, spoken, position, zero, ear.latestReply());
        }

        @Override
        public long backchannel(Spoken spoken, long atNanos) {
            long position = SampleClock.begunWithin(atNanos - startNanos);
            long zero = startNanos + SampleClock.nanos(position);
            speak(spoken, zero);
            book.backchannel(spoken, zero);
            return zero + SampleClock.nanos(spoken.lastSpeech());
        }

        /** Nobody is there who would take them; a simulated run says so. */
        @Override
        public void press(String keys) {}

        @Override
        public void hangUp() {
            end(new Link.Ending(Link.Ending.Kind.HUNG_UP, ""));
        }

        private void speak(Spoken spoken, long zeroNanos) {
            long delayNanos = delayNanos(spoken.conditions().network());
            long from = zeroNanos + SampleClock.nanos(spoken.firstSpeech());
            agent.said(spoken.speech(), from, delayNanos == 0 ? LongUnaryOperator.identity() : at -> at + delayNanos);
        }
    }

    /** Delay of a frame: the network's own, and a jitter, or what is left of the jitter of a frame before it that it must not overtake. */
    private long delayNanos(Conditions.Network network) {
        double jitterNanos = network.jitterMs() * SampleClock.MS;
        double most = 0;
        for (int before = 0; jitterNanos > 0 && before < MOST_HELD_UP; before++) {
            most = Math.max(
                    most, -jitterNanos * Math.log1p(-uplinkRandom.nextDouble()) - before * (double) FRAME_NANOS);
        }
        return Math.round(network.oneWayDelayMs() * SampleClock.MS + most);
    }
}
