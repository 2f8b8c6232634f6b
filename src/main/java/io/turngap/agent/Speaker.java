package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.ArrayDeque;

/**
 * Waits for phrases and has them synthesised one after another; emits their audio in order as it is made.
 *
 * <p>A phrase that fails, or for which nothing comes for too long, is given up and the next is spoken.
 */
final class Speaker {

    /** Most phrases that wait; a model that says more is cut. */
    static final int MOST_PHRASES = 256;

    /** What the speaker made. */
    interface Listener {
        /** A phrase was handed to synthesis. */
        void requested(Phrase phrase);

        /** The next audio, 16 kHz; {@code first} for the first of its phrase. */
        void audio(Phrase phrase, short[] samples, boolean first);

        /** A lever did something for a phrase. */
        default void lever(Phrase phrase, String name, String value) {}

        /** A phrase was given up. */
        void failed(Phrase phrase, String why);

        /** Everything handed in was spoken and {@link Speaker#finish} was called. */
        void finished();
    }

    /** Text to speak. */
    record Phrase(String text) {
        /** False for mere punctuation, of which nothing can be heard. */
        boolean isAudible() {
            return text.codePoints().anyMatch(Character::isLetterOrDigit);
        }
    }

    private final Timeline timeline;
    private final Synthesiser synthesiser;
    private final long timeoutNanos;
    private final Listener listener;
    private final ArrayDeque<Phrase> waiting = new ArrayDeque<>();

    private Runnable cancelSpeech = () -> {};
    private Timeline.Scheduled timeout = () -> {};
    private boolean speaking;
    private boolean last;
    private boolean over;
    private int utterance;

    Speaker(Timeline timeline, Synthesiser synthesiser, AgentConfig.Tts config, Listener listener) {
        this.timeline = timeline;
        this.synthesiser = synthesiser;
        this.timeoutNanos = config.timeoutMs() * 1_000_000;
        this.listener = listener;
    }

    void say(Phrase phrase) {
        if (!over && !last && waiting.size() < MOST_PHRASES) {
            waiting.add(phrase);
            pump();
        }
    }

    /** Says this and nothing else of what waits, behind what is being said; no phrase follows. */
    void sayLast(Phrase phrase) {
        waiting.clear();
        waiting.add(phrase);
        finish();
    }

    /** No phrase follows. */
    void finish() {
        last = true;
        pump();
    }

    /** Stops at once; nothing comes afterwards. */
    void cancel() {
        over = true;
        waiting.clear();
        stop();
    }

    private void pump() {
        if (speaking || over) {
            return;
        }
        Phrase phrase = waiting.poll();
        if (phrase != null) {
            speak(phrase);
        } else if (last) {
            over = true;
            listener.finished();
        }
    }

    private void speak(Phrase phrase) {
        speaking = true;
        int mine = ++utterance;
        listener.requested(phrase);
        watch(phrase, mine);
        Runnable cancel = synthesiser.speak(timeline, phrase.text(), new Synthesiser.Sink() {
            private boolean first = true;

            @Override
            public void audio(short[] samples) {
                if (mine == utterance && !over) {
                    watch(phrase, mine);
                    boolean begins = first;
                    first = false;
                    listener.audio(phrase, samples, begins);
                }
            }

            @Override
            public void done() {
                if (mine == utterance && !over && first && phrase.isAudible()) {
                    listener.failed(phrase, "it made no sound of \"" + phrase.text() + "\"");
                }
                ended(mine);
            }

            @Override
            public void lever(String name, String value) {
                if (mine == utterance && !over) {
                    listener.lever(phrase, name, value);
                }
            }

            @Override
            public void failed(String why) {
                if (mine == utterance && !over) {
                    listener.failed(phrase, why);
                }
                ended(mine);
            }
        });
        if (mine == utterance && speaking) {
            cancelSpeech = cancel;
        }
    }

    private void watch(Phrase phrase, int mine) {
        timeout.cancel();
        timeout = timeline.after(timeoutNanos, () -> {
            if (mine == utterance && speaking && !over) {
                cancelSpeech.run();
                listener.failed(phrase, "no audio from synthesis for " + timeoutNanos / 1_000_000 + " ms");
                ended(mine);
            }
        });
    }

    private void ended(int mine) {
        if (mine == utterance && speaking && !over) {
            stop();
            pump();
        }
    }

    private void stop() {
        timeout.cancel();
        if (speaking) {
            speaking = false;
            utterance++;
            cancelSpeech.run();
            cancelSpeech = () -> {};
        }
    }
}
