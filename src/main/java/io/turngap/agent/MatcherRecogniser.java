package io.turngap.agent;

import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a closed set of utterances by their sound alone, cheaply enough for hundreds of calls: while speech comes, it keeps the power
 * in a few bands; at the end a thread that all calls share compares them with the known ones. It gives no partial results.
 */
final class MatcherRecogniser implements Recogniser {

    /** Sound whose words are known, 16 kHz. */
    record Template(String text, Pcm sound) {}

    private final Engine engine;
    private final Timeline timeline;
    private @Nullable MatcherFrontEnd hearing;
    private long utterance;
    private boolean closed;

    private MatcherRecogniser(Engine engine, Timeline timeline) {
        this.engine = engine;
        this.timeline = timeline;
    }

    @Override
    public void begin(Consumer<Transcript> partials) {
        cancel();
        if (!closed) {
            hearing = new MatcherFrontEnd();
        }
    }

    @Override
    public void accept(short[] samples, int count) {
        if (hearing != null) {
            hearing.accept(samples, count);
        }
    }

    @Override
    public void finish(Consumer<Transcript> result) {
        if (closed) {
            return;
        }
        float[] powers = hearing == null ? new float[0] : hearing.powers();
        hearing = null;
        long finished = utterance;
        engine.recognise(
                powers,
                transcript -> onTimeline(() -> {
                    if (utterance == finished) {
                        utterance++;
                        result.accept(transcript);
                    }
                }));
    }

    private void onTimeline(Runnable task) {
        try {
            timeline.at(timeline.nowNanos(), task);
        } catch (RejectedExecutionException e) {
            // The call's loop was shut down; there is nobody to tell.
        }
    }

    @Override
    public void cancel() {
        hearing = null;
        utterance++;
    }

    @Override
    public String engine() {
        return engine.name();
    }

    @Override
    public void close() {
        cancel();
        closed = true;
    }

    /** Learns the known utterances once; recognisers of all calls share them and one thread. */
    static final class Engine implements Recogniser.Engine {

        /** Utterances that may wait for the thread, at some ms each; one more is answered with no words. */
        private static final int MOST_WAITING = 1024;

        private final MatcherVocabulary vocabulary;
        private final ThreadPoolExecutor thread;

        Engine(List<Template> templates) {
            vocabulary = new MatcherVocabulary(templates);
            thread =
                    new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                        Thread worker = new Thread(task, "matcher");
                        worker.setDaemon(true);
                        return worker;
                    });
            thread.allowCoreThreadTimeOut(true);
        }

        @Override
        public Recogniser open(Timeline timeline) {
            return new MatcherRecogniser(this, timeline);
        }

        private void recognise(float[] powers, Consumer<Transcript> result) {
            try {
                thread.execute(() -> result.accept(vocabulary.recognise(powers)));
            } catch (RejectedExecutionException e) {
                result.accept(new Transcript("", 0));
            }
        }

        @Override
        public String name() {
            return "matcher closed-vocabulary";
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }
}
