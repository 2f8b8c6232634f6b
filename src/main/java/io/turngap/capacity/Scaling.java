package io.turngap.capacity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.turngap.stats.Interval;
import io.turngap.stats.Scalability;
import io.turngap.stats.ScalabilityBootstrap;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How throughput grows with load: {@link Scalability} (USL) over the steps of a search, turns a second against calls at once.
 *
 * @param law its parameters
 * @param lambdaCi95 turns a second of one call; intervals are empty where too few draws could be fitted
 * @param sigmaCi95 contention
 * @param kappaCi95 coherency
 * @param peakLoad calls at once of the highest throughput; absent where it only rises
 * @param curve the law with its band, ascending
 * @param heldOut the step with the highest load, predicted from the others; absent where those are too few for a fit
 */
public record Scaling(
        Scalability law,
        @JsonProperty("lambda_ci95") List<Double> lambdaCi95,
        @JsonProperty("sigma_ci95") List<Double> sigmaCi95,
        @JsonProperty("kappa_ci95") List<Double> kappaCi95,

        @JsonProperty("peak_load") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double peakLoad,

        List<At> curve,

        @JsonProperty("held_out") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        HeldOut heldOut) {

    private static final int CURVE = 60;

    /** Throughput at a load, with the ends of its interval. */
    public record At(double load, double throughput, double low, double high) {}

    /**
     * A step that the fit did not see.
     *
     * @param error predicted less measured, as a share of measured
     */
    public record HeldOut(double load, double measured, double predicted, double error) {}

    public Scaling {
        curve = List.copyOf(curve);
    }

    /** The fit; empty where there are fewer than {@link Scalability#FEWEST_LOADS} loads at which the agent stood in balance. */
    public static Optional<Scaling> of(List<Step> steps, long seed) {
        List<ScalabilityBootstrap.Step> used = steps.stream()
                .filter(Scaling::inBalance)
                .flatMap(step -> step.clusters().stream())
                .sorted(Comparator.comparingDouble(ScalabilityBootstrap.Step::load))
                .toList();
        return Scalability.fit(points(used)).map(law -> of(law, used, seed));
    }

    private static List<Scalability.Point> points(List<ScalabilityBootstrap.Step> steps) {
        return steps.stream().map(ScalabilityBootstrap.Step::point).toList();
    }

    /** Calls that pile up, or are cut, have no throughput of their load. */
    private static boolean inBalance(Step step) {
        return step.verdict() != Verdict.INSTRUMENT
                && step.verdict() != Verdict.CUT_SHORT
                && !step.why().startsWith(StepRun.PILED_UP_WHY)
                && step.turns() > 0;
    }

    private static Scaling of(Scalability law, List<ScalabilityBootstrap.Step> steps, long seed) {
        ScalabilityBootstrap draws = ScalabilityBootstrap.of(
                steps, ScalabilityBootstrap.DRAWS, new Seeds(seed).at("scaling").random());
        double most = 1.1 * steps.getLast().load();
        List<At> curve = new ArrayList<>();
        for (int i = 1; i <= CURVE; i++) {
            double load = most * i / CURVE;
            double x = law.at(load);
            Interval band = draws.interval(fit -> fit.at(load)).orElse(new Interval(x, x));
            curve.add(new At(load, x, band.low(), band.high()));
        }
        return new Scaling(
                law,
                ends(draws, Scalability::lambda),
                ends(draws, Scalability::sigma),
                ends(draws, Scalability::kappa),
                law.peakLoad().orElse(null),
                curve,
                heldOut(steps).orElse(null));
    }

    private static List<Double> ends(ScalabilityBootstrap draws, ToDoubleFunction<Scalability> figure) {
        return draws.interval(figure).map(ci -> List.of(ci.low(), ci.high())).orElse(List.of());
    }

    private static Optional<HeldOut> heldOut(List<ScalabilityBootstrap.Step> steps) {
        Scalability.Point last = steps.getLast().point();
        return Scalability.fit(points(steps.subList(0, steps.size() - 1)))
                .filter(law -> last.throughput() > 0)
                .map(law -> new HeldOut(
                        last.load(),
                        last.throughput(),
                        law.at(last.load()),
                        law.at(last.load()) / last.throughput() - 1));
    }
}
