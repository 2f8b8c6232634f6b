package io.turngap.load;

import io.turngap.measure.Definitions;
import io.turngap.measure.Evaluation;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.AgentInfo;
import io.turngap.measure.RunRecord.Inputs;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Scenario;
import io.turngap.sound.Audibility;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes down the facts of a run: as it starts, while it goes on, and when its calls have ended. What is computed is added later. */
public final class RunBook {

    private static final String VIRTUAL = "none (virtual timeline)";

    /** What callers are made of on a virtual timeline, where nothing sounds. */
    public static final Inputs VIRTUAL_INPUTS = new Inputs("", VIRTUAL);

    private final RunFolder folder;
    private final CheckedScenario checked;
    private final Instant startedAt;
    private final AgentInfo agent;
    private final Map<String, String> environment;
    private @Nullable Inputs inputs;
    private int calls;
    private List<String> gates;

    /**
     * Of a run of real calls.
     *
     * @param address who is called, as {@code --agent} says it; its query and user are left out
     * @param protocol the link's name
     * @param environment machine, Java, options: name to value; may be added to while the run goes on
     */
    public RunBook(
            RunFolder folder,
            CheckedScenario checked,
            Instant startedAt,
            String address,
            String protocol,
            Map<String, String> environment) {
        this(
                folder,
                checked,
                startedAt,
                new AgentInfo(withoutQuery(address), protocol, Map.of(), List.of()),
                environment);
    }

    private RunBook(
            RunFolder folder,
            CheckedScenario checked,
            Instant startedAt,
            AgentInfo agent,
            Map<String, String> environment) {
        this.folder = folder;
        this.checked = checked;
        this.startedAt = startedAt;
        this.agent = agent;
        this.environment = environment;
        this.calls = checked.scenario().calls();
        this.gates = checked.scenario().gates();
    }

    /** Of a run on a virtual timeline, where the bundled agent is told words and nothing is sent. */
    public static RunBook virtual(
            RunFolder folder, CheckedScenario checked, Instant startedAt, Map<String, String> environment) {
        return new RunBook(
                        folder,
                        checked,
                        startedAt,
                        new AgentInfo("bundled, simulated", VIRTUAL, Map.of(), List.of()),
                        environment)
                .from(VIRTUAL_INPUTS);
    }

    /** Of callers who are made of this. */
    public RunBook from(Inputs made) {
        inputs = made;
        return this;
    }

    /** Of so many calls, where somebody else than the scenario said how many there are. */
    public void calls(int made) {
        calls = made;
    }

    /** Judged by these gates, where that are others than the scenario's. */
    public RunBook judgedBy(List<String> others) {
        gates = List.copyOf(others);
        return this;
    }

    /** Before the first call: all is open, so the run is not valid yet. */
    public RunRecord started() {
        Validity validity =
                new Validity(false, List.of("the run did not finish"), Map.of(), Map.of(), null, Map.of(), Map.of());
        return record(false, 0, agent, validity);
    }

    /** While calls are made: what a killed run leaves behind. */
    public RunRecord underway(RunSession.Facts facts) {
        return record(
                false, facts.wallMs(), facts.agent(agent), facts.validity().withFirst("the run did not finish"));
    }

    /** After the last call. */
    public RunRecord finished(RunSession.Facts facts) {
        boolean complete = facts.unfinished().isEmpty();
        return record(
                complete,
                facts.wallMs(),
                facts.agent(agent),
                complete
                        ? facts.validity()
                        : facts.validity().withFirst("the run did not finish: " + facts.unfinished()));
    }

    private RunRecord record(boolean complete, long wallMs, AgentInfo called, Validity validity) {
        Scenario scenario = checked.scenario();
        Evaluation nothing = Evaluation.of(List.of(), scenario.seed());
        return new RunRecord(
                        RunRecord.SCHEMA_VERSION,
                        folder.name(),
                        complete,
                        startedAt.toString(),
                        wallMs,
                        info(checked, calls, gates),
                        scenario.seed(),
                        called,
                        environment,
                        definitions(scenario),
                        validity,
                        Map.of(),
                        Map.of(),
                        nothing.rates(),
                        Map.of(),
                        List.of(),
                        Verdict.INVALID)
                .withInputs(inputs);
    }

    /** What {@code run.json} says of a scenario. */
    public static ScenarioInfo info(CheckedScenario checked) {
        return info(checked, checked.scenario().calls(), checked.scenario().gates());
    }

    private static ScenarioInfo info(CheckedScenario checked, int calls, List<String> gates) {
        Scenario scenario = checked.scenario();
        return new ScenarioInfo(
                scenario.name(),
                scenario.description(),
                String.valueOf(scenario.file()),
                scenario.digest(),
                calls,
                scenario.concurrency(),
                gates,
                checked.effective(),
                scenario.sloMs());
    }

    private static Map<String, String> definitions(Scenario scenario) {
        Map<String, String> definitions = new LinkedHashMap<>(Definitions.ofFigures());
        definitions.put("audible", Audibility.STANDARD.toString());
        definitions.put(
                "finished",
                "the agent counts as finished when nothing of it was heard for "
                        + scenario.limits().settleMs() + " ms and its protocol, where it tells, agrees");
        definitions.put(
                "missed", "no audible reply within " + scenario.limits().replyMs() + " ms of the last speech sample");
        definitions.put(
                "dead_air",
                "both silent for longer than " + scenario.limits().deadAirMs()
                        + " ms before the agent was heard, or until a reply was given up; the caller's own pauses are the caller's");
        definitions.put(
                "tool_dead_air",
                "both silent between a tool's call and its answer, of turns in which a tool ran; a call that is never answered lasts until the agent speaks again, or the turn is over");
        definitions.put(
                "barge_in_censored",
                "an agent that has not yielded " + scenario.limits().bargeInMs()
                        + " ms after the interruption never did");
        return definitions;
    }

    /** An address without its query, which may hold a key. */
    private static String withoutQuery(String address) {
        return address.replaceFirst("//[^/@]*@", "//").replaceFirst("\\?.*", "");
    }
}
