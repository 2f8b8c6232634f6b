package io.turngap.agent;

import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Waits for a prompt; emits the words that {@link Dialogue} has for it, the first after a latency drawn from the configured distribution
 * and the others paced behind it. So the words are templated and the time is modelled: the agent says so of itself.
 *
 * <p>The latency of a prompt depends on the seed, the call, the turn and the pass, and on nothing else.
 */
final class ModelledLlm implements Llm {

    private static final AgentConfig.TokenLatency FAST = new AgentConfig.TokenLatency(new Latency(282.8, 0.2107), 12);

    private final AgentConfig.TokenLatency latency;
    private final Seeds seeds;
    private final Dialogue dialogue = new Dialogue();

    private ModelledLlm(AgentConfig.TokenLatency latency, Seeds seeds) {
        this.latency = latency;
        this.seeds = seeds;
    }

    @Override
    public Runnable ask(Timeline timeline, Prompt prompt, Sink sink) {
        UniformRandomProvider random = seeds.at(prompt.turn()).at(prompt.pass()).random();
        Stream stream = new Stream(timeline, sink, prompt);
        stream.next = timeline.after(latency.firstToken().nextNanos(random), stream::first);
        return stream::cancel;
    }

    @Override
    public Optional<Intent> intent(String heard) {
        String number = Dialogue.lookedUp(heard);
        return Optional.of(number.isEmpty() ? Intent.PLAIN : new Intent(AgentConfigReader.LOOKUP_ORDER, number));
    }

    static Engine engine(AgentConfig.Llm config) {
        Seeds seeds = new Seeds(config.seed()).at("llm");
        return new Engine() {
            @Override
            public Llm open(long call) {
                return new ModelledLlm(config.latency().orElse(FAST), seeds.at(call));
            }

            @Override
            public String name() {
                return "templates";
            }

            @Override
            public boolean modelled() {
                return true;
            }
        };
    }

    /** One reply on its way. */
    private final class Stream {
        private final Timeline timeline;
        private final Sink sink;
        private final Prompt prompt;
        private String[] words = {};
        private int said;
        private boolean cancelled;
        private Timeline.Scheduled next = () -> {};

        Stream(Timeline timeline, Sink sink, Prompt prompt) {
            this.timeline = timeline;
            this.sink = sink;
            this.prompt = prompt;
        }

        void first() {
            Dialogue.Move move = prompt.tool().map(dialogue::told).orElseGet(() -> dialogue.heard(prompt.heard()));
            switch (move) {
                case Dialogue.Move.Lookup lookup -> {
                    sink.tool(AgentConfigReader.LOOKUP_ORDER, lookup.number());
                    sink.done();
                }
                case Dialogue.Move.Say say -> {
                    words = say.text().split(" ");
                    token();
                }
            }
        }

        private void token() {
            sink.token(said == 0 ? words[0] : " " + words[said]);
            said++;
            if (cancelled) {
                return;
            }
            if (said == words.length) {
                sink.done();
            } else {
                next = timeline.after(Math.round(latency.perTokenMs() * 1e6), this::token);
            }
        }

        void cancel() {
            cancelled = true;
            next.cancel();
        }
    }
}
