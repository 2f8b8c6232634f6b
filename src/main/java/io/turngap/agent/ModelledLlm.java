package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.List;
import java.util.Optional;

/**
 * Waits for a prompt; emits the words that {@link Dialogue} has for it, the first after a modelled latency and the others paced behind it. So
 * the words are templated and the time is modelled: the agent says so of itself.
 *
 * <p>The story of a request: {@link HybridRouting} picks the model; its {@link Fleet} grants a slot, perhaps after a queue or a cold start; the
 * first token comes after the tier's draw, times what reading the prompt costs: {@link PromptBudget} says how long it is, {@link PromptCache}
 * and {@link KvReuse} how much of it is spared, {@link ProviderJitter} whether this request is one of the slow ones. With {@code llm.verify}
 * a second model reads the whole answer before any of it is spoken.
 *
 * <p>What is drawn for a request depends on the seed, the call, the turn and the pass, and on nothing else; what it waits for in a fleet
 * depends on the other calls.
 */
final class ModelledLlm implements Llm {

    private final ModelDeployment deployment;
    private final AgentConfig.Llm config;
    private final Seeds seeds;
    private final PromptBudget budget;
    private final KvReuse states = new KvReuse();
    private Dialogue dialogue = new Dialogue();
    private ModelDeployment.Served model;
    private boolean warmed;
    private int learntInTurn;
    private String learnt = "";

    private ModelledLlm(ModelDeployment deployment, Seeds seeds) {
        this.deployment = deployment;
        this.config = deployment.config();
        this.seeds = seeds;
        this.budget = new PromptBudget(config.prompt(), deployment.figures());
        this.model = deployment.main();
        this.warmed = config.fleet().warm();
    }

    @Override
    public Runnable ask(Timeline timeline, Prompt prompt, Sink sink) {
        if (prompt.pass() == 1) {
            route(prompt.heard(), sink);
        }
        Stream stream = new Stream(timeline, sink, prompt, model);
        int best = config.kvReuse() ? states.replica(model.tier().name()) : Fleet.ANY;
        stream.giveUp = model.fleet().ask(timeline, best, stream);
        return stream::cancel;
    }

    @Override
    public Optional<Intent> intent(String heard) {
        String number = Dialogue.lookedUp(heard);
        return Optional.of(number.isEmpty() ? Intent.PLAIN : new Intent(AgentConfigReader.LOOKUP_ORDER, number));
    }

    @Override
    public void exchanged(int turn, String heard, String said) {
        budget.add(turn, heard, said, false);
    }

    static Engine engine(AgentConfig.Llm config) {
        Seeds seeds = new Seeds(config.seed()).at("llm");
        ModelDeployment deployment = new ModelDeployment(config, ModelFigures.get(), seeds);
        return new Engine() {
            @Override
            public Llm open(long call) {
                return new ModelledLlm(deployment, seeds.at(call));
            }

            @Override
            public Llm open(long call, Timeline timeline) {
                ModelledLlm opened = new ModelledLlm(deployment, seeds.at(call));
                if (config.fleet().warmUp()) {
                    WarmUpPing.send(timeline, deployment, opened.seeds, () -> opened.warmed = true);
                }
                return opened;
            }

            @Override
            public String name() {
                return "templates";
            }

            @Override
            public boolean modelled() {
                return true;
            }

            @Override
            public List<FleetLoad> loads(long nowNanos) {
                return deployment.all().stream()
                        .filter(served -> served.fleet().isFinite())
                        .map(served -> served.fleet().load(served.tier().name(), nowNanos))
                        .toList();
            }
        };
    }

    private void route(String heard, Sink sink) {
        if (!config.routing().enabled()) {
            return;
        }
        boolean simple = HybridRouting.isSimple(heard);
        model = simple ? deployment.simple() : deployment.main();
        sink.lever("route", model.tier().name());
        boolean complex = TurnDemand.isComplex(heard);
        if (simple == complex) {
            sink.lever(
                    "misroute",
                    (complex ? "complex to " : "simple to ") + model.tier().name());
        }
    }

    /** What is to be done about a prompt, from all that the model still knows. */
    private Dialogue.Move move(Prompt prompt, Sink sink) {
        if (learntInTurn > 0 && !budget.knows(learntInTurn)) {
            dialogue = new Dialogue();
            learntInTurn = 0;
            learnt = "";
            sink.lever("forgot", "what was looked up");
        }
        Optional<Tool.Result> tool = prompt.tool();
        Dialogue.Move move = tool.isPresent() ? dialogue.told(tool.get()) : dialogue.heard(prompt.heard());
        if (tool.isPresent() && tool.get() instanceof Tool.Result.Found found) {
            learnt = found.text();
        } else if (tool.isPresent() && tool.get() instanceof Tool.Result.Told told) {
            learnt = told.sentence();
        }
        boolean knows = move instanceof Dialogue.Move.Lookup
                || move instanceof Dialogue.Move.Say say
                        && !learnt.isEmpty()
                        && say.text().contains(learnt);
        learntInTurn = knows ? prompt.turn() : learntInTurn;
        return move;
    }

