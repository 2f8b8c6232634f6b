package io.turngap.agent;

import io.turngap.time.Seeds;
import io.turngap.time.Timeline;

/**
 * Synthesis that takes as long to its first byte as a tier of hosted ones is modelled to take, {@code tts.tier}: the sound is the engine's
 * own, its first chunk comes no earlier than the request and a drawn latency, and the others keep their distance behind it. An engine that
 * is slower than that is not sped up.
 *
 * <p>A better voice costs 100 to 200 ms on the way to every first phrase. Each text of a call has its own draw; the same seed, call and text count
 * give the same.
 */
final class TieredSynthesiser extends WrappedSynthesiser {

    private final ModelFigures.Tts figures;
    private final Seeds seeds;
    private final Draws draws;
    private final String name;

    TieredSynthesiser(Synthesiser engine, String tier, ModelFigures.Tts figures, Seeds seeds) {
        this(engine, figures, seeds, engine.name() + ", latency of tier " + tier);
    }

    private TieredSynthesiser(Synthesiser engine, ModelFigures.Tts figures, Seeds seeds, String name) {
        super(engine);
        this.figures = figures;
        this.seeds = seeds;
        this.name = name;
        draws = new Draws(seeds);
    }

    @Override
    public Synthesiser forCall(long call) {
        return new TieredSynthesiser(engine().forCall(call), figures, seeds.at(call), name);
    }

    @Override
    public Runnable speak(Timeline timeline, String text, Sink sink) {
        long dueNanos = timeline.nowNanos()
                + draws.nextNanos(figures.firstByte())
                + figures.more().map(draws::nextNanos).orElse(0L);
        Speech speech = new Speech(timeline, sink, dueNanos);
        Runnable cancel = engine().speak(timeline, text, speech);
        return () -> {
            speech.order.cancel();
            cancel.run();
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean modelled() {
        return true;
    }

    /** One text. */
    private static final class Speech extends WrappedSink {
        private final Timeline timeline;
        private final Sink sink;
        private final InOrder order;
        private final long dueNanos;
        private boolean begun;
        private long lateNanos;

        Speech(Timeline timeline, Sink sink, long dueNanos) {
            super(sink);
            this.timeline = timeline;
            this.sink = sink;
            this.order = new InOrder(timeline);
            this.dueNanos = dueNanos;
        }

        @Override
        public void audio(short[] samples) {
            if (!begun) {
                begun = true;
                lateNanos = Math.max(0, dueNanos - timeline.nowNanos());
            }
            order.after(lateNanos, () -> sink.audio(samples));
        }

        @Override
        public void done() {
            order.after(lateNanos, sink::done);
        }

        @Override
        public void failed(String why) {
            order.after(lateNanos, () -> sink.failed(why));
        }
    }
}
