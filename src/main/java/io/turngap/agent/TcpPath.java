package io.turngap.agent;

/**
 * Frames by TCP, as WebSockets carry them: nothing is lost, and what is late holds up all that follows it (head-of-line blocking). There is
 * no buffer to wait in when nothing goes wrong; the cost is a tail.
 *
 * <p>A packet that is lost is sent again when the acknowledgements of three later ones tell of the gap (fast retransmit, RFC 5681, section
 * 3.2): a stream of voice sends one every 20 ms, so that is 60 ms and a round trip after it was sent, more where followers are lost, too. When that one is lost as
 * well, the sender waits for its timer, RTO = max(200 ms, RTT + 4 RTTVAR), twice as long each time (RFC 6298, with the least timer of Linux
 * in place of the RFC's one second). A gap in a stream that never pauses is always told of before a first timer would run out.
 *
 * <p>RTT is both ways and the mean jitter of both; RTTVAR is the mean deviation of the sum of two exponential delays, 1.083 times their
 * mean. What acknowledgements suffer is left out, as are congestion control, which a stream so thin never meets, and loss in bursts.
 */
final class TcpPath implements Transport {

    /** Duplicate acknowledgements that tell of a gap. */
    private static final int DUPLICATES = 3;

    /** Followers that are looked at for these. */
    private static final int MOST_FOLLOWERS = 16;

    /** Times that a packet is sent in all; the last one arrives. */
    static final int MOST_TRIES = 6;

    private static final long LEAST_RTO_NANOS = 200_000_000;

    /** Of frames that were left out, so many are looked at for what holds up the next: longer than any packet takes. */
    private static final int LOOK_BACK = 500;

    private static final double MEAN_DEVIATION = 1.083;

    /** Purposes 0 to {@link #MOST_TRIES} - 1 are the loss of a try, those from here its jitter. */
    private static final int JITTER = MOST_TRIES;

    private final Chance chance;
    private final double lossRate;
    private final double jitterNanos;
    private final long oneWayNanos;
    private final long roundTripNanos;
    private final long timerNanos;
    private long nextFrame;
    private long lastNanos = Long.MIN_VALUE;

    TcpPath(AgentConfig.Network network, long oneWayNanos, Chance chance) {
        this.chance = chance;
        this.lossRate = network.lossRate();
        this.jitterNanos = network.jitterMs() * 1e6;
        this.oneWayNanos = oneWayNanos;
        this.roundTripNanos = 2 * oneWayNanos + Math.round(2 * jitterNanos);
        this.timerNanos = Math.max(LEAST_RTO_NANOS, roundTripNanos + Math.round(4 * MEAN_DEVIATION * jitterNanos));
    }

    @Override
    public long deliveredNanos(long frame, long sentNanos) {
        if (frame < nextFrame) {
            return again(frame, sentNanos);
        }
        for (long f = Math.max(nextFrame, frame - LOOK_BACK); f <= frame; f++) {
            long arrival = arrivalNanos(f, sentNanos - (frame - f) * FRAME_NANOS);
            lastNanos = lastNanos == Long.MIN_VALUE ? arrival : Math.max(lastNanos, arrival);
        }
        nextFrame = Math.max(nextFrame, frame + 1);
        return Math.max(lastNanos, sentNanos + oneWayNanos);
    }

    /** A frame that was asked for already, or left out: what holds it up is looked for anew. */
    private long again(long frame, long sentNanos) {
        long latest = sentNanos + oneWayNanos;
        for (long f = Math.max(0, frame - LOOK_BACK); f <= frame; f++) {
            latest = Math.max(latest, arrivalNanos(f, sentNanos - (frame - f) * FRAME_NANOS));
        }
        return latest;
    }

    @Override
    public boolean concealed(long frame) {
        return false;
    }

    @Override
    public boolean sentAgain(long frame) {
        return lost(frame, 0);
    }

    /** When a packet arrives, whatever it has to wait for then. */
    private long arrivalNanos(long frame, long sentNanos) {
        if (!lost(frame, 0)) {
            return sentNanos + oneWayNanos + jitter(frame, 0);
        }
        int followers = 0;
        int heard = 0;
        while (heard < DUPLICATES && followers < MOST_FOLLOWERS) {
            followers++;
            heard += lost(frame + followers, 0) ? 0 : 1;
        }
        long againNanos = sentNanos + followers * FRAME_NANOS + roundTripNanos;
        int attempt = 1;
        while (attempt < MOST_TRIES - 1 && lost(frame, attempt)) {
            againNanos += timerNanos << (attempt - 1);
            attempt++;
        }
        return againNanos + oneWayNanos + jitter(frame, attempt);
    }

    private boolean lost(long frame, int attempt) {
        return chance.unit(frame, attempt) < lossRate;
    }

    private long jitter(long frame, int attempt) {
        return chance.exponentialNanos(frame, JITTER + attempt, jitterNanos);
    }
}
