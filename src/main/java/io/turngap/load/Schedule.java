package io.turngap.load;

import io.turngap.scenario.LoadPhase;
import io.turngap.scenario.LoadPlan;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * An open model: calls start at absolute instants, whether or not others have ended. The stretches of a plan follow one another; a stretch
 * that is a {@link RateCurve} has its calls where the curve's cumulative passes the next target, one that is a trace has them where its
 * file says.
 *
 * <p>The target goes on from curve to curve, by 1 (even) or by an exponential number of mean 1 (Poisson), so a stretch begins where the one
 * before it ended, in calls as in time. Memory does not grow with the calls; drawing a million takes a fraction of a second.
 */
final class Schedule implements Arrivals {

    private static final double NANOS = 1e9;

    /** What is nearer to the end of a curve than this, in calls, is at its end: sums of steps are not exact. */
    private static final double EXACT_CALLS = 1e-6;

    private record Stretch(
            Optional<RateCurve> curve, Optional<ArrivalTrace> trace, boolean random, double calls, double nanos) {}

    private final List<Stretch> stretches;
    private final UniformRandomProvider random;
    private final String name;
    private int at;
    /** When the stretch at hand begins, ns. */
    private double beginNanos;
    /** Calls that curves had expected before it. */
    private double before;
    /** Where on the joined cumulative the next call stands, once it was drawn; before that, where the last one stood. */
    private double target;

    private boolean drawn;
    private boolean first = true;
    private long ofTrace;
    private long lastNanos;

    /**
     * The schedule of a plan.
     *
     * @param seeds of the run, of which the branch {@code arrivals} is taken
     * @throws io.turngap.scenario.ScenarioException when a trace of it is wrong
     */
    Schedule(LoadPlan plan, Seeds seeds) {
        List<Stretch> made = new ArrayList<>();
        for (LoadPhase phase : plan.phases()) {
            made.add(stretch(phase));
        }
        this.stretches = List.copyOf(made);
        this.random = seeds.at("arrivals").random();
        this.name = LoadWords.of(plan);
    }

    private static Stretch stretch(LoadPhase phase) {
        if (phase instanceof LoadPhase.Trace file) {
            ArrivalTrace trace = ArrivalTrace.read(file);
            return new Stretch(Optional.empty(), Optional.of(trace), false, 0, trace.lengthNanos());
        }
        RateCurve curve = curve(phase);
        return new Stretch(
                Optional.of(curve), Optional.empty(), phase.random(), curve.calls(), curve.seconds() * NANOS);
    }

    private static RateCurve curve(LoadPhase phase) {
        double seconds = phase.durationMs() / 1_000.0;
        return switch (phase) {
            case LoadPhase.Constant c -> new ConstantRate(c.callsASecond(), seconds);
            case LoadPhase.Ramp r -> new RampRate(r.fromCallsASecond(), r.toCallsASecond(), seconds);
            case LoadPhase.Step s -> StepRate.of(s.fromCallsASecond(), s.toCallsASecond(), s.steps(), seconds);
            case LoadPhase.Spike s ->
                SpikeRate.of(
                        s.callsASecond(),
                        s.peakCallsASecond(),
                        s.afterMs() / 1_000.0,
                        s.riseMs() / 1_000.0,
                        s.holdMs() / 1_000.0,
                        seconds);
            case LoadPhase.Soak s -> SoakRate.of(s.callsASecond(), s.rampMs() / 1_000.0, seconds);
            case LoadPhase.Diurnal d ->
                new DiurnalRate(
                        d.leastCallsASecond(),
                        d.peakCallsASecond(),
                        d.peakAtMs() / 1_000.0,
                        d.dayMs() / 1_000.0,
                        seconds);
            case LoadPhase.Trace t -> throw new IllegalArgumentException("a trace has no rate");
        };
    }

    @Override
    public long startNanos(int index) {
        while (at < stretches.size()) {
            Stretch stretch = stretches.get(at);
            if (stretch.trace().isPresent()) {
                if (ofTrace < stretch.trace().get().size()) {
                    return inOrder(beginNanos + stretch.trace().get().startNanos(ofTrace++));
                }
            } else if (stretch.curve().isPresent()) {
                if (!drawn) {
                    target += stretch.random() ? -Math.log1p(-random.nextDouble()) : first ? 0 : 1;
                    drawn = true;
                    first = false;
                }
                if (target < before + stretch.calls() - EXACT_CALLS) {
                    drawn = false;
                    return inOrder(beginNanos + stretch.curve().get().secondOf(target - before) * NANOS);
                }
                before += stretch.calls();
            }
            beginNanos += stretch.nanos();
            ofTrace = 0;
            at++;
        }
        return NO_MORE;
    }

    private long inOrder(double nanos) {
        lastNanos = Math.max(lastNanos, Math.round(nanos));
        return lastNanos;
    }

    @Override
    public String name() {
        return name;
    }
}
