package io.turngap.agent;

import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Streaming synthesis with {@link Flite}: waits for a phrase, speaks it on the one thread that Flite has, and emits the sound while it is
 * made, 16 kHz. Phrases of other calls wait meanwhile; Flite is tens of times faster than speech.
 */
final class FliteSynthesiser implements Synthesiser {

    /** Phrases that may wait; one more fails. At some 50 ms each, this is 6 s behind. */
    private static final int MOST_WAITING = 128;

    private static final int MOST_CHARACTERS = 2_000;

    /** The speed of Flite's voices, about. */
    private static final double USUAL_WPM = 150;

    private final Flite flite;
    private final String voice;
    private final boolean trimSilence;
    private final ThreadPoolExecutor thread;

    /**
     * Loads the voice.
     *
     * @throws AgentConfigException when there is no such voice, or Flite is not installed; it says how to install it
     */
    FliteSynthesiser(AgentConfig.Tts config) {
        voice = config.voice().equals(AgentConfigReader.USUAL_VOICE) ? "slt" : config.voice();
        if (!Flite.VOICES.containsKey(voice)) {
            throw new AgentConfigException(
                    "agent.tts.voice",
                    "wrong value of agent.tts.voice; value seen: \"" + voice + "\"; flite has: "
                            + String.join(", ", new TreeSet<>(Flite.VOICES.keySet())) + "; choose one of them");
        }
        flite = Flite.load(voice, USUAL_WPM / config.rateWpm())
                .orElseThrow(() -> SpeechPackages.missing("agent.tts.engine", "flite"));
        trimSilence = config.trimSilence();
        thread = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
            Thread made = new Thread(task, "flite");
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public Runnable speak(Timeline timeline, String text, Sink sink) {
        Speech speech = new Speech(timeline, sink);
        if (text.length() > MOST_CHARACTERS) {
            speech.tell(() -> sink.failed("the text has " + text.length() + " characters; " + MOST_CHARACTERS
                    + " can be spoken at once: speak it in parts"));
        } else if (text.isBlank()) {
            speech.tell(sink::done);
        } else {
            try {
                thread.execute(() -> speak(speech, text));
            } catch (RejectedExecutionException full) {
                speech.tell(() ->
                        sink.failed(MOST_WAITING + " texts wait for flite already, or it is closed: run fewer calls"));
            }
        }
        return speech::cancel;
    }

    private void speak(Speech speech, String text) {
        if (speech.cancelled) {
            return;
        }
        try {
            int rateHz = flite.speak(text, trimSilence ? new LeadingSilence(speech) : speech);
            if (rateHz != Pcm.RATE_HZ) {
                speech.tell(() -> speech.sink.failed("flite's voice " + voice + " made sound of " + rateHz
                        + " Hz for \"" + text + "\"; " + Pcm.RATE_HZ + " is expected"));
            } else {
                speech.tell(speech.sink::done);
            }
        } catch (RuntimeException failed) {
            speech.tell(() -> speech.sink.failed("flite could not say \"" + text + "\": " + failed));
        }
    }

    @Override
    public String name() {
        return "flite " + voice;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** A phrase being spoken. After {@link #cancel} nothing reaches the sink, also what was on its way. */
    private static final class Speech implements Predicate<short[]> {
        private final Timeline timeline;
        private final Sink sink;
        private volatile boolean cancelled;

        Speech(Timeline timeline, Sink sink) {
            this.timeline = timeline;
            this.sink = sink;
        }

        @Override
        public boolean test(short[] samples) {
            tell(() -> sink.audio(samples));
            return !cancelled;
        }

        void tell(Runnable event) {
            try {
                timeline.at(timeline.nowNanos(), () -> {
                    if (!cancelled) {
                        event.run();
                    }
                });
            } catch (RejectedExecutionException ended) {
                cancelled = true;
            }
        }

        void cancel() {
            cancelled = true;
        }
    }
}
