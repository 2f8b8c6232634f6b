package io.turngap.agent;

import io.turngap.measure.Milestone;
import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of the bundled agent, on one timeline: frames go in, and {@link AgentEvents} come out.
 *
 * <p>The story of a turn: {@link SpeechGate} says of each frame whether it is speech; {@link Endpointer} makes a beginning and an end of
 * it; {@link Transcriber} has the audio between recognised while it comes; with the words a {@link Reply} begins.
 *
 * <p>While the agent thinks or is being heard it is <em>busy</em>. Speech that begins then is an interruption once there is
 * {@code barge_in.min_speech_ms} of it: the reply is given up, what was sent and not yet played is dropped. Less speech than that, over
 * before the agent is, is a backchannel and leaves no trace. A turn whose reply was given up before any of it was sent was only half
 * a turn: its words are put before those of the next.
 */
public final class AgentCall implements AutoCloseable {

    /** Words carried over from half-turns are bounded, in characters. */
    private static final int MOST_CARRIED = 500;

    private final long call;
    private final Timeline timeline;
    private final AgentConfig config;
    private final Kit kit;
    private final AgentEvents events;
    private final Llm llm;
    private final SpeechGate gate;
    private final Endpointer endpointer;
    private final Transcriber transcriber;
    private final Playout playout = new Playout();
    private final Chain chain = new Chain();

    private TurnTaking taking;
    private short[] frame = new short[Pcm.FRAME_SAMPLES];
    private int filled;
    private boolean spoken = true;
    private @Nullable Reply reply;
    private int replies;
    private int turn;
    private int superseded;
    private long onset;
    private boolean overlapped;
    private boolean announced;
    private long manualFrames;
    private long received;
    private long streamSamples;
    private long streamSamplesAtSpeech;
    private String unanswered = "";
    private String answering = "";
    private boolean wanted;
    private boolean closed;

    /**
     * A call that is silent until {@link #start}.
     *
     * @param call index of the call, from which its random streams are split
     */
    public AgentCall(long call, Timeline timeline, AgentConfig config, Kit kit, AgentEvents events) {
        this.call = call;
        this.timeline = timeline;
        this.config = config;
        this.kit = kit;
        this.events = events;
        this.taking = TurnTaking.of(config);
        this.llm = kit.llm().open(call);
        this.gate = new SpeechGate(kit.vad().open(), taking.threshold());
        Recogniser recogniser = kit.stt().open(timeline);
        recogniser.troubles(events::trouble);
        this.transcriber = new Transcriber(timeline, recogniser, config.stt());
        this.endpointer = new Endpointer(config.endpointing(), () -> taking.silenceMs(), chain);
    }

    /** Greets the caller, where that is configured. */
    public void start() {
        if (config.greeting().enabled() && reply == null && !closed) {
            newReply().say(config.greeting().text());
        }
    }

    /** Takes the caller's audio, 16 kHz mono, in pieces of any size; {@code receivedNanos} is when the piece arrived. */
    public void audio(short[] samples, int count, long receivedNanos) {
        streamSamples += count;
        int taken = 0;
        while (taken < count && !closed) {
            int n = Math.min(count - taken, frame.length - filled);
            System.arraycopy(samples, taken, frame, filled, n);
            taken += n;
            filled += n;
            if (filled == frame.length) {
                short[] full = frame;
                frame = new short[Pcm.FRAME_SAMPLES];
                filled = 0;
                frame(full, receivedNanos);
            }
        }
    }

    /** Changes how turns are taken from here on. */
    public void taking(TurnTaking how) {
        if (how.automatic() != taking.automatic()) {
            clear();
        }
        taking = how;
        gate.threshold(how.threshold());
    }

    /** What the agent says of the stages of this call, by stage name. */
    public Map<String, Kit.About> about() {
        String given = transcriber.engine();
        return kit.about(given.isEmpty() ? kit.stt().name() : given);
    }

    /** How turns are taken now. */
    public TurnTaking taking() {
        return taking;
    }

    /** True to speak replies, false to give their text alone. */
    public void spoken(boolean how) {
        spoken = how;
    }

    /** Ends a turn of audio by hand; false when there is none. Only where turns are not taken automatically. */
    public boolean commit() {
        if (taking.automatic() || manualFrames == 0) {
            return false;
        }
        manualFrames = 0;
        turn++;
        chain.over(timeline.nowNanos());
        return true;
    }

