package io.turngap.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * How far {@link Scalability} would lie elsewhere in another run of the same steps: in each draw every step's calls are drawn anew, with
 * replacement, its throughput is computed again, and the law is fitted again. That the law may be the wrong one is not in the interval; the
 * error of a step that was held out says that.
 */
public final class ScalabilityBootstrap {

    /** Draws of an interval. */
    public static final int DRAWS = 400;

    private final List<Scalability> fits;
    private final int draws;

    private ScalabilityBootstrap(List<Scalability> fits, int draws) {
        this.fits = fits;
        this.draws = draws;
    }

    /**
     * A step: so many units of load, of which each call did some and took some time.
     *
     * @param load units of load at once
     * @param done what each call did
     * @param seconds how long each call was a unit of load; as many as {@code done}
     */
    public record Step(double load, double[] done, double[] seconds) {

        public Step {
            if (done.length != seconds.length || done.length == 0) {
                throw new IllegalArgumentException("A step with " + done.length + " and " + seconds.length
                        + " figures of calls; as many of both, and at least 1, are expected.");
            }
        }

        /** Load times what a unit of it does in a second. */
        public Scalability.Point point() {
            return point(sum(done), sum(seconds));
        }

        private Scalability.Point point(double did, double took) {
            return new Scalability.Point(load, took > 0 ? load * did / took : 0);
        }

        private Scalability.Point drawn(UniformRandomProvider random) {
            double did = 0;
            double took = 0;
            for (int i = 0; i < done.length; i++) {
                int call = random.nextInt(done.length);
                did += done[call];
                took += seconds[call];
            }
            return point(did, took);
        }

        private static double sum(double[] values) {
            return Arrays.stream(values).sum();
        }
    }

    /** Draws {@code draws} times. */
    public static ScalabilityBootstrap of(List<Step> steps, int draws, UniformRandomProvider random) {
        List<Scalability> fits = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
            Scalability.fit(steps.stream().map(step -> step.drawn(random)).toList())
                    .ifPresent(fits::add);
        }
        return new ScalabilityBootstrap(List.copyOf(fits), draws);
    }

    /** The 95 % interval of a figure of the law; empty where fewer than half of the draws could be fitted, or have the figure. */
    public Optional<Interval> interval(ToDoubleFunction<Scalability> figure) {
        double[] values = fits.stream()
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        if (2 * values.length < draws || values.length == 0) {
            return Optional.empty();
        }
        int low = (int) Math.floor(OrderStatistics.TAIL * (values.length - 1));
        return Optional.of(new Interval(values[low], values[values.length - 1 - low]));
    }
}
