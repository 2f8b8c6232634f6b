package io.turngap.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.exception.MathIllegalArgumentException;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.optim.SimpleVectorValueChecker;
import org.apache.commons.math3.util.Pair;

/**
 * The Universal Scalability Law (Gunther 2007, Guerrilla Capacity Planning, chapter 4): at a load of N the throughput is
 * X(N) = λN / (1 + σ(N − 1) + κN(N − 1)). σ is what callers queue for (contention), κ what each costs every other one (coherency).
 *
 * @param lambda throughput of a load of 1
 * @param sigma contention, not negative
 * @param kappa coherency, not negative
 */
public record Scalability(double lambda, double sigma, double kappa) {

    /** Fewest different loads of a fit: three parameters pass through any three points and say nothing. */
    public static final int FEWEST_LOADS = 4;

    private static final int EVALUATIONS = 2_000;
    private static final double PRECISION = 1e-12;

    /** A measurement: at this load, so much was done in a unit of time. */
    public record Point(double load, double throughput) {
        public Point {
            if (!(load > 0 && throughput >= 0 && Double.isFinite(load) && Double.isFinite(throughput))) {
                throw new IllegalArgumentException("A throughput of " + throughput + " at a load of " + load
                        + "; a load above 0 and a throughput of 0 or more are expected.");
            }
        }
    }

    /** Throughput at a load. */
    public double at(double load) {
        return lambda * load / divisor(load);
    }

    /** The load of the highest throughput, √((1 − σ) / κ); empty where it only rises. */
    public Optional<Double> peakLoad() {
        return kappa > 0 && sigma < 1 ? Optional.of(Math.sqrt((1 - sigma) / kappa)) : Optional.empty();
    }

    private double divisor(double load) {
        return 1 + sigma * (load - 1) + kappa * load * (load - 1);
    }

    /**
     * Nonlinear least squares (Levenberg–Marquardt). σ and κ are held at 0 or above: where the best fit would have one of them below, the
     * best of the fits with that one at 0 is taken. R: {@code usl::usl(throughput ~ load, data)}.
     *
     * @return empty for fewer than {@link #FEWEST_LOADS} different loads, for nothing done at any of them, and where no fit is found
     */
    public static Optional<Scalability> fit(List<Point> points) {
        long loads = points.stream().mapToDouble(Point::load).distinct().count();
        if (loads < FEWEST_LOADS || points.stream().noneMatch(point -> point.throughput() > 0)) {
            return Optional.empty();
        }
        // Loads and throughputs of very different size would leave the optimiser with a badly scaled problem.
        double load = points.stream().mapToDouble(Point::load).max().orElse(1);
        double throughput = points.stream().mapToDouble(Point::throughput).max().orElse(1);
        Optional<Scalability> full = face(points, load, throughput, true, true);
        if (full.filter(Scalability::isPossible).isPresent()) {
            return full;
        }
        List<Scalability> edges = new ArrayList<>();
        face(points, load, throughput, true, false).ifPresent(edges::add);
        face(points, load, throughput, false, true).ifPresent(edges::add);
        face(points, load, throughput, false, false).ifPresent(edges::add);
        return edges.stream()
                .filter(Scalability::isPossible)
                .min(Comparator.comparingDouble(edge -> edge.squares(points)));
    }

    private boolean isPossible() {
        return lambda > 0 && sigma >= 0 && kappa >= 0;
    }

    private double squares(List<Point> points) {
        return points.stream()
                .mapToDouble(point -> point.throughput() - at(point.load()))
                .map(residual -> residual * residual)
                .sum();
    }

    /** The best fit in which σ, κ or both may differ from 0. Parameters are λ·N/X, σ·N and κ·N² of the largest load and throughput. */
    private static Optional<Scalability> face(
            List<Point> points, double most, double best, boolean contention, boolean coherency) {
        double[] seen =
                points.stream().mapToDouble(point -> point.throughput() / best).toArray();
        Point smallest =
                points.stream().min(Comparator.comparingDouble(Point::load)).orElseThrow();
        double lambda = Math.max(smallest.throughput() / smallest.load(), 1e-9 * best / most) * most / best;
        double[] start = new double[1 + (contention ? 1 : 0) + (coherency ? 1 : 0)];
        Arrays.fill(start, 0.1);
        start[0] = lambda;
        try {
            RealVector found = new LevenbergMarquardtOptimizer()
                    .optimize(new LeastSquaresBuilder()
                            .start(start)
                            .target(seen)
                            .model(parameters -> model(points, most, contention, coherency, parameters))
                            .checkerPair(new SimpleVectorValueChecker(PRECISION, PRECISION))
                            .maxEvaluations(EVALUATIONS)
                            .maxIterations(EVALUATIONS)
                            .build())
                    .getPoint();
            Scalability fit = unscaled(found, most, contention, coherency);
            return Double.isFinite(fit.squares(points))
                    ? Optional.of(new Scalability(fit.lambda * best, fit.sigma, fit.kappa))
                    : Optional.empty();
        } catch (MathIllegalStateException | MathIllegalArgumentException lost) {
            return Optional.empty();
        }
    }

    private static Scalability unscaled(RealVector scaled, double most, boolean contention, boolean coherency) {
        double sigma = contention ? scaled.getEntry(1) / most : 0;
        double kappa = coherency ? scaled.getEntry(scaled.getDimension() - 1) / (most * most) : 0;
        return new Scalability(scaled.getEntry(0) / most, sigma, kappa);
    }

    private static Pair<RealVector, RealMatrix> model(
            List<Point> points, double most, boolean contention, boolean coherency, RealVector parameters) {
        Scalability law = unscaled(parameters, most, contention, coherency);
        double[] values = new double[points.size()];
        double[][] slopes = new double[points.size()][parameters.getDimension()];
        for (int i = 0; i < values.length; i++) {
            double n = points.get(i).load();
            double divisor = law.divisor(n);
            values[i] = law.at(n);
            slopes[i][0] = n / most / divisor;
            if (contention) {
                slopes[i][1] = -values[i] * (n - 1) / divisor / most;
            }
            if (coherency) {
                slopes[i][slopes[i].length - 1] = -values[i] * n * (n - 1) / divisor / (most * most);
            }
        }
        return new Pair<>(new ArrayRealVector(values, false), new Array2DRowRealMatrix(slopes, false));
    }
}
