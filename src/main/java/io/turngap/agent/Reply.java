package io.turngap.agent;

import io.turngap.measure.Milestone;
import java.util.Optional;

/**
 * One reply on its way: {@link Preparation}, then {@link Thinking}, whose phrases {@link Speaker} has spoken one after another; or
 * {@link SpeechToSpeech} instead of all three. Emits text, audio and milestones, and ends exactly once.
 *
 * <p>A wait is bridged by a {@link ThinkingPhrase}, in the same reply; the answer's first audio cuts it and is marked.
 *
 * <p>Timeouts and fallbacks (L23): whatever fails, model, recogniser or synthesis, ends in the phrase {@code fallback.text} and not in
 * silence, and the call goes on. What was said until then stands; the fallback comes behind it. Lever {@code fallback} says what failed, such
 * as {@code llm timed out}. Of a tool that fails the model is told instead. The cost is a caller who has to say it again. A fixed text, such
 * as the greeting, has no fallback.
 */
final class Reply {

    /** What a reply needs from its call. */
    interface Owner {
        /** So many samples of audio were handed out. */
        void sent(int samples);

        /** The reply ended and was told of. */
        void over(Reply reply);
    }

    private final int id;
    private final int turn;
    private final boolean spoken;
    private final CallScope scope;
    private final AgentConfig config;
    private final AgentEvents events;
    private final Owner owner;
    private final Speaker speaker;
    private final ThinkingPhrase thinkingPhrase;
    private final AnswerKeeper keeper;

    private Runnable cancelWork = () -> {};
    private PartialGuess.Ready ready = PartialGuess.Ready.NOTHING;
    private Optional<SpeechToSpeech.Utterance> utterance = Optional.empty();
    private boolean over;
    private boolean fixed;
    private boolean excused;
    private boolean answerRequested;
    private boolean requestTold;
    private boolean phrasePending;
    private long requestedNanos;
    private boolean answerHeard;
    private boolean audioSent;
    private boolean textSent;

    Reply(int id, int turn, boolean spoken, CallScope scope, Owner owner) {
        this.id = id;
        this.turn = turn;
        this.spoken = spoken;
        this.scope = scope;
        this.config = scope.config();
        this.events = scope.events();
        this.owner = owner;
        this.speaker = new Speaker(scope.timeline(), scope.kit().tts(), config.tts(), new Voice());
        this.thinkingPhrase = new ThinkingPhrase(scope, new Bridge());
        this.keeper = new AnswerKeeper(scope);
    }

    /**
     * Answers the caller's words.
     *
     * @param sinceNanos when the caller began to wait
     * @param early what was begun before the words were final
     */
    void answer(String heard, long sinceNanos, PartialGuess.Ready early) {
        events.replyStarted(id);
        ready = early;
        keeper.asked(heard);
        if (config.filler().when().equals("reply")) {
            bridge(sinceNanos);
        }
        Preparation preparation = new Preparation(
                scope, heard, ready, known -> known.ifPresentOrElse(it -> recall(heard, it), () -> think(heard)));
        cancelWork = preparation::cancel;
        preparation.begin();
    }

    /** Has {@code model} answer, with what is understood so far; perhaps nothing yet. */
    void converse(SpeechToSpeech model, String understood, long sinceNanos) {
        events.replyStarted(id);
        SpeechToSpeech.Utterance begun = model.begin(turn, sinceNanos, new Model());
        utterance = Optional.of(begun);
        cancelWork = begun::cancel;
        if (!understood.isEmpty()) {
            begun.understood(understood);
        }
    }

    /** What the caller said is now known; of use to {@link #converse} only. */
    void understood(String words) {
        if (!over) {
            utterance.ifPresent(model -> model.understood(words));
        }
    }

    /** Says a fixed text, such as the greeting, with no model in the way. */
    void say(String text) {
        events.replyStarted(id);
        fixed = true;
        text(text);
        speak(text);
        speaker.finish();
    }

    /** Says that something failed before anything could be answered. */
    void excuse(String what) {
        events.replyStarted(id);
        keeper.asked("");
        fail(what, false);
    }

    /** Gives the reply up. */
    void cancel(AgentEvents.Ending why) {
        if (!over) {
            stop();
            keeper.cutShort();
            events.replyEnded(id, why);
            owner.over(this);
        }
    }

    /** Ends without telling anybody. */
    void stop() {
        over = true;
        dropWork();
        thinkingPhrase.stop();
        speaker.cancel();
    }

    /** True once audio of this reply was sent. */
    boolean isAudioSent() {
        return audioSent;
    }

    private void think(String heard) {
        Thinking thinking = new Thinking(scope, turn, heard, ready.tool(), new Thought());
        cancelWork = thinking::cancel;
        thinking.begin();
    }

    /** Gives an answer again that was given before. */
    private void recall(String heard, AnswerCache.Answer answer) {
        dropWork();
        keeper.recalled();
        scope.llm().exchanged(turn, heard, answer.text());
        text(answer.text());
        if (!spoken || answer.audio().isEmpty()) {
            PhraseSegmenter segmenter = new PhraseSegmenter(config.phrase(), this::speak);
            segmenter.whole(answer.text(), config.pipeline().overlap());
            segmenter.flush();
            speaker.finish();
        } else {
            requested();
            for (int i = 0; i < answer.audio().size() && !over; i++) {
                answerAudio(answer.audio().get(i));
            }
            finish();
        }
    }

