package io.turngap.call;

import static io.turngap.call.OpenTurn.NONE;

import io.turngap.link.Link;
import io.turngap.link.ToolAnswer;
import io.turngap.link.ToolCall;
import io.turngap.measure.TurnSink;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.sound.Pcm;
import io.turngap.sound.SoundException;
import io.turngap.time.FrameWheel;
import io.turngap.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One synthetic call. It connects; once the conversation is open its stream starts and from then on a frame leaves every 20 ms, whatever
 * happens: background, and utterances where the script puts them. It ends when the script is done, when the connection is over, or when a
 * limit is passed, and hands over exactly one result, after its last turn.
 *
 * <p>A frame is due in the instant in which its last sample has been spoken, and it leaves before anything else is done then, also for the
 * calls that share the instant. Only after that is heard what arrived of the agent's audio up to the same instant, the script decides, and the next frame is made, which is spoken
 * from now on. So the caller knows at the start of a frame what was heard by then and nothing of what comes; within the frame it does what
 * it had planned to the sample. Frame 0 is made when the conversation opens, and then nothing was heard yet.
 *
 * <p>What is heard up to an instant depends on when it arrived and not on when a frame was handled, so a late frame moves no measurement.
 *
 * <p>Confined to the timeline of its call, apart from {@link #start}.
 */
public final class Caller {

    /** How long after hanging up the end of the connection is waited for. */
    private static final long GOODBYE_NANOS = 2_000 * SampleClock.MS;

    private final CallPlan plan;
    private final Timeline timeline;
    private final FrameWheel wheel;
    private final Link link;
    private final Acoustics acoustics;
    private final Consumer<CallResult> results;
    private final Scenario.Limits limits;
    private final Recording recording;
    private final Ledger ledger;
    private final AgentVoice voice;
    private final Marks marks;
    private final TurnBook book;
    private final Mouth mouth;
    private final Uplink uplink;
    private final Heard heard;
    private final Downlink downlink;
    private final CallerTools tools;
    private final short[] frame = new short[Pcm.FRAME_SAMPLES];
    private final List<Timeline.Scheduled> timers = new ArrayList<>();
    private List<Cue> cues = List.of();
    private Link.@Nullable Connection connection;
    private FrameWheel.@Nullable Subscription place;
    private @Nullable ScriptRunner script;
    private Link.@Nullable Ending ownEnding;
    private long startedNanos;
    private long streamStartNanos;
    private boolean over;
    private volatile boolean conversing;
    /** The agent closed; what it said before is heard to its end. */
    private boolean farewell;

    /**
     * A call to be made.
     *
     * @param timeline one that {@code link} gave
     * @param wheel a wheel on that timeline
     * @param turns takes the turns as they end
     * @param results takes the result, once, after the last turn
     */
    public Caller(
            CallPlan plan,
            Timeline timeline,
            FrameWheel wheel,
            Link link,
            Acoustics acoustics,
            TurnSink turns,
            Consumer<CallResult> results) {
        this.plan = plan;
        this.timeline = timeline;
        this.wheel = wheel;
        this.link = link;
        this.acoustics = acoustics;
        this.results = results;
        this.limits = plan.scenario().limits();
        this.recording = new Recording(plan.recordMs());
        this.book = new TurnBook(limits, this::close);
        this.voice = new AgentVoice(plan, acoustics, recording, book, this::cutShort);
        this.marks = new Marks(timeline, voice, this::markPlayed);
        this.ledger = new Ledger(plan, voice.audible(), turns);
        this.mouth = new Mouth(acoustics, plan.seeds());
        this.uplink = new Uplink(timeline, acoustics, plan.seeds(), this::sendFrame);
        this.heard = new Heard();
        this.downlink = new Downlink(timeline, plan.seeds(), plan.mostQueuedMs() * 16, heard);
        this.tools = new CallerTools(plan, timeline, book, this::answerTool);
    }

    /** Makes the call. May be called from any thread; everything else happens on the timeline. */
    public void start() {
        timeline.at(timeline.nowNanos(), this::open);
    }

    /** True from the open conversation to its end. May be asked from any thread. */
    public boolean inConversation() {
        return conversing;
    }

    /** Hangs up early, as a run that is stopped does; the result follows. Call it on the timeline. */
    public void stop(String why) {
        hangUp(Link.Ending.Kind.HUNG_UP, why);
    }

    private void open() {
        if (over) {
            return;
        }
        startedNanos = timeline.nowNanos();
        ledger.started(startedNanos);
        try {
            cues = Cue.script(plan.scenario(), acoustics, plan.seeds());
            background();
            timers.add(timeline.after(limits.connectMs() * SampleClock.MS, this::tooLateToConnect));
            connection = link.connect(timeline, plan.identity(), downlink);
        } catch (SoundException e) {
            end(new Link.Ending(Link.Ending.Kind.HUNG_UP, "the call was not made: " + e.getMessage()));
        } catch (RuntimeException e) {
            end(new Link.Ending(Link.Ending.Kind.UNREACHABLE, "no connection: " + e));
        }
    }

    private void background() {
        Conditions usual = plan.scenario().conditions();
        Optional<Spoken> first =
                cues.stream().flatMap(cue -> cue.spoken().stream()).findFirst();
        double level = first.map(
                        spoken -> spoken.levelDbfs() + spoken.conditions().gainDb())
                .orElse(-26.0);
        mouth.conditions(usual, level);
        uplink.conditions(usual.network());
        downlink.conditions(usual.network());
    }

    private void tooLateToConnect() {
        if (place == null) {
            hangUp(
                    Link.Ending.Kind.UNREACHABLE,
                    "no conversation " + limits.connectMs()
                            + " ms after the attempt; the limit connect_ms allows no more");
        }
    }

    private void tooLong() {
        hangUp(Link.Ending.Kind.HUNG_UP, "the call was ended after " + limits.callMs() + " ms, the limit call_ms");
    }

    private void connected(long atNanos) {
        if (over || place != null) {
            return;
        }
        conversing = true;
        ledger.connected(atNanos - startedNanos);
        book.open(OpenTurn.Kind.GREETING, null, 0, atNanos, -1);
        place = wheel.subscribe(atNanos + FrameWheel.FRAME_NANOS, new Frames());
        long delayNanos = connection == null ? 0 : connection.soundDelayNanos();
        streamStartNanos = place.firstDueNanos() - FrameWheel.FRAME_NANOS + delayNanos;
        voice.streamStart(streamStartNanos);
        ledger.streamStart(streamStartNanos);
        long news = FrameWheel.FRAME_NANOS + SampleClock.nanos(acoustics.hearingLatencySamples());
        script = new ScriptRunner(cues, limits, book, streamStartNanos, news, new Acts());
        timers.add(timeline.at(atNanos + limits.callMs() * SampleClock.MS, this::tooLong));
        try {
            prepare(0);
        } catch (RuntimeException e) {
            broke(e);
        }
    }

    /** The call's place on the wheel: its frame leaves, and when those of the others have left, too, it hears and goes on. */
    private final class Frames implements FrameWheel.FrameTask {
        @Override
        public void frame(long index, long dueNanos) {
            if (over || ownEnding != null || farewell) {
                return;
            }
            try {
                uplink.send(frame, dueNanos);
                ledger.sent(timeline.nowNanos() - dueNanos, book.current());
            } catch (RuntimeException e) {
                broke(e);
            }
        }

        @Override
        public void work(long index, long dueNanos) {
            if (over || ownEnding != null) {
                return;
            }
            try {
                voice.listen(dueNanos);
                book.tick(dueNanos);
                if (!farewell) {
                    prepare(index + 1);
                }
            } catch (RuntimeException e) {
                broke(e);
            }
        }
    }

    /** Makes the frame that is spoken from now on and leaves with the next tick. */
    private void prepare(long index) {
        long position = index * Pcm.FRAME_SAMPLES;
        long fromNanos = streamStartNanos + SampleClock.nanos(position);
        if (script != null) {
            script.advance(fromNanos, fromNanos + FrameWheel.FRAME_NANOS);
        }
        if (!over && ownEnding == null) {
            mouth.frame(position, frame);
            recording.spoken(position, frame, 0, frame.length);
        }
    }

    private void broke(RuntimeException e) {
        hangUp(Link.Ending.Kind.BROKEN, "the call broke inside Turngap: " + e + "; please report it");
    }

    private void sendFrame(short[] samples) {
        if (connection != null && !over) {
            connection.send(samples);
        }
    }

    private void cutShort(String replyId, long heardMs) {
        if (connection != null) {
            connection.interrupted(replyId, heardMs);
        }
    }

    private void answerTool(ToolAnswer answer) {
        if (connection != null) {
            connection.answerTool(answer);
        }
    }

    private void markPlayed(String name) {
        if (connection != null) {
            connection.markPlayed(name);
        }
    }

    private void close(OpenTurn turn) {
        boolean last = turn == book.current();
        long now = timeline.nowNanos();
        long limit = turn.kind == OpenTurn.Kind.GREETING ? limits.greetingMs() : limits.replyMs();
        if (turn.firstAudible == NONE && turn.awaited && !book.agentAudible()) {
            OpenTurn following = book.current();
            long until = last || following == null ? now : Math.min(now, following.startNanos);
            book.noteDeadAir(turn, Math.min(until, turn.originNanos + limit * SampleClock.MS));
        }
        boolean settled = !last || !book.owes() && !book.agentAudible() && settledBy(turn, now);
        ledger.close(turn, now, last, settled);
    }

    private boolean settledBy(OpenTurn turn, long nowNanos) {
        return turn.lastAudible != NONE
                && voice.waiting() == 0
                && nowNanos - turn.lastAudible >= limits.settleMs() * SampleClock.MS;
    }

    private void hangUp(Link.Ending.Kind kind, String why) {
        if (over || ownEnding != null) {
            return;
        }
        ownEnding = new Link.Ending(kind, why);
        long now = timeline.nowNanos();
        voice.listen(now);
        unsubscribe();
        uplink.close();
        tools.close();
        marks.close();
        timers.add(timeline.after(GOODBYE_NANOS, () -> end(new Link.Ending(kind, why))));
        try {
            if (connection == null) {
                end(ownEnding);
            } else if (farewell) {
                end(ownEnding);
            } else {
                connection.hangUp();
            }
        } catch (RuntimeException e) {
            end(ownEnding);
        }
    }

    private void unsubscribe() {
        if (place != null) {
            place.cancel();
        }
    }

    private void end(Link.Ending told) {
        if (over) {
            return;
        }
        Link.Ending ending = ownEnding == null ? told : ownEnding;
        boolean completed = script != null && script.done();
        if (ownEnding == null) {
            voice.listen(timeline.nowNanos());
        }
        over = true;
        conversing = false;
        unsubscribe();
        timers.forEach(Timeline.Scheduled::cancel);
        uplink.close();
        tools.close();
        marks.close();
        completed |= ending.kind() == Link.Ending.Kind.AGENT_CLOSED
                && script != null
                && script.nothingLeft(timeline.nowNanos());
        ledger.ending(ending, completed, book.agentAudible());
        book.ending();
        voice.close();
        book.finish();
        results.accept(ledger.result(ending, completed, timeline.nowNanos(), uplink.lost(), recording));
    }

    /** What the script makes the caller do. */
    private final class Acts implements ScriptRunner.Actor {
        @Override
        public OpenTurn say(OpenTurn.Kind kind, Spoken spoken, long atNanos) {
            long position = SampleClock.begunWithin(atNanos - streamStartNanos);
            long zero = streamStartNanos + SampleClock.nanos(position);
            mouth.say(spoken, position);
            uplink.conditions(spoken.conditions().network());
            downlink.conditions(spoken.conditions().network());
            return book.open(kind, spoken, position, zero, voice.latestReply());
        }

        @Override
        public long backchannel(Spoken spoken, long atNanos) {
            long position = SampleClock.begunWithin(atNanos - streamStartNanos);
            long zero = streamStartNanos + SampleClock.nanos(position);
            mouth.say(spoken, position);
            book.backchannel(spoken, zero);
            return zero + SampleClock.nanos(spoken.lastSpeech());
        }

        @Override
        public void press(String keys) {
            if (connection == null || !connection.press(keys)) {
                heard.trouble(
                        timeline.nowNanos(),
                        "the keys " + keys
                                + " were not pressed: the agent's protocol has no way to tell them; take the step press away");
            }
        }

        @Override
        public void hangUp() {
            Caller.this.hangUp(Link.Ending.Kind.HUNG_UP, "");
        }
    }

    /** What arrives from the agent, as the emulated network lets it. */
    private final class Heard extends AgentTold {

        Heard() {
            super(timeline, ledger, book, () -> over);
        }

        private boolean deaf() {
            return over || farewell || ownEnding != null;
        }

        @Override
        public void connected(long atNanos) {
            Caller.this.connected(atNanos);
        }

        @Override
        public void audio(long atNanos, short[] samples, int count, String replyId) {
            if (deaf() || count <= 0 || place == null) {
                return;
            }
            if (!voice.audio(atNanos, samples, count, replyId)) {
                hangUp(
                        Link.Ending.Kind.FLOODED,
                        "the agent sent " + count + " samples while " + voice.waiting()
                                + " waited to be played; at most " + plan.mostQueuedMs() + " ms may wait");
            }
        }

        @Override
        public void flush(long atNanos) {
            if (!deaf()) {
                voice.flush(atNanos);
                marks.flushed();
            }
        }

        @Override
        public void mark(long atNanos, String name) {
            if (!deaf() && place != null && !marks.arrived(atNanos, name)) {
                trouble(
                        atNanos,
                        "the agent set a mark while " + Marks.MOST
                                + " waited to be played; no more may wait, and it was passed over");
            }
        }

        @Override
        public void replying(long atNanos, boolean active) {
            if (!deaf()) {
                voice.replying(atNanos, active);
            }
        }

        @Override
        public void replyEnded(long atNanos, String replyId, boolean cut) {
            if (!deaf()) {
                book.replyEnded(replyId, cut);
            }
        }

        @Override
        public void answerFollows(long atNanos) {
            if (!deaf()) {
                ledger.vouches();
                voice.answerFollows();
            }
        }

        @Override
        public void toolCalled(long atNanos, ToolCall call) {
            if (!deaf()) {
                if (plan.scenario().tools().of(call.name()).isPresent()) {
                    ledger.about("tool", "scripted on the caller's side", true);
                }
                tools.called(atNanos, call);
            }
        }

        @Override
        public void toolCancelled(long atNanos, String id) {
            if (!deaf()) {
                tools.cancelled(atNanos, id);
            }
        }

        @Override
        public void closed(long atNanos, Link.Ending ending) {
            if (!deaf()) {
                voice.listen(atNanos);
            }
            if (!deaf() && ending.kind() == Link.Ending.Kind.AGENT_CLOSED && voice.waiting() > 0) {
                farewell = true;
                timers.add(timeline.at(voice.endNanos() + 1, () -> end(ending)));
            } else {
                end(ending);
            }
        }
    }
}
