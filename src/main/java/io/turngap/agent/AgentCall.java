package io.turngap.agent;

import io.turngap.measure.Milestone;
import io.turngap.sound.Pcm;
import io.turngap.sound.Speech;
import io.turngap.time.Timeline;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One call of the bundled agent, on one timeline: frames go in, and {@link AgentEvents} come out.
 *
 * <p>The story of a turn: {@link SpeechGate} says of each frame whether it is speech; {@link Endpointer} makes a beginning and an end of
 * it; {@link Transcriber} has the audio between recognised while it comes; with the words a {@link Reply} begins. What the reply will need
 * may have been begun before, on partial words ({@link PartialGuess}). With {@link SpeechToSpeech} the reply begins without words. A caller
 * without sound is heard by a {@link ModelledEar} instead of the gate; all behind it is the same.
 *
 * <p>While the agent thinks or is being heard it is <em>busy</em>. Speech that begins then is an interruption once there is
 * {@code barge_in.min_speech_ms} of it: the reply is given up, what was sent and not yet played is dropped. Less speech than that, over
 * before the agent is, is a backchannel and leaves no trace. A turn whose reply was given up before any of it was sent was only half
 * a turn: its words are put before those of the next.
 */
public final class AgentCall implements AutoCloseable {

    /** Words carried over from half-turns are bounded, in characters. */
    private static final int MOST_CARRIED = 500;

    private final Timeline timeline;
    private final AgentConfig config;
    private final Kit kit;
    private final Access access;
    private final AgentEvents events;
    private final CallScope scope;
    private final PartialGuess guess;
    private final Optional<SpeechToSpeech> speechToSpeech;
    private final SpeechGate gate;
    private final Endpointer endpointer;
    private final Intake intake;
    private final @Nullable EndOfTurnPolicy endOfTurn;
    private final ModelledEar ear;
    private final SoundlessWay soundless;
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
    private String carried = "";
    private boolean wanted;
    private String excuse = "";
    private int wordless;
    private long turnEndNanos;
    private boolean closed;

    /**
     * A call that is silent until {@link #start}.
     *
     * @param call index of the call, from which its random streams are split
     */
    public AgentCall(long call, Timeline timeline, AgentConfig config, Kit kit, AgentEvents events) {
        this.timeline = timeline;
        this.config = config;
        this.kit = kit.forCall(call);
        this.intake = Intake.of(config.audio(), this::hear);
        this.access = new Access(config, call, timeline, intake::audio);
        this.events = access.events(events);
        this.taking = TurnTaking.of(config);
        CallerRecord callerRecord = new CallerRecord(call, timeline, config);
        AnswerReuse reuse = new AnswerReuse();
        Llm llm = kit.llm().open(call, timeline);
        ThinkingPhrase.Phrases phrases = new ThinkingPhrase.Phrases(call, Dialogue.FILLERS);
        this.scope = new CallScope(call, timeline, config, this.kit, this.events, llm, callerRecord, reuse, phrases);
        this.guess = new PartialGuess(scope);
        this.speechToSpeech =
                config.speechToSpeech().enabled() ? Optional.of(new SpeechToSpeech(scope)) : Optional.empty();
        this.gate = new SpeechGate(kit.vad().open(), taking.threshold());
        Recogniser recogniser = kit.stt().open(timeline, call);
        recogniser.troubles(this.events::trouble);
        this.transcriber = new Transcriber(timeline, recogniser, config.stt(), this::partial);
        this.endOfTurn = config.endpointing().model()
                ? new EndOfTurnPolicy(config.endpointing(), kit.endOfTurn().open(), transcriber::partial)
                : null;
        Endpointer.Silence silence = silent -> taking.silenceMs();
        this.endpointer = new Endpointer(config.endpointing(), endOfTurn == null ? silence : endOfTurn, chain);
        this.soundless = new SoundlessWay(access, config.audio().chunkMs(), intake.delaySamples(), timeline.nowNanos());
        this.ear = new ModelledEar(timeline, ModelledRecogniser.wantsPartials(config), new Told());
        callerRecord.ringing();
    }

    /** Greets the caller, where that is configured. */
    public void start() {
        if (config.greeting().enabled() && reply == null && !closed) {
            newReply().say(config.greeting().text());
        }
    }

    /** Takes the caller's audio, 16 kHz mono, in pieces of any size; {@code receivedNanos} is when the piece arrived. */
    public void audio(short[] samples, int count, long receivedNanos) {
        access.audio(samples, count, receivedNanos);
    }

