package io.turngap.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic axis of waits in rows of equal ratio, between two round values (1, 2 or 5 times a power of ten). What lies outside falls to
 * the lowest or the highest row.
 *
 * @param lowMs the lowest value of the lowest row, above 0
 * @param highMs the highest of the highest, above {@code lowMs}
 * @param rows how many
 */
record LogBins(double lowMs, double highMs, int rows) {

    /** More decades than this and nothing could be told apart. */
    private static final double MOST_RATIO = 1_000;

    private static final double[] LEADS = {1, 2, 5, 10};

    /** An axis that holds both values. */
    static LogBins of(double leastMs, double mostMs, int rows) {
        double high = above(Math.max(2, mostMs));
        double low = below(Math.max(leastMs, high / MOST_RATIO));
        return new LogBins(Math.min(low, high / 2), high, rows);
    }

    /** The row of a wait, from 0 at the bottom. */
    int of(double ms) {
        return Math.clamp((long) Math.floor(share(ms) * rows), 0, rows - 1);
    }

    /** Where a wait stands, from 0 at the bottom to 1 at the top. */
    double share(double ms) {
        return ms <= lowMs ? 0 : Math.min(1, Math.log(ms / lowMs) / Math.log(highMs / lowMs));
    }

    /** Round values from the bottom to the top; fewer a decade where there are many. */
    List<Double> marks() {
        boolean many = highMs / lowMs > 100;
        List<Double> marks = new ArrayList<>();
        for (double power = power(lowMs); power <= highMs; power *= 10) {
            for (int i = 0; i < LEADS.length - 1; i++) {
                double mark = power * LEADS[i];
                if (mark >= lowMs * (1 - 1e-9) && mark <= highMs * (1 + 1e-9) && (i == 0 || !many)) {
                    marks.add(mark);
                }
            }
        }
        return marks;
    }

    private static double above(double ms) {
        double power = power(ms);
        for (double lead : LEADS) {
            if (lead * power >= ms * (1 - 1e-9)) {
                return lead * power;
            }
        }
        return 10 * power;
    }

    private static double below(double ms) {
        double power = power(ms);
        double found = power;
        for (double lead : LEADS) {
            found = lead * power <= ms * (1 + 1e-9) ? lead * power : found;
        }
        return found;
    }

    private static double power(double ms) {
        return Math.pow(10, Math.floor(Math.log10(ms) + 1e-9));
    }
}
