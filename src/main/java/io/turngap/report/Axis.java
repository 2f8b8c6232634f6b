package io.turngap.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis from 0 with round steps (1, 2 or 5 times a power of ten).
 *
 * @param end the last value shown, at least the largest of the data
 * @param step distance of the marks
 */
record Axis(double end, double step) {

    /** An axis that holds {@code max} with about {@code marks} marks; the end is a whole number of steps. */
    static Axis whole(double max, int marks) {
        double step = step(max, marks);
        return new Axis(Math.max(1, Math.ceil(max / step - 1e-9)) * step, step);
    }

    /** An axis that ends with the data. */
    static Axis tight(double max, int marks) {
        return new Axis(Math.max(max, 1e-6), step(max, marks));
    }

    private static double step(double max, int marks) {
        double rough = Math.max(max, 1e-6) / Math.max(1, marks);
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double lead = rough / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }

    /** Where the marks stand; at most 100. */
    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        for (int i = 0; i <= 100 && i * step <= end * (1 + 1e-9); i++) {
            marks.add(i * step);
        }
        return marks;
    }

    /** Share of the axis at which a value stands. */
    double at(double value) {
        return value / end;
    }
}