    private void dropWork() {
        cancelWork.run();
        cancelWork = () -> {};
        ready.tool().ifPresent(early -> early.giveUp().run());
    }

    private void bridge(long sinceNanos) {
        if (spoken && config.filler().enabled()) {
            thinkingPhrase.waiting(sinceNanos);
        }
    }

    /** {@code mute} when synthesis failed: what waits for it is not worth waiting for. */
    private void fail(String what, boolean mute) {
        dropWork();
        keeper.failed();
        thinkingPhrase.notNeeded();
        if (!excused && config.fallback().enabled()) {
            excused = true;
            events.lever("fallback", what);
            String phrase = config.fallback().text();
            text((textSent ? " " : "") + phrase);
            if (mute) {
                speaker.sayLast(new Speaker.Phrase(phrase));
            } else {
                speak(phrase);
            }
        }
        speaker.finish();
    }

    private void text(String piece) {
        textSent = true;
        keeper.text(piece);
        events.text(id, piece);
    }

    private void speak(String phrase) {
        if (spoken) {
            speaker.say(new Speaker.Phrase(phrase));
        }
    }

    private void requested() {
        if (!answerRequested) {
            answerRequested = true;
            requestedNanos = scope.timeline().nowNanos();
            if (!phrasePending) {
                tellRequested();
            }
        }
    }

    /** Passes of synthesis are told in the order of their first bytes: a thinking phrase that makes no sound is none. */
    private void tellRequested() {
        phrasePending = false;
        if (answerRequested && !requestTold) {
            requestTold = true;
            events.milestone(Milestone.TTS_REQUEST, requestedNanos);
        }
    }

    private void answerAudio(short[] samples) {
        if (!answerHeard) {
            answerHeard = true;
            tellRequested();
            events.milestone(Milestone.TTS_FIRST_BYTE, scope.timeline().nowNanos());
            thinkingPhrase.cut();
            if (thinkingPhrase.isHeard()) {
                events.answer(id);
            }
        }
        keeper.audio(samples);
        send(samples);
    }

    private void send(short[] samples) {
        audioSent = true;
        owner.sent(samples.length);
        events.audio(id, samples);
    }

    private void finish() {
        if (!over) {
            thinkingPhrase.cut();
            stop();
            keeper.complete();
            events.replyEnded(id, AgentEvents.Ending.COMPLETED);
            owner.over(this);
        }
    }

    private final class Thought implements Thinking.Listener {
        @Override
        public void text(String piece) {
            thinkingPhrase.notNeeded();
            Reply.this.text(piece);
        }

        @Override
        public void phrase(String text) {
            speak(text);
        }

        @Override
        public void toolBegan() {
            keeper.toolBegan();
            if (config.filler().when().equals("tool")) {
                bridge(scope.timeline().nowNanos());
            }
        }

        @Override
        public void toolEnded() {
            if (config.filler().when().equals("tool")) {
                thinkingPhrase.notNeeded();
            }
        }

        @Override
        public void complete() {
            keeper.thought();
            speaker.finish();
        }

        @Override
        public void failed(String what, String why) {
            events.trouble(why);
            fail(what, false);
        }
    }

    private final class Voice implements Speaker.Listener {
        @Override
        public void requested(Speaker.Phrase phrase) {
            Reply.this.requested();
        }

        @Override
        public void audio(Speaker.Phrase phrase, short[] samples, boolean first) {
            answerAudio(samples);
        }

        @Override
        public void lever(Speaker.Phrase phrase, String name, String value) {
            events.lever(name, value);
        }

        @Override
        public void failed(Speaker.Phrase phrase, String why) {
            events.trouble("speech synthesis gave a phrase up: " + why);
            if (!fixed && !excused && config.fallback().enabled()) {
                fail("tts failed", true);
            }
        }

        @Override
        public void finished() {
            finish();
        }
    }

    private final class Bridge implements ThinkingPhrase.Listener {
        private String text = "";
        private long phraseNanos;

        @Override
        public void phraseRequested(String phrase) {
            text = phrase;
            phraseNanos = scope.timeline().nowNanos();
            phrasePending = true;
        }

        @Override
        public void phraseAudio(short[] samples, boolean first) {
            if (first) {
                events.milestone(Milestone.TTS_REQUEST, phraseNanos);
                events.milestone(Milestone.TTS_FIRST_BYTE, scope.timeline().nowNanos());
                tellRequested();
                events.text(id, text + " ");
            }
            send(samples);
        }

        @Override
        public void phraseFailed(String why) {
            tellRequested();
            events.trouble("speech synthesis gave a thinking phrase up: " + why);
        }
    }

    private final class Model implements SpeechToSpeech.Listener {
        @Override
        public void words(String text) {
            Reply.this.text(text);
        }

        @Override
        public void sound(short[] samples, boolean first) {
            if (spoken) {
                answerAudio(samples);
            }
        }

        @Override
        public void spoken() {
            finish();
        }

        @Override
        public void mute(String why) {
            events.trouble("speech to speech failed: " + why);
            fail("speech to speech failed", false);
        }
    }
}
