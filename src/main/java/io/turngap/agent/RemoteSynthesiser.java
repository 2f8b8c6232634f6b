package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.Optional;

/**
 * Synthesis that stands away from the agent, {@code network.tts}: text goes there and sound, 16 kHz mono, comes back, each a modelled way
 * later and in order. It costs a round trip to the first byte of every phrase ({@code tts}). What is kept at the agent, such as
 * prepared phrases, costs none: a cache belongs around this, not inside.
 */
final class RemoteSynthesiser implements Synthesiser {

    private final Synthesiser engine;
    private final AgentConfig config;
    private final Latency roundTrip;
    private final double jitterMs;
    private final long call;
    private final boolean ofOneCall;
    private Optional<Route> route = Optional.empty();

    private RemoteSynthesiser(
            Synthesiser engine, AgentConfig config, Latency roundTrip, double jitterMs, long call, boolean ofOneCall) {
        this.engine = engine;
        this.config = config;
        this.roundTrip = roundTrip;
        this.jitterMs = jitterMs;
        this.call = call;
        this.ofOneCall = ofOneCall;
    }

    /** {@code engine} where the settings put it; itself when that is with the agent. */
    static Synthesiser of(Synthesiser engine, AgentConfig config) {
        Placement placement = Placement.of(config.network());
        return placement
                .toTts()
                .<Synthesiser>map(away -> new RemoteSynthesiser(engine, config, away, placement.jitterMs(), 0, false))
                .orElse(engine);
    }

    @Override
    public Synthesiser forCall(long index) {
        return new RemoteSynthesiser(engine.forCall(index), config, roundTrip, jitterMs, index, true);
    }

    @Override
    public Runnable speak(Timeline timeline, String text, Sink sink) {
        Exchange exchange = new Exchange(sink, route(timeline));
        exchange.there.send(() -> exchange.cancelEngine = engine.speak(timeline, text, exchange));
        return exchange::cancel;
    }

    /** The call's own; what is spoken outside of a call, warming up, has one for each text, since it comes from any timeline. */
    private Route route(Timeline timeline) {
        if (!ofOneCall) {
            return newRoute(timeline);
        }
        Route known = route.orElseGet(() -> newRoute(timeline));
        route = Optional.of(known);
        return known;
    }

    private Route newRoute(Timeline timeline) {
        Seeds seeds = Placement.seeds(config, call).at("tts");
        return new Route(timeline, roundTrip, jitterMs, seeds);
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

    /** One text and the sound that comes back. */
    private static final class Exchange implements Sink {
        private final Sink sink;
        private final Lane there;
        private final Lane back;
        private Runnable cancelEngine = () -> {};

        Exchange(Sink sink, Route route) {
            this.sink = sink;
            this.there = route.lane();
            this.back = route.lane();
        }

        void cancel() {
            there.clear();
            cancelEngine.run();
            back.clear();
        }

        @Override
        public void audio(short[] samples) {
            back.send(() -> sink.audio(samples));
        }

        @Override
        public void done() {
            back.send(sink::done);
        }

        @Override
        public void failed(String why) {
            back.send(() -> sink.failed(why));
        }

        @Override
        public void lever(String name, String value) {
            back.send(() -> sink.lever(name, value));
        }
    }
}
