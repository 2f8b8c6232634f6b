package io.turngap.agent;

import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Recognition in batch mode, {@code stt.streaming: false}: keeps an utterance, 16 kHz mono, until it is over and then hands all of it to
 * the engine at once.
 *
 * <p>It is what an upload of a finished clip does. It costs the whole time of recognition after the caller's last word, where a streaming
 * recogniser has only the end left to do, and there are no partials to act upon. It takes a decoder for a shorter time.
 */
final class BatchRecogniser implements Recogniser {

    /** Samples kept, 150 s: longer than any turn may be. What follows is dropped. */
    static final int MOST_SAMPLES = 150 * Pcm.RATE_HZ;

    private final Recogniser engine;
    private short[] kept = new short[2 * Pcm.RATE_HZ];
    private int samples;

    private BatchRecogniser(Recogniser engine) {
        this.engine = engine;
    }

    /** {@code engine} in batch mode. */
    static Recogniser.Engine of(Recogniser.Engine engine) {
        return new WrappedRecogniser(engine) {
            @Override
            Recogniser wrap(Recogniser recogniser, Timeline timeline, long call) {
                return new BatchRecogniser(recogniser);
            }
        };
    }

    @Override
    public void begin(Consumer<Transcript> partials) {
        samples = 0;
    }

    @Override
    public void accept(short[] more, int count) {
        int taken = Math.min(count, MOST_SAMPLES - samples);
        if (samples + taken > kept.length) {
            kept = Arrays.copyOf(kept, Math.min(MOST_SAMPLES, Math.max(samples + taken, 2 * kept.length)));
        }
        System.arraycopy(more, 0, kept, samples, taken);
        samples += taken;
    }

    @Override
    public void troubles(Consumer<String> to) {
        engine.troubles(to);
    }

    @Override
    public void finish(Consumer<Transcript> result) {
        engine.begin(partial -> {});
        engine.accept(kept, samples);
        samples = 0;
        engine.finish(result);
    }

    @Override
    public void cancel() {
        samples = 0;
        engine.cancel();
    }

    @Override
    public String engine() {
        return engine.engine();
    }

    @Override
    public void close() {
        engine.close();
    }
}
