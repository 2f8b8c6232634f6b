package io.turngap.agent;

import io.turngap.time.Timeline;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Streaming synthesis with FreeTTS: a thousand times faster than speech, so that a few voices serve many calls. A text is spoken by the
 * first free voice; its chunks of 32 ms go to the call's timeline as they are computed.
 */
final class FreeTtsSynthesiser implements Synthesiser {

    /** Texts that may wait for a voice; one more fails. At 5 ms each, this is 2 s behind. */
    private static final int MOST_WAITING = 512;

    /** Longer texts fail: they would take minutes to say. */
    private static final int MOST_CHARACTERS = 10_000;

    private static final Logger LOG = Logger.getLogger("com.sun.speech.freetts");

    private final BlockingQueue<FreeTtsVoice> voices;
    private final ThreadPoolExecutor threads;
    private final boolean trimSilence;

    /** Loads {@code voiceCount} voices of {@code pitchHz} and {@code wordsPerMinute}; FreeTTS begins each text with some 200 ms of silence. */
    FreeTtsSynthesiser(int voiceCount, float pitchHz, float wordsPerMinute, boolean trimSilence) {
        this.trimSilence = trimSilence;
        check("voices", voiceCount, 1, 16);
        check("pitch_hz", pitchHz, 50, 400);
        check("words_per_minute", wordsPerMinute, 80, 400);
        LOG.setLevel(Level.OFF);
        voices = new ArrayBlockingQueue<>(voiceCount);
        try {
            FreeTtsLexicon lexicon = new FreeTtsLexicon();
            for (int i = 0; i < voiceCount; i++) {
                voices.add(new FreeTtsVoice(lexicon, pitchHz, wordsPerMinute));
            }
        } catch (IOException e) {
            throw new IllegalStateException("speech synthesis: cannot load FreeTTS's lexicon: " + e.getMessage(), e);
        }
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                voiceCount, voiceCount, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "freetts-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    private static void check(String option, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException("freetts " + option + ": " + value + "; " + least + " to " + most
                    + " are allowed: change the option");
        }
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
                threads.execute(() -> speak(speech, text));
            } catch (RejectedExecutionException e) {
                speech.tell(() -> sink.failed(MOST_WAITING
                        + " texts wait for a voice already, or the synthesiser is closed: run fewer calls"));
            }
        }
        return speech::cancel;
    }

    private void speak(Speech speech, String text) {
        if (speech.cancelled.get()) {
            return;
        }
        FreeTtsVoice voice = voices.remove();
        try {
            voice.speak(text, trimSilence ? new LeadingSilence(speech::chunk) : speech::chunk);
            speech.tell(speech.sink::done);
        } catch (RuntimeException | Error e) {
            speech.tell(() -> speech.sink.failed("FreeTTS could not say \"" + text + "\": " + e));
        } finally {
            voices.add(voice);
        }
    }

    @Override
    public String name() {
        return "freetts kevin16";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** A text being spoken. After {@link #cancel} nothing reaches the sink, also what was on its way. */
    private static final class Speech {
        private final Timeline timeline;
        private final Sink sink;
        private final AtomicBoolean cancelled = new AtomicBoolean();

        Speech(Timeline timeline, Sink sink) {
            this.timeline = timeline;
            this.sink = sink;
        }

        boolean chunk(short[] samples) {
            tell(() -> sink.audio(samples));
            return !cancelled.get();
        }

        void tell(Runnable event) {
            try {
                timeline.at(timeline.nowNanos(), () -> {
                    if (!cancelled.get()) {
                        event.run();
                    }
                });
            } catch (RejectedExecutionException e) {
                cancelled.set(true);
            }
        }

        void cancel() {
            cancelled.set(true);
        }
    }
}
