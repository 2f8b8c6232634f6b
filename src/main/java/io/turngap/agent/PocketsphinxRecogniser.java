package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Streaming recognition with Pocketsphinx: when speech begins it asks for a decoder, which follows the sound as it comes on a thread of its
 * own; when speech ends, little is left to decode. While all decoders are busy the sound waits.
 *
 * <p>Confined to its call's timeline; only {@link SoundQueue} is shared with the decoder's thread.
 */
final class PocketsphinxRecogniser implements Recogniser {

    /** 40 s: nobody says more in one turn to an agent. */
    private static final int MOST_SAMPLES = 40 * io.turngap.sound.Pcm.RATE_HZ;

    private final PocketsphinxEngine engine;
    private final Timeline timeline;
    private float[] mean;
    private @Nullable Hearing current;
    private Consumer<String> troubles = why -> {};
    private boolean closed;

    PocketsphinxRecogniser(PocketsphinxEngine engine, Timeline timeline, float[] mean) {
        this.engine = engine;
        this.timeline = timeline;
        this.mean = mean;
    }

    @Override
    public void troubles(Consumer<String> to) {
        troubles = to;
    }

    @Override
    public void begin(Consumer<Transcript> partials) {
        cancel();
        if (!closed) {
            current = new Hearing(partials);
            engine.decode(current, mean);
        }
    }

    @Override
    public void accept(short[] samples, int count) {
        if (current != null) {
            current.sound.append(samples, count);
        }
    }

    @Override
    public void finish(Consumer<Transcript> result) {
        Hearing hearing = current;
        if (hearing == null) {
            timeline.after(0, () -> {
                if (!closed) {
                    result.accept(new Transcript("", 0));
                }
            });
            return;
        }
        hearing.result = result;
        hearing.sound.finish();
        if (hearing.transcript != null) {
            engine.onTimeline(timeline, hearing::deliver);
        }
    }

    @Override
    public void cancel() {
        if (current != null) {
            current.sound.cancel();
            current = null;
        }
    }

    @Override
    public String engine() {
        return engine.name();
    }

    @Override
    public void close() {
        closed = true;
        cancel();
    }

    /** One utterance of this call: its sound, and where its words go. */
    final class Hearing {
        final SoundQueue sound = new SoundQueue(MOST_SAMPLES);
        private final Consumer<Transcript> partials;
        private String latest = "";
        private @Nullable Transcript transcript;
        private @Nullable Consumer<Transcript> result;

        Hearing(Consumer<Transcript> partials) {
            this.partials = partials;
        }

        /** On the decoder's thread. */
        void partial(String words, double confidence) {
            if (!words.equals(latest)) {
                latest = words;
                engine.onTimeline(timeline, () -> {
                    if (current == this && result == null) {
                        partials.accept(new Transcript(words, confidence));
                    }
                });
            }
        }

        /** On the decoder's thread. */
        void decoded(Transcript found, float[] channelMean) {
            engine.onTimeline(timeline, () -> {
                if (current == this) {
                    mean = channelMean;
                    transcript = found;
                    deliver();
                }
            });
        }

        /** On the decoder's thread, or where it could not start. */
        void failed(String why) {
            engine.onTimeline(timeline, () -> {
                if (current == this) {
                    troubles.accept(why);
                    transcript = Transcript.failure();
                    deliver();
                }
            });
        }

        private void deliver() {
            Consumer<Transcript> consumer = result;
            Transcript found = transcript;
            if (current == this && consumer != null && found != null) {
                current = null;
                consumer.accept(found);
            }
        }
    }
}
