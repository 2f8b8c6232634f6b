package io.turngap.agent;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Weighted logistic regression by Newton's method with a ridge (iteratively reweighted least squares; Hastie, Tibshirani and Friedman,
 * "The Elements of Statistical Learning", 4.4.1). Deterministic.
 */
final class LogisticRegression {

    private static final int MOST_ROUNDS = 50;

    private LogisticRegression() {}

    /** A case: its figures, log-odds that are known already, whether it is a yes, how much it counts. */
    @SuppressWarnings("ArrayRecordComponent")
    record Row(double[] x, double known, boolean yes, double weight) {}

    /**
     * The weights that fit {@code rows} best.
     *
     * @param ridge pull towards zero, in cases
     */
    static double[] fit(List<Row> rows, double ridge) {
        int n = rows.getFirst().x().length;
        double[] w = new double[n];
        for (int round = 0; round < MOST_ROUNDS; round++) {
            double[][] hessian = new double[n][n];
            double[] gradient = new double[n];
            for (int i = 0; i < n; i++) {
                hessian[i][i] = ridge;
                gradient[i] = -ridge * w[i];
            }
            for (Row row : rows) {
                double p = probability(row.known() + dot(w, row.x()));
                double slope = row.weight() * Math.max(1e-9, p * (1 - p));
                double error = row.weight() * ((row.yes() ? 1 : 0) - p);
                for (int i = 0; i < n; i++) {
                    double xi = row.x()[i];
                    if (xi != 0) {
                        gradient[i] += error * xi;
                        for (int j = 0; j <= i; j++) {
                            hessian[i][j] += slope * xi * row.x()[j];
                        }
                    }
                }
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    hessian[j][i] = hessian[i][j];
                }
            }
            double[] step = new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false))
                    .getSolver()
                    .solve(new ArrayRealVector(gradient, false))
                    .toArray();
            double largest = 0;
            for (int i = 0; i < n; i++) {
                w[i] += step[i];
                largest = Math.max(largest, Math.abs(step[i]));
            }
            if (largest < 1e-8) {
                return w;
            }
        }
        throw new IllegalStateException("no convergence in " + MOST_ROUNDS + " rounds");
    }

    static double probability(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }

    private static double dot(double[] w, double[] x) {
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += w[i] * x[i];
        }
        return sum;
    }
}
