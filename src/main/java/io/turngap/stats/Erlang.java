package io.turngap.stats;

/**
 * Telephone lines under random traffic (Erlang 1917): calls come independently of each other, each holds a line for a while, and either
 * finds a line, or is turned away (B), or waits for one (C). Both are computed by the recursion over lines, B(0) = 1,
 * B(n) = A·B(n−1) / (n + A·B(n−1)), whose terms stay between 0 and 1 however many lines there are; C = B / (1 − (A/n)(1 − B)).
 *
 * <p>B holds for any distribution of holding times. C and the times that follow from it hold for exponential ones, and are a cautious guess
 * for calls whose lengths vary less.
 *
 * @param offered calls an hour times their mean length in hours: what they would keep busy if nobody waited, in erlangs; not negative
 * @param lines lines, machines or slots, at least 1
 */
public record Erlang(double offered, int lines) {

    private static final int MOST_LINES = 10_000_000;

    public Erlang {
        if (!(offered >= 0 && offered <= MOST_LINES) || lines < 1 || lines > MOST_LINES) {
            throw new IllegalArgumentException(
                    "Traffic of " + offered + " erlangs on " + lines
                            + " lines; 0 to 10000000 erlangs and 1 to 10000000 lines are allowed. Check the rate and the length of calls.");
        }
    }

    /** Erlang B: share of calls that find every line busy where nobody waits. */
    public double blocked() {
        double blocked = 1;
        for (int n = 1; n <= lines; n++) {
            blocked = next(blocked, n, offered);
        }
        return blocked;
    }

    /** Erlang C: share of calls that wait. 1 where the lines cannot carry the traffic. */
    public double waits() {
        return offered >= lines ? 1 : waits(blocked(), offered, lines);
    }

    /**
     * Mean wait of all calls, in the unit of {@code holding}: C · h / (n − A). Infinite where the lines cannot carry the traffic.
     *
     * @param holding mean length of a call
     */
    public double meanWait(double holding) {
        return offered >= lines ? Double.POSITIVE_INFINITY : waits() * holding / (lines - offered);
    }

    /** Service level: share of calls that wait no longer than {@code time}, 1 − C · exp(−(n − A) t / h). */
    public double within(double time, double holding) {
        return offered >= lines ? 0 : 1 - waits() * Math.exp(-(lines - offered) * time / holding);
    }

    /**
     * The fewest lines on which no more than this share of calls waits.
     *
     * @param share above 0, below 1
     */
    public static int linesFor(double offered, double share) {
        if (!(share > 0 && share < 1) || !(offered >= 0 && offered < MOST_LINES / 2.0)) {
            throw new IllegalArgumentException("Lines were asked for " + offered + " erlangs and a share of " + share
                    + " that waits; 0 to " + MOST_LINES / 2 + " erlangs and a share between 0 and 1 are allowed.");
        }
        double blocked = 1;
        for (int n = 1; n <= MOST_LINES; n++) {
            blocked = next(blocked, n, offered);
            if (n > offered && waits(blocked, offered, n) <= share) {
                return n;
            }
        }
        throw new IllegalStateException(offered + " erlangs need more than " + MOST_LINES + " lines");
    }

    private static double next(double blocked, int n, double offered) {
        return offered * blocked / (n + offered * blocked);
    }

    private static double waits(double blocked, double offered, int n) {
        return blocked / (1 - offered / n * (1 - blocked));
    }
}
