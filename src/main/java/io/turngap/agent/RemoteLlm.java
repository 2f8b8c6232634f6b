package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.List;
import java.util.Optional;

/**
 * A language model that stands away from the agent, {@code network.llm}: the request goes there and tokens come back, each a modelled way
 * later and in order. It costs a round trip to the first token ({@code llm}), once more in the second pass of a turn with a tool; later
 * tokens keep their pace.
 */
final class RemoteLlm implements Llm {

    private final Llm model;
    private final Route route;

    private RemoteLlm(Llm model, Route route) {
        this.model = model;
        this.route = route;
    }

    /** {@code engine} where the settings put it; itself when that is with the agent. */
    static Llm.Engine of(Llm.Engine engine, AgentConfig config) {
        Placement placement = Placement.of(config.network());
        return placement
                .toLlm()
                .<Llm.Engine>map(away -> new Away(engine, config, away, placement.jitterMs()))
                .orElse(engine);
    }

    private record Away(Llm.Engine engine, AgentConfig config, Latency roundTrip, double jitterMs)
            implements Llm.Engine {
        @Override
        public Llm open(long call) {
            throw new IllegalStateException("a model that stands away is opened with the timeline of its call");
        }

        @Override
        public Llm open(long call, Timeline timeline) {
            Seeds seeds = Placement.seeds(config, call).at("llm");
            return new RemoteLlm(engine.open(call, timeline), new Route(timeline, roundTrip, jitterMs, seeds));
        }

        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public boolean modelled() {
            return engine.modelled();
        }

        @Override
        public List<FleetLoad> loads(long nowNanos) {
            return engine.loads(nowNanos);
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    @Override
    public Optional<Intent> intent(String heard) {
        return model.intent(heard);
    }

    @Override
    public void exchanged(int turn, String heard, String said) {
        model.exchanged(turn, heard, said);
    }

    @Override
    public Runnable ask(Timeline timeline, Prompt prompt, Sink sink) {
        Exchange exchange = new Exchange(sink, route);
        exchange.there.send(() -> exchange.cancelModel = model.ask(timeline, prompt, exchange));
        return exchange::cancel;
    }

    /** One request and what comes back. */
    private static final class Exchange implements Sink {
        private final Sink sink;
        private final Lane there;
        private final Lane back;
        private Runnable cancelModel = () -> {};
        private boolean givenUp;

        Exchange(Sink sink, Route route) {
            this.sink = sink;
            this.there = route.lane();
            this.back = route.lane();
        }

        void cancel() {
            givenUp = true;
            there.clear();
            cancelModel.run();
            back.clear();
        }

        @Override
        public void token(String text) {
            back.send(() -> sink.token(text));
        }

        @Override
        public void tool(String name, String argument) {
            back.send(() -> sink.tool(name, argument));
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
        public void usage(int promptTokens, int completionTokens) {
            back.send(() -> sink.usage(promptTokens, completionTokens));
        }

        @Override
        public void lever(String name, String value) {
            if (givenUp) {
                sink.lever(name, value);
                return;
            }
            back.send(() -> sink.lever(name, value));
        }
    }
}
