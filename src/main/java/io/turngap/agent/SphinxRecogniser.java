package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Streaming recognition with Sphinx: when speech begins it asks for a decoder, which follows the sound as it comes on a thread of its own;
 * when speech ends, what is left to decode is the last tenth of a second. While all decoders are busy the sound waits, and
 * {@link SphinxEngine#load} says so.
 *
 * <p>Confined to its call's timeline; only {@link SphinxUtterance} is shared with the decoder's thread.
 */
final class SphinxRecogniser implements Recogniser {

    private final SphinxEngine engine;
    private final Timeline timeline;
    private double[] channelMean;
    private @Nullable Hearing current;
    private boolean closed;

    SphinxRecogniser(SphinxEngine engine, Timeline timeline, double[] channelMean) {
        this.engine = engine;
        this.timeline = timeline;
        this.channelMean = channelMean;
    }

    @Override
    public void begin(Consumer<Transcript> partials) {
        cancel();
        if (!closed) {
            current = new Hearing(partials);
            engine.decode(current, new SphinxChannel.Memory(channelMean));
        }
    }

    @Override
    public void accept(short[] samples, int count) {
        if (current != null) {
            current.utterance.append(samples, count);
        }
    }

    @Override
    public void finish(Consumer<Transcript> result) {
        if (current == null) {
            engine.onTimeline(timeline, () -> result.accept(new Transcript("", 0)));
            return;
        }
        current.utterance.finish();
        current.finish(result);
    }

    @Override
    public void cancel() {
        if (current != null) {
            current.utterance.cancel();
            current = null;
        }
    }

    @Override
    public String engine() {
        return engine.name();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cancel();
            engine.closed();
        }
    }

    /** One utterance of this call: its sound, and where its words go. */
    final class Hearing {
        final SphinxUtterance utterance = new SphinxUtterance();
        private final Consumer<Transcript> partials;
        private String latest = "";
        private @Nullable Transcript transcript;
        private @Nullable Consumer<Transcript> result;

        Hearing(Consumer<Transcript> partials) {
            this.partials = partials;
        }

        /** On the decoder's thread. */
        void partial(Transcript transcript) {
            if (!transcript.text().equals(latest) && !utterance.cancelled()) {
                latest = transcript.text();
                engine.onTimeline(timeline, () -> {
                    if (current == this && result == null) {
                        partials.accept(transcript);
                    }
                });
            }
        }

        /** On the decoder's thread, or where it could not start. */
        void decoded(Transcript found, double[] mean) {
            engine.onTimeline(timeline, () -> {
                if (current == this) {
                    transcript = found;
                    channelMean = mean;
                    deliver();
                }
            });
        }

        private void finish(Consumer<Transcript> consumer) {
            result = consumer;
            if (transcript != null) {
                engine.onTimeline(timeline, this::deliver);
            }
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