    private void hear(short[] samples, int count, long receivedNanos) {
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

    /** A caller without sound: the stream starts at {@code nanos}, from when frames of 20 ms leave the caller. Before anything is said. */
    public void streamStart(long nanos) {
        ear.startsAt(nanos);
        soundless.startsAt(nanos);
    }

    /**
     * Takes what a caller without sound says from here on, in place of {@link #audio}.
     *
     * @param spokenNanos when the first speech sample leaves the caller; now or later
     * @param arrival when what leaves the caller at an instant arrives here, until more is said
     */
    public void said(Speech speech, long spokenNanos, LongUnaryOperator arrival) {
        if (!closed) {
            ear.said(speech, soundless.handedOn(spokenNanos), soundless.arrival(arrival));
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
        Map<String, Kit.About> stages =
                new LinkedHashMap<>(kit.about(given.isEmpty() ? kit.stt().name() : given));
        if (speechToSpeech.isPresent()) {
            stages.put("llm", new Kit.About("speech to speech, templates", true));
        }
        if (scope.callerRecord().isKept()) {
            stages.put("prepare", new Kit.About("the caller's record", true));
        }
        String network = access.description();
        if (!network.isEmpty()) {
            stages.put("network", new Kit.About(network, true));
        }
        return stages;
    }

    /** How turns are taken now. */
    public TurnTaking taking() {
        return taking;
    }

    /** True to speak replies, false to give their text alone. */
    public void spoken(boolean how) {
        spoken = how;
    }

    /** Ends a turn of audio by hand; false when there is none: no audio, or, where turns are taken automatically, no speech. */
    public boolean commit() {
        access.settle();
        intake.flush(timeline.nowNanos());
        if (taking.automatic()) {
            return endpointer.end();
        }
        if (manualFrames == 0) {
            return false;
        }
        manualFrames = 0;
        turn++;
        chain.over(timeline.nowNanos());
        return true;
    }

    /** Forgets audio that belongs to no finished turn. */
    public void clear() {
        access.settle();
        intake.flush(timeline.nowNanos());
        manualFrames = 0;
        transcriber.discard();
        guess.drop();
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
            replyIfWanted(timeline.nowNanos());
        }
        return true;
    }

    /**
     * Asks for a reply to these words, which the caller did not say; false when one is on its way already. What was heard and not answered
     * stays so.
     */
    public boolean respond(String words) {
        if (reply != null || closed) {
            return false;
        }
        answering = "";
        long nowNanos = timeline.nowNanos();
        Reply made = newReply();
        if (speechToSpeech.isPresent()) {
            made.converse(speechToSpeech.get(), words, nowNanos);
        } else {
            made.answer(words, nowNanos, PartialGuess.Ready.NOTHING);
        }
        return true;
    }

    /** True when something was heard, or typed, that was not answered; or may have been: its words are not there yet. */
    public boolean isAsked() {
        return !unanswered.isEmpty() || transcriber.isFinishing();
    }

    /** True when nobody speaks, a turn that is being understood included, and no reply is on its way. */
    public boolean isQuiet() {
        return reply == null && !closed && !endpointer.inTurn() && !transcriber.isFinishing();
    }

    /** Says a fixed text into the silence; nothing where it is none, {@link #isQuiet}. */
    public void say(String text) {
        if (isQuiet()) {
            newReply().say(text);
        }
    }

    /** When what was said will have been played, on the call's timeline; now when it has. */
    public long playedNanos() {
        return playout.endNanos(timeline.nowNanos());
    }

    /** Audio received so far, ms. */
    public long streamMs() {
        return received * Endpointer.FRAME_MS;
    }

    /** Who is told what happens, at the caller's end of the way. */
    AgentEvents events() {
        return events;
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
            access.close();
            ear.close();
            transcriber.close();
            guess.drop();
            scope.callerRecord().close();
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
        if (endOfTurn != null) {
            endOfTurn.frame(full, speech);
        }
        endpointer.frame(speech, receivedNanos);
        yieldIfMeant(speech);
    }

    /** Speech that began while the agent was busy is an interruption once there is enough of it. */
    private void yieldIfMeant(boolean speech) {
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
        scope.reuse().cutShort(false);
        Reply current = reply;
        if (current != null) {
            if (!current.isAudioSent()) {
                unanswered = joined(answering, unanswered);
            }
            current.cancel(AgentEvents.Ending.INTERRUPTED);
        }
    }

    private void partial(Recogniser.Transcript heard) {
        if (!closed && (announced || !taking.automatic())) {
            events.partial(turn, heard.text());
            guess.heard(turn, heard);
        }
    }

    private void words(int ofTurn, Transcriber.Heard heard) {
        if (closed) {
            return;
        }
        boolean waitedFor = ofTurn != wordless;
        if (waitedFor) {
            events.milestone(Milestone.STT_FINAL, timeline.nowNanos());
        }
        events.transcript(ofTurn, heard.text());
        if (heard.excuse().equals(Transcriber.Heard.TIMED_OUT)) {
            events.trouble("the recogniser gave no words within " + config.stt().timeoutMs() + " ms");
        }
        if (!waitedFor) {
            if (reply != null) {
                answering = joined(carried, heard.text());
                reply.understood(answering);
            }
            return;
        }
        unanswered = joined(unanswered, heard.text());
        excuse = heard.excuse();
        wanted |= taking.automatic() && taking.responds() && ofTurn > superseded;
        replyIfWanted(turnEndNanos);
    }

    /** {@code sinceNanos}: when the caller began to wait. */
    private void replyIfWanted(long sinceNanos) {
        if (!wanted || reply != null || closed) {
            return;
        }
        wanted = false;
        answering = unanswered;
        unanswered = "";
        PartialGuess.Ready ready = guess.settle(answering, events);
        Reply made = newReply();
        if (speechToSpeech.isPresent()) {
            made.converse(speechToSpeech.get(), answering, sinceNanos);
        } else if (!excuse.isEmpty()) {
            String failed = excuse;
            excuse = "";
            made.excuse(failed);
        } else {
            made.answer(answering, sinceNanos, ready);
        }
    }

    /** The turn is over and one model hears and speaks: it does not wait for words. */
    private void replyWithoutWords(SpeechToSpeech model) {
        wordless = turn;
        carried = unanswered;
        answering = joined(carried, transcriber.partial());
        unanswered = "";
        newReply().converse(model, answering, turnEndNanos);
    }

    private Reply newReply() {
        Reply made = new Reply(++replies, turn, spoken, scope, chain);
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
            guess.drop();
            overlapped = isBusy();
            if (endOfTurn != null) {
                endOfTurn.begin();
            }
            transcriber.begin(now - first);
            if (!overlapped) {
                announce();
            }
        }

        @Override
        public void ended(long lastSpeech, long lastSpeechNanos) {
            if (overlapped && !announced && taking.yields()) {
                transcriber.discard();
                guess.drop();
                return;
            }
            long heard = Math.max(0, streamSamplesAtSpeech - intake.delaySamples());
            events.speechEnded(lastSpeechNanos, heard * 1_000.0 / Pcm.RATE_HZ);
            over(timeline.nowNanos());
        }

        void over(long nowNanos) {
            int mine = turn;
            turnEndNanos = nowNanos;
            events.milestone(Milestone.AGENT_TURN_END, nowNanos);
            if (!access.region().isEmpty()) {
                events.lever("region", access.region());
            }
            events.turnEnded(mine, received * Endpointer.FRAME_MS);
            if (reply == null && taking.automatic() && taking.responds()) {
                speechToSpeech.ifPresent(AgentCall.this::replyWithoutWords);
            }
            transcriber.end(heard -> words(mine, heard));
        }

        @Override
        public void over(Reply ended) {
            reply = null;
            replyIfWanted(timeline.nowNanos());
        }

        @Override
        public void sent(int samples) {
            playout.sent(timeline.nowNanos(), samples);
        }
    }

    /** Takes what the modelled ear hears, as {@link #frame} takes sound. */
    private final class Told implements ModelledEar.Listener {

        @Override
        public long quiet(boolean speech) {
            boolean watched = speech && endpointer.inTurn() && !announced;
            return watched ? 0 : endpointer.quiet(speech);
        }

        @Override
        public boolean inTurn() {
            return endpointer.inTurn();
        }

        @Override
        public void heard(boolean speech, long frames, long receivedNanos) {
            received += frames;
            streamSamples += frames * Pcm.FRAME_SAMPLES;
            streamSamplesAtSpeech = speech ? streamSamples : streamSamplesAtSpeech;
            endpointer.frames(speech, frames, receivedNanos);
            yieldIfMeant(speech);
        }

        @Override
        public void words(String words, double ms) {
            transcriber.words(words, ms);
        }
    }
}
