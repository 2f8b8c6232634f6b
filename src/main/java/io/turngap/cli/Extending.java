package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.gate.Gates;
import io.turngap.gate.Looks;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Scenario;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * {@code --unsure extend}: where a gate lacks calls to be decided and none failed, further ones are made, and the run is judged again.
 * {@value #LOOKS} looks are taken at most, which is fixed before the first: each is held to its share of the error ({@link Looks}), so
 * looking again costs no false alarms.
 */
final class Extending {

    /** Looks that may be taken in all. */
    static final int LOOKS = 3;

    /** Where nothing says how many calls may be made: so many times those planned. */
    private static final int TIMES = 4;

    /** A further look is not worth less than so much more, as a divisor of the calls made. */
    private static final int LEAST_SHARE = 4;

    private final int most;
    private final boolean wanted;
    private final List<Map<String, String>> environments;
    private final Consumer<String> say;
    private int made;
    private int look;

    /**
     * Of a run of so many planned calls on each agent.
     *
     * @param most as many may be made in all
     * @param environments are told of each look, under {@link Looks#KEY}
     */
    Extending(int planned, int most, List<Map<String, String>> environments, Consumer<String> say) {
        this.made = planned;
        this.most = most;
        this.wanted = most > planned;
        this.environments = environments;
        this.say = say;
    }

    /**
     * How many calls may be made on each agent: those planned, or with {@code --unsure extend} up to {@code --max-calls}.
     *
     * @throws CommandFailure when that are fewer than planned, or the schedule ends before
     */
    static int most(Judging judging, OptionalInt maxCalls, CheckedScenario checked, int mostOfAll, int agents) {
        Scenario scenario = checked.scenario();
        int planned = scenario.calls();
        if (!judging.extendsRun()) {
            return planned;
        }
        int most = maxCalls.orElse((int) Math.min((long) TIMES * planned, mostOfAll));
        if (most < planned || most > mostOfAll) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--max-calls is " + most + ", and the scenario makes " + planned + " calls; with --unsure extend "
                            + planned + " to " + mostOfAll + " are allowed: give as many as may be made in all");
        }
        int holds = ScenarioChoice.holds(scenario, most, most, agents);
        if (holds < most) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--unsure extend may make " + most + " calls, and the schedule ends after " + holds
                            + "; one that goes on is expected: give --rate without --for and end it with --calls, or leave"
                            + " --unsure extend out");
        }
        return most;
    }

    /**
     * After the calls made so far have ended: takes a look.
     *
     * @param judge judges the run by what its environment says of looks
     * @return how many calls are to be made still on each agent; 0 where the run is over
     */
    int further(Supplier<Gates.Judgement> judge) {
        if (!wanted || look == LOOKS) {
            return 0;
        }
        look++;
        Looks now = note(look);
        if (look == LOOKS || made == most) {
            say.accept("look " + now + " after " + made + " calls is the last");
            return 0;
        }
        Gates.Judgement judgement = judge.get();
        OptionalLong lacking = Gates.furtherCalls(judgement);
        if (judgement.verdict() != Verdict.UNSURE || lacking.isEmpty()) {
            say.accept("look " + now + " after " + made + " calls: "
                    + (judgement.verdict() == Verdict.UNSURE
                            ? "no number of further calls would decide it"
                            : "nothing is left to be decided"));
            return 0;
        }
        long least = Math.ceilDiv(made, LEAST_SHARE);
        int more = (int) Math.min(most - made, Math.max(least, lacking.getAsLong()));
        say.accept("look " + now + " after " + made + " calls: undecided for want of calls; making " + more
                + " more (at most " + most + " in all)");
        made += more;
        // What comes now is judged at the next look, also where nobody is there to take it, as after a kill.
        note(look + 1);
        return more;
    }

    private Looks note(int taken) {
        Looks noted = new Looks(taken, LOOKS);
        environments.forEach(environment -> environment.put(Looks.KEY, noted.toString()));
        return noted;
    }

    /** Calls made, or to be made, on each agent. */
    int made() {
        return made;
    }
}
