package io.turngap.gatling;

import io.gatling.core.action.Action;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One call, to be made by a virtual user. Immutable: each method gives another builder.
 *
 * @param scenario the scenario's file; how many calls there are and when they start is Gatling's to say
 * @param address who is called, as {@code run --agent} takes it
 * @param set keys of the scenario, as {@code --set} takes them
 * @param out the run's folder; absent for {@code reports/<run-id>}
 * @param mostCalls calls that may be made on an agent elsewhere, which may cost money; calls beyond it fail
 */
public record CallBuilder(
        Path scenario, String address, List<String> set, Optional<Path> out, Optional<Integer> mostCalls)
        implements ActionBuilder {

    /** What stands for the bundled agent. */
    static final String BUNDLED = "bundled";

    public CallBuilder {
        set = List.copyOf(set);
    }

    static CallBuilder of(Path scenario) {
        return new CallBuilder(scenario, BUNDLED, List.of(), Optional.empty(), Optional.empty());
    }

    /** On the agent at {@code address}, such as {@code openai:ws://localhost:8080/v1/realtime}. */
    public CallBuilder agent(String address) {
        return new CallBuilder(scenario, address, set, out, mostCalls);
    }

    /** With a key of the scenario set, such as {@code agent.endpointing.silence_ms=300}. */
    public CallBuilder set(String assignment) {
        List<String> all = new ArrayList<>(set);
        all.add(assignment);
        return new CallBuilder(scenario, address, all, out, mostCalls);
    }

    /** With the run's folder named; it has to be new or empty. */
    public CallBuilder out(String folder) {
        return new CallBuilder(scenario, address, set, Optional.of(Path.of(folder)), mostCalls);
    }

    /** Allows so many calls on an agent that is not on this machine. */
    public CallBuilder mostCalls(int calls) {
        return new CallBuilder(scenario, address, set, out, Optional.of(calls));
    }

    /** {@inheritDoc} Opens the link, and the run's folder, when the simulation is loaded. */
    @Override
    public io.gatling.core.action.builder.ActionBuilder asScala() {
        return new Built(this);
    }

    private record Built(CallBuilder call) implements io.gatling.core.action.builder.ActionBuilder {
        @Override
        public Action build(ScenarioContext context, Action next) {
            return new CallAction(CallsOfRun.open(call, context.coreComponents()), next);
        }
    }
}
