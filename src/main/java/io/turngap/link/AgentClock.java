package io.turngap.link;

/**
 * Maps an agent's monotonic clock to ours from pings that carry four instants, as NTP does (RFC 5905, sections 8 and 10): with T1 sent and
 * T4 received here, T2 received and T3 sent there,
 *
 * <pre>
 * offset = ((T2 - T1) + (T3 - T4)) / 2        delay = (T4 - T1) - (T3 - T2)
 * </pre>
 *
 * and the true offset is within delay / 2 of that, however unequal the two ways are. Of the last eight samples the tightest is used, where
 * each loosens with age by 15 parts in a million, the tolerance that RFC 5905 assumes of a clock (PHI).
 */
final class AgentClock {

    private static final int STAGES = 8;
    private static final double DRIFT = 15e-6;

    private final long[] offsets = new long[STAGES];
    private final long[] delays = new long[STAGES];
    private final long[] takenAt = new long[STAGES];
    private long samples;

    /** Takes one exchange; false when its instants cannot be true (time ran backwards somewhere). */
    boolean accept(long t1, long t2, long t3, long t4) {
        long delay = (t4 - t1) - (t3 - t2);
        if (t4 - t1 < 0 || t3 - t2 < 0 || delay < 0) {
            return false;
        }
        int slot = (int) (samples++ % STAGES);
        // The formula above, rearranged: it adds no two large numbers, so that clocks far apart do not overflow.
        offsets[slot] = (t2 - t1) - delay / 2;
        delays[slot] = delay;
        takenAt[slot] = t4;
        return true;
    }

    /** True once an instant can be mapped. */
    boolean known() {
        return samples > 0;
    }

    /** Our instant of the agent's instant {@code agentNanos}, as known at our instant {@code nowNanos}. */
    long ours(long agentNanos, long nowNanos) {
        return agentNanos - offsets[best(nowNanos)];
    }

    /** Half-width of that, in nanoseconds. */
    long uncertaintyNanos(long nowNanos) {
        return uncertainty(best(nowNanos), nowNanos);
    }

    private int best(long nowNanos) {
        if (samples == 0) {
            throw new IllegalStateException("no clock sample yet; known() says whether there is one");
        }
        int best = 0;
        for (int i = 1; i < Math.min(samples, STAGES); i++) {
            if (uncertainty(i, nowNanos) < uncertainty(best, nowNanos)) {
                best = i;
            }
        }
        return best;
    }

    private long uncertainty(int slot, long nowNanos) {
        return (delays[slot] + 1) / 2 + (long) (Math.max(0, nowNanos - takenAt[slot]) * DRIFT);
    }
}
