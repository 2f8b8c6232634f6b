package io.turngap.claims;

import io.turngap.agent.AgentConfig;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import io.turngap.measure.Waterfall;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Step;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The runs by which figures are measured: the same calls with the same seed, and settings that differ in what a figure is about. A run
 * that two figures need is made once. Confined to one thread.
 */
public final class ClaimRuns {

    private static final int TOGETHER = 8;

    private final ClaimCalls maker;
    private final boolean overSockets;
    private final List<String> common;
    private final int calls;
    private final int together;
    private final long seed;
    private final Consumer<String> told;
    private final Map<Key, ClaimCalls.Made> made = new HashMap<>();
    private final Set<String> modelled = new TreeSet<>();
    private final EnumSet<Stage> seen = EnumSet.noneOf(Stage.class);
    private final Set<String> invalid = new LinkedHashSet<>();

    /** What tells two runs apart: the agent's settings as they come out, however they were written. */
    private record Key(AgentConfig agent, List<Step> script, int together) {}

    private ClaimRuns(
            ClaimCalls maker,
            boolean overSockets,
            List<String> common,
            int calls,
            int together,
            long seed,
            Consumer<String> told) {
        this.maker = maker;
        this.overSockets = overSockets;
        this.common = List.copyOf(common);
        this.calls = calls;
        this.together = together;
        this.seed = seed;
        this.told = told;
    }

    /**
     * Runs on the virtual timeline, eight calls at once.
     *
     * @param told hears of each run before it is made
     */
    public static ClaimRuns simulated(ClaimCalls maker, int calls, long seed, Consumer<String> told) {
        return new ClaimRuns(maker, false, List.of(), calls, TOGETHER, seed, told);
    }

    /**
     * Runs over sockets: what the bundled agent has engines for, recognition and synthesis, takes the time that it takes, and only the
     * language model and the network are modelled.
     *
     * @param together calls at once
     * @param told hears of each run before it is made
     */
    public static ClaimRuns real(ClaimCalls maker, int calls, int together, long seed, Consumer<String> told) {
        List<String> engines = List.of("agent.stt.modelled=false", "agent.tts.tier=engine");
        return new ClaimRuns(maker, true, engines, calls, together, seed, told);
    }

    /** Calls of a run. */
    public int calls() {
        return calls;
    }

    /** Origin of every random number. */
    public long seed() {
        return seed;
    }

    /** The turns of the usual script with an agent of this profile, but for these settings of it, such as {@code llm.tier=fast}. */
    List<Turn> turns(String profile, String... settings) {
        return turns(together, List.of(), profile, settings);
    }

    /** As {@link #turns(String, String...)} with keys of the scenario that differ. */
    List<Turn> scripted(List<String> scenario, String profile, String... settings) {
        return turns(together, scenario, profile, settings);
    }

    /** As {@link #turns(String, String...)} with so many calls at once, and keys of the scenario that differ. */
    List<Turn> turns(int atOnce, List<String> scenario, String profile, String... settings) {
        List<String> set = new ArrayList<>(common);
        set.addAll(scenario);
        set.add("agent.profile=" + profile);
        for (String setting : settings) {
            set.add("agent." + setting);
        }
        CheckedScenario checked = ClaimScenario.with(set, calls, atOnce, seed);
        Key key = new Key(
                AgentConfig.of(checked.scenario().agent()), checked.scenario().script(), atOnce);
        ClaimCalls.Made run = made.get(key);
        if (run == null) {
            told.accept(String.join(", ", set.subList(common.size(), set.size())));
            run = maker.make(checked);
            made.put(key, run);
        }
        note(run);
        return run.turns();
    }

    private void note(ClaimCalls.Made run) {
        run.invalid().ifPresent(invalid::add);
        for (Turn turn : run.turns()) {
            modelled.addAll(turn.modelled());
        }
        // What a stage took tells that it was there; a few turns are enough to see all of them.
        run.turns().stream()
                .limit(40)
                .forEach(turn -> Waterfall.of(turn)
                        .ifPresent(found -> seen.addAll(found.stagesUs().keySet())));
    }

    /** Random numbers for the interval of what is called so. */
    UniformRandomProvider random(String name) {
        return new Seeds(seed).at("claims").at(name).random();
    }

    /** Forgets what {@link #stages} tells of. */
    void begin() {
        modelled.clear();
        seen.clear();
        invalid.clear();
    }

    /** True where time is spent and not only counted. */
    boolean overSockets() {
        return overSockets;
    }

    /** The finding with what the runs since {@link #begin} say: stages that were modelled and that were not, and whether they are valid. */
    Finding stages(Finding finding) {
        List<String> spent = new ArrayList<>(finding.real());
        if (overSockets) {
            seen.stream()
                    .map(Stage::wireName)
                    .filter(name -> !modelled.contains(name) && !name.equals(Stage.UNATTRIBUTED.wireName()))
                    .forEach(spent::add);
        }
        Finding noted = finding.stages(List.copyOf(modelled), spent);
        return invalid.isEmpty() ? noted : noted.invalid(String.join("; ", invalid));
    }
}
