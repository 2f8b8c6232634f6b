package io.turngap.agent;

import io.turngap.measure.Milestone;
import java.util.Optional;

/**
 * Waits for the language model: asks it for a reply; when it wants a tool instead, has that called, tells the model the answer and goes on
 * with what it says then. Emits text and phrases, and ends exactly once: complete or failed.
 *
 * <p>With {@code llm.streaming} (L9) each phrase is handed on as soon as its last token came, so it is spoken while the model goes on;
 * otherwise the whole reply is awaited, and its first token counts as come when its last has. With {@code pipeline.overlap} off (L20) the
 * whole reply is one phrase.
 *
 * <p>A model that says nothing for {@code llm.timeout_ms}, at first or between two tokens, has failed (L23). What it said until then stands.
 */
final class Thinking {

    /** What the model's reply comes to. */
    interface Listener {
        /** The next piece of text. */
        void text(String piece);

        /** The next phrase to speak. */
        void phrase(String text);

        /** A tool is at work: the reply will take longer. */
        void toolBegan();

        /** The tool answered, or was given up. */
        void toolEnded();

        /** Everything was said. */
        void complete();

        /**
         * Nothing follows, though more was due.
         *
         * @param what a few words for the journal, such as {@code llm timed out}
         * @param why a sentence for people
         */
        void failed(String what, String why);
    }

    private final CallScope scope;
    private final int turn;
    private final String heard;
    private final Optional<PartialGuess.EarlyTool> early;
    private final Listener listener;
    private final PhraseSegmenter segmenter;
    private final boolean streaming;
    private final StringBuilder held = new StringBuilder();

    private Runnable cancelWork = () -> {};
    private boolean over;

    Thinking(CallScope scope, int turn, String heard, Optional<PartialGuess.EarlyTool> early, Listener listener) {
        this.scope = scope;
        this.turn = turn;
        this.heard = heard;
        this.early = early;
        this.listener = listener;
        this.streaming = scope.config().llm().streaming();
        this.segmenter = new PhraseSegmenter(scope.config().phrase(), listener::phrase);
    }

    void begin() {
        ask(1, Optional.empty());
    }

    /** Nothing comes afterwards. */
    void cancel() {
        over = true;
        cancelWork.run();
    }

    private void ask(int pass, Optional<Tool.Result> tool) {
        scope.events().milestone(Milestone.LLM_REQUEST, scope.timeline().nowNanos());
        Pass asked = new Pass(pass);
        // A model that fails within its own call has already been replaced by what follows.
        Runnable cancel = scope.llm().ask(scope.timeline(), new Llm.Prompt(turn, pass, heard, tool), asked);
        if (!asked.over) {
            cancelWork = () -> {
                // The model may say what was waited for in vain; it is over afterwards.
                cancel.run();
                asked.end();
            };
        }
    }

    private void callTool(String name, String argument) {
        ToolWait wait = new ToolWait(scope, turn, result -> {
            listener.toolEnded();
            ask(2, Optional.of(result));
        });
        cancelWork = wait::cancel;
        listener.toolBegan();
        wait.begin(name, argument, early);
    }

    private void complete() {
        over = true;
        segmenter.flush();
        listener.complete();
    }

    private void fail(String what, String why) {
        over = true;
        segmenter.flush();
        listener.failed(what, why);
    }

    /** One question to the model. */
    private final class Pass implements Llm.Sink {
        private final int number;
        private final Timeout timeout;
        private boolean came;
        private boolean spoke;
        private boolean over;

        Pass(int number) {
            this.number = number;
            long patienceMs = scope.config().llm().timeoutMs();
            this.timeout = new Timeout(scope.timeline(), patienceMs, () -> {
                cancelWork.run();
                stumble("llm timed out", "the language model sent nothing for " + patienceMs + " ms");
            });
        }

        void end() {
            over = true;
            timeout.cancel();
        }

        private boolean isOver() {
            return over || Thinking.this.over;
        }

        private void came() {
            timeout.alive();
            if (!came) {
                came = true;
                scope.events()
                        .milestone(Milestone.LLM_FIRST_TOKEN, scope.timeline().nowNanos());
            }
        }

        @Override
        public void token(String piece) {
            if (isOver()) {
                return;
            }
            spoke = true;
            if (streaming) {
                came();
                listener.text(piece);
                segmenter.token(piece);
            } else {
                timeout.alive();
                held.append(piece);
            }
        }

        @Override
        public void tool(String name, String argument) {
            if (!isOver() && number == 1) {
                came();
                end();
                callTool(name, argument);
            }
        }

        @Override
        public void lever(String name, String value) {
            if (!isOver()) {
                scope.events().lever(name, value);
            }
        }

        @Override
        public void usage(int promptTokens, int completionTokens) {
            if (!isOver()) {
                scope.events().lever("llm_tokens", promptTokens + " in, " + completionTokens + " out");
            }
        }

        @Override
        public void failed(String why) {
            if (!isOver()) {
                stumble("llm failed", "the language model failed: " + why);
            }
        }

        @Override
        public void done() {
            if (isOver()) {
                return;
            }
            end();
            if (spoke) {
                release();
                complete();
            } else {
                fail("llm said nothing", "the language model said nothing");
            }
        }

        private void stumble(String what, String why) {
            end();
            release();
            fail(what, why);
        }

        /** The reply that was awaited is there, as far as it goes. */
        private void release() {
            if (held.isEmpty()) {
                return;
            }
            came();
            String text = held.toString();
            held.setLength(0);
            listener.text(text);
            segmenter.whole(text, scope.config().pipeline().overlap());
        }
    }
}