    /** Forgets audio that belongs to no finished turn. */
    public void clear() {
        manualFrames = 0;
        transcriber.discard();
        endpointer.reset();
    }

    /** Puts typed words before what the agent answers next. */
    public void tell(String text) {
        unanswered = joined(unanswered, text);
    }

    /** Asks for a reply to what was heard and not answered; false when one is on its way already. */
    public boolean respond() {
        if (reply != null) {
            return false;
        }
        wanted = true;
        if (!transcriber.isFinishing()) {
            replyIfWanted();
        }
        return true;
    }

    /** Gives the reply up that is on its way; false when there is none. */
    public boolean cancel() {
        Reply current = reply;
        if (current == null) {
            return false;
        }
        current.cancel(AgentEvents.Ending.CANCELLED);
        playout.stop();
        return true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (reply != null) {
                reply.stop();
            }
            transcriber.close();
            gate.close();
        }
    }

    private void frame(short[] full, long receivedNanos) {
        received++;
        if (!taking.automatic()) {
            if (manualFrames++ < config.endpointing().maxTurnMs() / Endpointer.FRAME_MS) {
                if (!transcriber.isOpen()) {
                    transcriber.begin(0);
                }
                transcriber.frame(full);
            }
            return;
        }
        boolean speech = gate.isSpeech(full);
        streamSamplesAtSpeech = speech ? streamSamples : streamSamplesAtSpeech;
        transcriber.frame(full);
        endpointer.frame(speech, receivedNanos);
        if (speech && endpointer.inTurn() && !announced) {
            if (!isBusy()) {
                announce();
            } else if (taking.yields()
                    && endpointer.voicedMs() >= config.bargeIn().minSpeechMs()) {
                yieldToCaller();
            }
        }
    }

    private boolean isBusy() {
        return reply != null || transcriber.isFinishing() || playout.isPlaying(timeline.nowNanos());
    }

    private void announce() {
        announced = true;
        events.speechStarted(turn, onset * Endpointer.FRAME_MS);
    }

    private void yieldToCaller() {
        announce();
        if (transcriber.isFinishing()) {
            superseded = turn - 1;
        }
        wanted = false;
        playout.stop();
        Reply current = reply;
        if (current != null) {
            if (!current.isAudioSent()) {
                unanswered = joined(answering, unanswered);
            }
            current.cancel(AgentEvents.Ending.INTERRUPTED);
        }
    }

    private void words(int ofTurn, String text) {
        if (closed) {
            return;
        }
        events.milestone(Milestone.STT_FINAL, timeline.nowNanos());
        events.transcript(ofTurn, text);
        unanswered = joined(unanswered, text);
        wanted |= taking.automatic() && taking.responds() && ofTurn > superseded;
        replyIfWanted();
    }

    private void replyIfWanted() {
        if (wanted && reply == null && !closed) {
            wanted = false;
            answering = unanswered;
            unanswered = "";
            newReply().answer(answering);
        }
    }

    private Reply newReply() {
        Reply made = new Reply(++replies, turn, call, timeline, config, kit, llm, spoken, events, chain);
        reply = made;
        return made;
    }

    private static String joined(String before, String after) {
        String both = (before + " " + after).strip();
        return both.length() <= MOST_CARRIED ? both : both.substring(both.length() - MOST_CARRIED);
    }

    /** What the stages tell their call. */
    private final class Chain implements Endpointer.Listener, Reply.Owner {

        @Override
        public void began(long first, long now) {
            turn++;
            onset = received - 1 - (now - first);
            announced = false;
            overlapped = isBusy();
            transcriber.begin(now - first);
            if (!overlapped) {
                announce();
            }
        }

        @Override
        public void ended(long lastSpeech, long lastSpeechNanos) {
            if (overlapped && !announced && taking.yields()) {
                transcriber.discard();
                return;
            }
            events.speechEnded(lastSpeechNanos, streamSamplesAtSpeech * 1_000.0 / Pcm.RATE_HZ);
            over(timeline.nowNanos());
        }

        void over(long nowNanos) {
            int mine = turn;
            events.milestone(Milestone.AGENT_TURN_END, nowNanos);
            events.turnEnded(mine, received * Endpointer.FRAME_MS);
            transcriber.end(text -> words(mine, text));
        }

        @Override
        public void over(Reply ended) {
            reply = null;
            replyIfWanted();
        }

        @Override
        public void sent(int samples) {
            playout.sent(timeline.nowNanos(), samples);
        }
    }
}
