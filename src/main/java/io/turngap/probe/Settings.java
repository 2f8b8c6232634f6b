package io.turngap.probe;

/**
 * How requests are made, whatever they ask.
 *
 * @param requests how many are measured
 * @param concurrency how many at once, at most
 * @param ratePerSecond requests a second by their intended starts (open model); 0 to begin one as another ends (closed model)
 * @param warmUp how many are made before and not measured
 * @param timeoutMs a request without a whole answer after this long is given up
 * @param freshConnections true to open a connection for each request
 * @param seed origin of every random number
 */
public record Settings(
        int requests,
        int concurrency,
        double ratePerSecond,
        int warmUp,
        long timeoutMs,
        boolean freshConnections,
        long seed) {

    /** Most requests of one run. */
    public static final int MOST_REQUESTS = 1_000_000;
    /** Most at once: each has a thread of its own. */
    public static final int MOST_CONCURRENCY = 512;
    /** Longest timeout: what a histogram holds. */
    public static final long MOST_TIMEOUT_MS = 600_000;
    /** Most requests a second. */
    public static final double MOST_RATE = 10_000;

    public Settings {
        within("--requests", requests, 1, MOST_REQUESTS);
        within("--concurrency", concurrency, 1, MOST_CONCURRENCY);
        within("--warm-up", warmUp, 0, MOST_REQUESTS);
        within("--timeout-ms", timeoutMs, 1, MOST_TIMEOUT_MS);
        if (!(ratePerSecond >= 0) || ratePerSecond > MOST_RATE) {
            throw new ProbeException("--rate is " + ratePerSecond + "; above 0 to " + (long) MOST_RATE
                    + " requests a second are allowed. Give such a number.");
        }
    }

    private static void within(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ProbeException(
                    option + " is " + value + "; " + least + " to " + most + " are allowed. Give such a number.");
        }
    }

    /** True when requests start by a schedule, whether or not earlier ones have ended. */
    public boolean isOpen() {
        return ratePerSecond > 0;
    }
}
