package io.turngap.load;

import io.turngap.scenario.LoadPhase;
import io.turngap.scenario.LoadPlan;
import io.turngap.scenario.Scenario;
import io.turngap.time.Seeds;
import java.util.List;

/** When calls start. Asked for one call after another, from 0; confined to one thread. */
public interface Arrivals {

    /** Instead of an instant: the call starts when another one ends. */
    long WHEN_ONE_ENDS = -1;

    /** Instead of an instant: the schedule is over, and neither this call nor a later one starts. */
    long NO_MORE = -2;

    /**
     * When call {@code index} starts, ns from the start of the run and not before the call before it; or {@link #WHEN_ONE_ENDS}, or
     * {@link #NO_MORE}.
     */
    long startNanos(int index);

    /** How it is called in output. */
    String name();

    /** A closed model: {@code together} calls start evenly over a ramp, and each that ends makes room for the next. */
    static Arrivals closed(int together, long rampMs) {
        return new Arrivals() {
            @Override
            public long startNanos(int index) {
                return index < together ? rampMs * 1_000_000 * index / together : WHEN_ONE_ENDS;
            }

            @Override
            public String name() {
                return together + " calls at once, a call that ends makes room for the next";
            }
        };
    }

    /**
     * An open model: a Poisson stream, in which calls come whether or not others have ended. The time between two starts is exponential,
     * {@code -ln(1 - u) / rate}.
     */
    static Arrivals poisson(double callsASecond, Seeds seeds) {
        return of(new LoadPlan(List.of(new LoadPhase.Constant(callsASecond, LoadPhase.MOST_MS, true))), seeds);
    }

    /**
     * An open model by a plan: the same plan and the same seeds give the same instants, on any clock.
     *
     * @throws io.turngap.scenario.ScenarioException when a trace of it is wrong
     */
    static Arrivals of(LoadPlan plan, Seeds seeds) {
        return new Schedule(plan, seeds);
    }

    /**
     * The arrivals of a scenario, from its first call on.
     *
     * @throws io.turngap.scenario.ScenarioException when a trace of it is wrong
     */
    static Arrivals of(Scenario scenario) {
        return scenario.load().isOpen()
                ? of(scenario.load(), new Seeds(scenario.seed()))
                : closed(Math.min(scenario.concurrency(), scenario.calls()), scenario.rampMs());
    }

    /** How many calls a scenario makes: as many as its schedule holds, but no more than {@code most}. */
    static int count(Scenario scenario, int most) {
        int bound = Math.min(scenario.calls(), most);
        if (!scenario.load().isOpen()) {
            return bound;
        }
        Arrivals arrivals = of(scenario);
        int count = 0;
        while (count < bound && arrivals.startNanos(count) != NO_MORE) {
            count++;
        }
        return count;
    }
}
