package io.turngap.load;

import java.util.List;

/** Curves one after another: λ(t) = λₖ(t − tₖ) in piece k, which begins at tₖ, and Λ(t) = Λ(tₖ) + Λₖ(t − tₖ). */
final class PiecewiseRate implements RateCurve {

    private final List<RateCurve> pieces;
    /** When each piece begins, s, and last when the last one ends. */
    private final double[] starts;
    /** Calls expected before each piece, and last those of all. */
    private final double[] before;

    /** Of some pieces; those without length are left out. */
    PiecewiseRate(List<RateCurve> all) {
        this.pieces = all.stream().filter(piece -> piece.seconds() > 0).toList();
        this.starts = new double[pieces.size() + 1];
        this.before = new double[pieces.size() + 1];
        for (int i = 0; i < pieces.size(); i++) {
            starts[i + 1] = starts[i] + pieces.get(i).seconds();
            before[i + 1] = before[i] + pieces.get(i).calls();
        }
    }

    @Override
    public double seconds() {
        return starts[pieces.size()];
    }

    @Override
    public double callsASecond(double second) {
        int piece = last(starts, second);
        return pieces.get(piece).callsASecond(second - starts[piece]);
    }

    @Override
    public double calls(double second) {
        int piece = last(starts, second);
        return before[piece] + pieces.get(piece).calls(second - starts[piece]);
    }

    @Override
    public double secondOf(double calls) {
        int piece = last(before, calls);
        return starts[piece] + pieces.get(piece).secondOf(calls - before[piece]);
    }

    /** The last piece that begins at or before {@code value}: of pieces in which nothing is expected, the one behind them. */
    private int last(double[] begins, double value) {
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (begins[middle] <= value) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
