package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.load.BundledAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The processes of a run's bundled agents, one for each, started side by side. */
final class BundledAgents implements AutoCloseable {

    private static final long START_SECONDS = 60;

    /** Two warm up on the same processors. */
    private static final long START_OF_TWO_SECONDS = 120;

    private final List<Started> started = new ArrayList<>();
    private final List<Callee> callees = new ArrayList<>();
    private final Consumer<String> say;

    private record Started(String title, BundledAgent agent, int saidEarly) {}

    private BundledAgents(Consumer<String> say) {
        this.say = say;
    }

    /** Arguments of the process of an agent. */
    @FunctionalInterface
    interface Arguments {
        List<String> of(Callee callee);
    }

    /**
     * Starts a process for each of {@code agents} that is bundled.
     *
     * @throws CommandFailure when one does not start; the others have ended by then
     */
    static BundledAgents start(List<Callee> agents, Arguments arguments, Consumer<String> say) {
        BundledAgents all = new BundledAgents(say);
        long bundled = agents.stream().filter(Callee::isBundled).count();
        if (bundled > 0) {
            say.accept(bundled == 1 ? "starting the bundled agent ..." : "starting two bundled agents ...");
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Optional<CompletableFuture<BundledAgent>>> starting = agents.stream()
                    .map(callee -> callee.isBundled()
                            ? Optional.of(CompletableFuture.supplyAsync(
                                    () -> start(
                                            callee,
                                            arguments.of(callee),
                                            bundled == 1 ? START_SECONDS : START_OF_TWO_SECONDS),
                                    threads))
                            : Optional.<CompletableFuture<BundledAgent>>empty())
                    .toList();
            Optional<CommandFailure> failure = Optional.empty();
            for (int i = 0; i < agents.size(); i++) {
                Callee callee = agents.get(i);
                if (starting.get(i).isEmpty()) {
                    all.callees.add(callee);
                    continue;
                }
                try {
                    BundledAgent agent = starting.get(i).get().join();
                    List<String> early = agent.warnings();
                    all.started.add(new Started(bundled == 1 ? "" : callee.title() + ", ", agent, early.size()));
                    all.callees.add(callee.at(agent.address()));
                } catch (CompletionException failed) {
                    String why = failed.getCause() == null
                            ? failed.toString()
                            : String.valueOf(failed.getCause().getMessage());
                    failure = Optional.of(new CommandFailure(
                            ExitCode.UNREACHABLE.code(),
                            agents.size() == 1 ? why : callee.title() + " could not be started: " + why));
                }
            }
            if (failure.isPresent()) {
                all.close();
                throw failure.get();
            }
        }
        all.started.forEach(one -> one.agent().warnings().forEach(warning -> all.warn(one, warning)));
        return all;
    }

    private static BundledAgent start(Callee callee, List<String> arguments, long timeoutSeconds) {
        return BundledAgent.start(
                Main.class.getName(),
                BundledAgent.Collector.THROUGHPUT,
                Optional.of(callee.checked().scenario().agent()),
                arguments,
                timeoutSeconds);
    }

    /** All agents, each at the address where it takes calls now. */
    List<Callee> callees() {
        return callees;
    }

    /** After the calls: what they warned of meanwhile, and which of them died. */
    void over() {
        for (Started one : started) {
            one.agent().warnings().stream().skip(one.saidEarly()).forEach(warning -> warn(one, warning));
            if (!one.agent().alive()) {
                say.accept(one.title() + "the bundled agent died during the run; it said:\n"
                        + one.agent().lastWords());
            }
        }
    }

    private void warn(Started one, String warning) {
        say.accept(one.title() + "the bundled agent warns: " + warning);
    }

    @Override
    public void close() {
        started.forEach(one -> one.agent().close());
    }
}
