package io.turngap.agent;

import io.turngap.sound.Pcm;
import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.function.Consumer;

/**
 * Recognition that takes as long as a hosted recogniser is modelled to take, {@code stt.modelled: true}: the words are the engine's own,
 * and come no earlier than a drawn latency after the end of the turn. An engine that is slower than that is not sped up.
 *
 * <p>Streaming: the latency of finalisation. Batch: overhead of a request, and the real-time factor times the length of the sound. Each
 * utterance of a call has its own draw; the same seed, call and utterance give the same.
 */
final class ModelledRecognition implements Recogniser {

    private final Recogniser engine;
    private final Timeline timeline;
    private final Latency latency;
    private final double rtf;
    private final Draws draws;
    private long drawnNanos;
    private long samples;
    private int utterance;

    private ModelledRecognition(Recogniser engine, Timeline timeline, Latency latency, double rtf, Draws draws) {
        this.engine = engine;
        this.timeline = timeline;
        this.latency = latency;
        this.rtf = rtf;
        this.draws = draws;
    }

    /** {@code engine} with the latency of a hosted one, which is streamed to or given finished clips. */
    static Recogniser.Engine of(Recogniser.Engine engine, ModelFigures.Stt figures, boolean streaming, Seeds seeds) {
        return new WrappedRecogniser(engine) {
            @Override
            Recogniser wrap(Recogniser recogniser, Timeline timeline, long call) {
                Latency latency = streaming ? figures.streaming() : figures.batchOverhead();
                double rtf = streaming ? 0 : figures.batchRealTimeFactor();
                return new ModelledRecognition(recogniser, timeline, latency, rtf, new Draws(seeds.at(call)));
            }

            @Override
            public boolean modelled() {
                return true;
            }
        };
    }

    @Override
    public void begin(Consumer<Transcript> partials) {
        utterance++;
        drawnNanos = draws.nextNanos(latency);
        samples = 0;
        engine.begin(partials);
    }

    @Override
    public void accept(short[] more, int count) {
        samples += count;
        engine.accept(more, count);
    }

    @Override
    public void troubles(Consumer<String> to) {
        engine.troubles(to);
    }

    @Override
    public void finish(Consumer<Transcript> result) {
        int mine = utterance;
        long dueNanos = timeline.nowNanos() + drawnNanos + Math.round(rtf * samples * 1e9 / Pcm.RATE_HZ);
        engine.finish(transcript -> {
            if (timeline.nowNanos() >= dueNanos) {
                result.accept(transcript);
                return;
            }
            timeline.at(dueNanos, () -> {
                if (mine == utterance) {
                    result.accept(transcript);
                }
            });
        });
    }

    @Override
    public void cancel() {
        utterance++;
        engine.cancel();
    }

    @Override
    public String engine() {
        return engine.engine();
    }

    @Override
    public void close() {
        utterance++;
        engine.close();
    }
}
