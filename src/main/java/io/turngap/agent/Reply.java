package io.turngap.agent;

import io.turngap.measure.Milestone;
import io.turngap.time.Timeline;
import java.util.Optional;

/**
 * One reply on its way: waits for the model's tokens, cuts them into phrases and has them spoken; when the model wants a tool instead,
 * calls it, tells the model the answer and goes on with what it says then. Emits text, audio and milestones, and ends exactly once.
 *
 * <p>A tool that runs longer than {@code filler.after_ms} is bridged by a filler, in the same reply; the answer's first audio is marked. A
 * tool that does not answer within {@code tools.timeout_ms} is given up, and the model is told so: the caller hears an apology, not
 * silence.
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
    private final long call;
    private final Timeline timeline;
    private final AgentConfig config;
    private final Kit kit;
    private final Llm llm;
    private final AgentEvents events;
    private final Owner owner;
    private final boolean spoken;
    private final Speaker speaker;
    private final PhraseSegmenter segmenter;

    private Runnable cancelWork = () -> {};
    private Timeline.Scheduled fillerTimer = () -> {};
    private boolean over;
    private boolean toolAsked;
    private boolean tokenCame;
    private boolean fillerHeard;
    private boolean answerHeard;
    private boolean audioSent;
    private boolean textSent;
    private boolean answerRequested;

    Reply(
            int id,
            int turn,
            long call,
            Timeline timeline,
            AgentConfig config,
            Kit kit,
            Llm llm,
            boolean spoken,
            AgentEvents events,
            Owner owner) {
        this.id = id;
        this.turn = turn;
        this.call = call;
        this.timeline = timeline;
        this.config = config;
        this.kit = kit;
        this.llm = llm;
        this.spoken = spoken;
        this.events = events;
        this.owner = owner;
        this.speaker = new Speaker(timeline, kit.tts(), config.tts(), new Voice());
        this.segmenter = new PhraseSegmenter(config.phrase(), this::phrase);
    }

    /** Answers the caller's words. */
    void answer(String heard) {
        events.replyStarted(id);
        ask(1, heard, Optional.empty());
    }

    /** Says a fixed text, such as the greeting, with no model in the way. */
    void say(String text) {
        events.replyStarted(id);
        text(text);
        speak(new Speaker.Phrase(text, false));
        end();
    }

    /** Gives the reply up. */
    void cancel(AgentEvents.Ending why) {
        if (!over) {
            stop();
            events.replyEnded(id, why);
            owner.over(this);
        }
    }

    /** Ends without telling anybody. */
    void stop() {
        over = true;
        fillerTimer.cancel();
        cancelWork.run();
        speaker.cancel();
    }

    /** True once audio of this reply was sent. */
    boolean isAudioSent() {
        return audioSent;
    }

    private void ask(int pass, String heard, Optional<Tool.Result> tool) {
        events.milestone(Milestone.LLM_REQUEST, timeline.nowNanos());
        tokenCame = false;
        toolAsked = false;
        cancelWork = llm.ask(timeline, new Llm.Prompt(turn, pass, heard, tool), new Llm.Sink() {
            @Override
            public void token(String piece) {
                if (!over) {
                    firstToken();
                    text(piece);
                    segmenter.token(piece);
                }
            }

            @Override
            public void tool(String name, String argument) {
                if (!over && pass == 1) {
                    firstToken();
                    toolAsked = true;
                    callTool(name, argument, heard);
                }
            }

            @Override
            public void usage(int promptTokens, int completionTokens) {
                events.lever("llm_tokens", promptTokens + " in, " + completionTokens + " out");
            }

            @Override
            public void failed(String why) {
                if (!over) {
                    events.trouble("the language model failed: " + why);
                    segmenter.flush();
                    end();
                }
            }

            @Override
            public void done() {
                if (!over && !toolAsked) {
                    segmenter.flush();
                    end();
                }
            }
        });
    }

    private void firstToken() {
        if (!tokenCame) {
            tokenCame = true;
            events.milestone(Milestone.LLM_FIRST_TOKEN, timeline.nowNanos());
        }
    }

    private void callTool(String name, String argument, String heard) {
        events.milestone(Milestone.TOOL_START, timeline.nowNanos());
        ToolWait wait = new ToolWait(heard);
        if (config.filler().enabled()) {
            fillerTimer = timeline.after(config.filler().afterMs() * 1_000_000, this::filler);
        }
        wait.timeout =
                timeline.after(config.tools().timeoutMs() * 1_000_000, () -> wait.answered(new Tool.Result.TimedOut()));
        wait.giveUp = kit.tool().call(timeline, new Tool.Call(call, turn, name, argument), wait::answered);
        cancelWork = wait::cancel;
    }

    private void filler() {
        String phrase = Dialogue.filler(turn);
        text(phrase + " ");
        speak(new Speaker.Phrase(phrase, true));
    }

    private void phrase(String phrase) {
        speak(new Speaker.Phrase(phrase, false));
    }

    private void text(String piece) {
        textSent = true;
        events.text(id, piece);
    }

    private void speak(Speaker.Phrase phrase) {
        if (spoken) {
            speaker.say(phrase);
        }
    }

    private void end() {
        if (!textSent) {
            events.trouble("the language model said nothing");
        }
        speaker.finish();
    }

    /** A tool that runs. Whatever comes first, answer or timeout, is told to the model, and nothing after it. */
    private final class ToolWait {
        private final String heard;
        private Timeline.Scheduled timeout = () -> {};
        private Runnable giveUp = () -> {};
        private boolean settled;

        ToolWait(String heard) {
            this.heard = heard;
        }

        void answered(Tool.Result result) {
            if (settled || over) {
                return;
            }
            cancel();
            fillerTimer.cancel();
            events.milestone(Milestone.TOOL_END, timeline.nowNanos());
            if (result instanceof Tool.Result.Failed failed) {
                events.trouble("tool failed: " + failed.why());
            } else if (result instanceof Tool.Result.TimedOut) {
                events.trouble("tool gave no answer within " + config.tools().timeoutMs() + " ms");
            }
            ask(2, heard, Optional.of(result));
        }

        void cancel() {
            settled = true;
            timeout.cancel();
            giveUp.run();
        }
    }

    private final class Voice implements Speaker.Listener {
        @Override
        public void requested(Speaker.Phrase phrase) {
            if (phrase.filler() || !answerRequested) {
                answerRequested |= !phrase.filler();
                events.milestone(Milestone.TTS_REQUEST, timeline.nowNanos());
            }
        }

        @Override
        public void audio(Speaker.Phrase phrase, short[] samples, boolean first) {
            if (first && (phrase.filler() || !answerHeard)) {
                events.milestone(Milestone.TTS_FIRST_BYTE, timeline.nowNanos());
            }
            if (phrase.filler()) {
                fillerHeard = true;
            } else if (!answerHeard) {
                answerHeard = true;
                if (fillerHeard) {
                    events.answer(id);
                }
            }
            audioSent = true;
            owner.sent(samples.length);
            events.audio(id, samples);
        }

        @Override
        public void failed(Speaker.Phrase phrase, String why) {
            events.trouble("speech synthesis gave a phrase up: " + why);
        }

        @Override
        public void finished() {
            over = true;
            events.replyEnded(id, AgentEvents.Ending.COMPLETED);
            owner.over(Reply.this);
        }
    }
}