    /** One reply on its way. */
    private final class Stream implements Fleet.Client {
        private final Timeline timeline;
        private final Sink sink;
        private final Prompt prompt;
        private final ModelDeployment.Served served;
        private final Seeds request;
        private final PromptBudget.Size size;
        private final long askedNanos;
        private final Runnable nextToken = this::token;
        private Runnable giveUp = () -> {};
        private Timeline.Scheduled next = () -> {};
        private String[] pieces = {};
        private int said;
        private int replica = Fleet.ANY;
        private KvReuse.Machine machine = new KvReuse.Machine("", Fleet.ANY, 0);
        private boolean granted;
        private boolean cancelled;

        Stream(Timeline timeline, Sink sink, Prompt prompt, ModelDeployment.Served served) {
            this.timeline = timeline;
            this.sink = sink;
            this.prompt = prompt;
            this.served = served;
            this.request = seeds.at(prompt.turn()).at(prompt.pass());
            this.size = budget.of(prompt.heard(), prompt.tool().isPresent());
            this.askedNanos = timeline.nowNanos();
        }

        @Override
        public void granted(Fleet.Grant grant) {
            granted = true;
            replica = grant.replica();
            machine = new KvReuse.Machine(served.tier().name(), grant.replica(), grant.loads());
            if (grant.queuedNanos() > 0) {
                sink.lever("llm_queue_ms", Long.toString(grant.queuedNanos() / 1_000_000));
            }
            if (grant.coldNanos() > 0) {
                sink.lever("cold_start", grant.coldNanos() / 1_000_000 + " ms");
            }
            double read = size.tokens() - spared();
            long takes = served.firstTokenNanos(request, read, deployment.prefill());
            if (config.providerJitter()) {
                double slower = deployment.jitter().factor(request);
                takes = Math.round(takes * slower);
                if (slower > 1) {
                    sink.lever("provider_jitter", "x" + Math.round(slower));
                }
            }
            if (!warmed) {
                warmed = true;
                Latency first = deployment.figures().firstRequest();
                takes += first.nextNanos(request.at("session").random());
                sink.lever("first_request", "not warmed up");
            }
            if (config.promptCache()) {
                served.prompts().reads(timeline.nowNanos() + takes, size.system());
            }
            next = timeline.after(takes, this::first);
        }

        @Override
        public void refused(String why) {
            if (!cancelled) {
                sink.failed("the language model took no more requests: " + why);
            }
        }

        /** Tokens of the prompt that need not be read. */
        private int spared() {
            int spared = 0;
            if (config.promptCache()) {
                boolean hit = served.prompts().holds(timeline.nowNanos(), size.system());
                spared = hit ? size.system() : 0;
                sink.lever("prompt_cache", hit ? "hit" : served.prompts().takes(size.system()) ? "miss" : "too short");
            }
            if (config.kvReuse()) {
                int kept = states.spares(machine, prompt.turn(), size);
                spared = Math.max(spared, kept);
                sink.lever("kv_reuse", kept + " of " + size.tokens() + " tokens");
            }
            return spared;
        }

        private void first() {
            switch (move(prompt, sink)) {
                case Dialogue.Move.Lookup lookup -> {
                    states.asksTool(machine, prompt.turn(), size);
                    release();
                    sink.tool(AgentConfigReader.LOOKUP_ORDER, lookup.number());
                    sink.done();
                }
                case Dialogue.Move.Say say -> say(say.text());
            }
        }

        private void say(String text) {
            pieces = TokenPieces.of(text);
            budget.add(prompt.turn(), prompt.heard(), text, prompt.tool().isPresent());
            states.answers(machine, prompt.turn(), size, budget.tokens(text));
            if (config.verify()) {
                ModelFigures.Tier checker = deployment.checker();
                double read = size.tokens() + budget.tokens(text);
                long check = Math.round(
                        checker.firstToken().nextNanos(request.at("verify").random())
                                * deployment.prefill().factor(read));
                next = timeline.after((pieces.length - 1) * paceNanos() + check, this::verified);
            } else {
                token();
            }
        }

        private void verified() {
            sink.lever("verify", "modelled, passed");
            release();
            while (said < pieces.length && !cancelled) {
                sink.token(pieces[said++]);
            }
            if (!cancelled) {
                sink.done();
            }
        }

        private void token() {
            sink.token(pieces[said++]);
            if (cancelled) {
                return;
            }
            if (said == pieces.length) {
                release();
                sink.done();
            } else {
                next = timeline.after(paceNanos(), nextToken);
            }
        }

        private long paceNanos() {
            return Math.round(served.tier().perTokenMs() * 1e6);
        }

        private void release() {
            if (replica != Fleet.ANY) {
                int freed = replica;
                replica = Fleet.ANY;
                served.fleet().release(timeline, freed);
            }
        }

        /** What was waited for in vain is told, too: a timeout may well be the queue's or a cold machine's. */
        void cancel() {
            if (!granted && !cancelled) {
                sink.lever("llm_gave_up_waiting_ms", Long.toString((timeline.nowNanos() - askedNanos) / 1_000_000));
            }
            cancelled = true;
            giveUp.run();
            next.cancel();
            release();
        }
    }
}
