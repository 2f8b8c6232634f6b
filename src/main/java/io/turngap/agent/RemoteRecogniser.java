package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Recognition that stands away from the agent, {@code network.stt}: sound, 16 kHz mono, goes there and words come back, each a modelled way
 * later and in order. Streamed sound is under way while the caller speaks, so what it costs is one round trip after the end of the turn
 * ({@code stt}), and partials that are as old.
 */
final class RemoteRecogniser implements Recogniser {

    private final Recogniser engine;
    private final Lane there;
    private final Lane back;

    private RemoteRecogniser(Recogniser engine, Route route) {
        this.engine = engine;
        this.there = route.lane();
        this.back = route.lane();
    }

    /** {@code engine} where the settings put it; itself when that is with the agent. */
    static Recogniser.Engine of(Recogniser.Engine engine, AgentConfig config) {
        Placement placement = Placement.of(config.network());
        return placement
                .toStt()
                .<Recogniser.Engine>map(away -> new Away(engine, config, away, placement.jitterMs()))
                .orElse(engine);
    }

    private record Away(Recogniser.Engine engine, AgentConfig config, Latency roundTrip, double jitterMs)
            implements Recogniser.Engine {
        @Override
        public Recogniser open(Timeline timeline) {
            return open(timeline, 0);
        }

        @Override
        public Recogniser open(Timeline timeline, long call) {
            Seeds seeds = Placement.seeds(config, call).at("stt");
            return new RemoteRecogniser(engine.open(timeline, call), new Route(timeline, roundTrip, jitterMs, seeds));
        }

        @Override
        public boolean modelled() {
            return engine.modelled();
        }

        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    @Override
    public void begin(Consumer<Transcript> partials) {
        there.send(() -> engine.begin(partial -> back.send(() -> partials.accept(partial))));
    }

    @Override
    public void accept(short[] samples, int count) {
        short[] copy = Arrays.copyOf(samples, count);
        there.send(() -> engine.accept(copy, count));
    }

    @Override
    public void words(String words, double ms) {
        there.send(() -> engine.words(words, ms));
    }

    @Override
    public void troubles(Consumer<String> to) {
        engine.troubles(to);
    }

    @Override
    public void finish(Consumer<Transcript> result) {
        there.send(() -> engine.finish(transcript -> back.send(() -> result.accept(transcript))));
    }

    @Override
    public void cancel() {
        there.clear();
        back.clear();
        engine.cancel();
    }

    @Override
    public String engine() {
        return engine.engine();
    }

    @Override
    public void close() {
        there.clear();
        back.clear();
        engine.close();
    }
}
