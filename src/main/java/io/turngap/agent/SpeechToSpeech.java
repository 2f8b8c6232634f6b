package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.ArrayDeque;

/**
 * Speech to speech (L22): one model hears and speaks, with no text between. Waits for the end of a turn; the first sound comes a drawn
 * latency after it, with neither a transcript nor synthesis waited for.
 *
 * <p>All of it is modelled. The latency is drawn by seed, call and turn, from {@code speech_to_speech.latency} or else from {@link #MODEL}.
 * The words are the templated dialogue's, for what the recogniser had understood when the turn ended, or what it understands until the
 * model speaks; the sound is the synthesiser's, begun ahead so that its time is hidden behind the model's. Where it is not, because the
 * words or the sound took longer than the model is said to, lever {@code speech_to_speech} is {@code late} and the turn does not show what
 * such a model would do; otherwise it is {@code modelled}.
 *
 * <p>The cost: there is no place where business logic could come between. A caller who wants something looked up is told that this agent
 * cannot, and the lever is {@code no business logic}.
 */
final class SpeechToSpeech {

    /** 160 to 400 ms (the article, on speech to speech), read as the central 90 % of a log-normal: √(160·400), ln(400/160) / (2·1.6449). */
    static final Latency MODEL = new Latency(253, 0.2785);

    static final String CANNOT_LOOK_UP = "Sorry, I cannot look up orders here. A colleague will call you back.";

    /** What the model says. */
    interface Listener {
        /** The words of what is heard next. */
        void words(String text);

        /** The next audio, 16 kHz mono; {@code first} for the first. */
        void sound(short[] samples, boolean first);

        /** It has spoken. */
        void spoken();

        /** It cannot speak. */
        void mute(String why);
    }

    private final CallScope scope;
    private final Seeds seeds;
    private final Latency latency;
    private final Dialogue dialogue = new Dialogue();

    SpeechToSpeech(CallScope scope) {
        this.scope = scope;
        this.seeds =
                new Seeds(scope.config().llm().seed()).at("speech to speech").at(scope.call());
        this.latency = scope.config().speechToSpeech().latency().orElse(MODEL);
    }

    /** The turn ended at {@code sinceNanos}; the model will speak. */
    Utterance begin(int turn, long sinceNanos, Listener listener) {
        return new Utterance(sinceNanos + latency.nextNanos(seeds.at(turn).random()), listener);
    }

    /** One utterance of the model's. */
    final class Utterance {
        private final Timeline timeline = scope.timeline();
        private final long dueNanos;
        private final Listener listener;
        private final Timeline.Scheduled due;
        private final ArrayDeque<short[]> made = new ArrayDeque<>();
        private final Timeout timeout;

        private String understood = "";
        private String text = "";
        private Runnable cancelSpeech = () -> {};
        private int attempt;
        private boolean begun;
        private boolean isDue;
        private boolean audible;
        private boolean complete;
        private boolean lookup;
        private boolean over;

        private Utterance(long dueNanos, Listener listener) {
            this.dueNanos = dueNanos;
            this.listener = listener;
            this.due = timeline.at(dueNanos, this::due);
            long patienceMs = scope.config().tts().timeoutMs();
            this.timeout = new Timeout(timeline, patienceMs, () -> {
                cancel();
                listener.mute("no sound from the model for " + patienceMs + " ms");
            });
        }

        /** What was understood, or is now understood better; what the model speaks already it does not take back. */
        void understood(String words) {
            if (over || audible || begun && words.equals(understood)) {
                return;
            }
            begun = true;
            understood = words;
            cancelSpeech.run();
            cancelSpeech = () -> {};
            made.clear();
            complete = false;
            lookup = dialogue.heard(words) instanceof Dialogue.Move.Lookup;
            text = dialogue.heard(words) instanceof Dialogue.Move.Say say ? say.text() : CANNOT_LOOK_UP;
            speak(++attempt);
        }

        /** Nothing comes afterwards. */
        void cancel() {
            over = true;
            due.cancel();
            timeout.cancel();
            cancelSpeech.run();
        }

        private void speak(int mine) {
            Runnable cancel = scope.kit().tts().speak(timeline, text, new Synthesiser.Sink() {
                @Override
                public void audio(short[] samples) {
                    if (mine == attempt && !over) {
                        timeout.alive();
                        made.add(samples);
                        send();
                    }
                }

                @Override
                public void done() {
                    if (mine == attempt && !over) {
                        complete = true;
                        send();
                    }
                }

                @Override
                public void lever(String name, String value) {
                    if (mine == attempt && !over) {
                        scope.events().lever(name, value);
                    }
                }

                @Override
                public void failed(String why) {
                    if (mine == attempt && !over) {
                        cancel();
                        listener.mute(why);
                    }
                }
            });
            if (mine == attempt && !over) {
                cancelSpeech = cancel;
            }
        }

        private void due() {
            isDue = true;
            send();
        }

        private void send() {
            if (!isDue || over) {
                return;
            }
            while (!made.isEmpty() && !over) {
                boolean first = !audible;
                if (first) {
                    audible = true;
                    tell();
                }
                listener.sound(made.remove(), first);
            }
            if (complete && !over) {
                cancel();
                if (audible) {
                    listener.spoken();
                } else {
                    listener.mute("the model made no sound");
                }
            }
        }

        private void tell() {
            boolean late = timeline.nowNanos() > dueNanos;
            scope.events().lever("speech_to_speech", lookup ? "no business logic" : late ? "late" : "modelled");
            listener.words(text);
        }
    }
}
