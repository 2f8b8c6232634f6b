package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;

/**
 * The way between two places in one call, modelled: half of a round trip that the call draws once, and a little jitter a message. Each
 * {@link #lane} of it keeps its order.
 */
final class Route {

    /** No way is longer than this, one way; the distribution's tail has no end. */
    private static final long MOST_NANOS = 2_000_000_000L;

    private final Timeline timeline;
    private final Chance chance;
    private final long oneWayNanos;
    private final double jitterNanos;
    private long messages;

    /** A route of {@code roundTrip}; {@code seeds} are those of this call and this pair of places. */
    Route(Timeline timeline, Latency roundTrip, double jitterMs, Seeds seeds) {
        this.timeline = timeline;
        this.chance = new Chance(seeds);
        this.oneWayNanos = oneWayNanos(roundTrip, seeds);
        this.jitterNanos = jitterMs * 1e6;
    }

    /** Half of the round trip that a call with these seeds draws, ns. */
    static long oneWayNanos(Latency roundTrip, Seeds seeds) {
        return Math.min(MOST_NANOS, roundTrip.nextNanos(seeds.at("distance").random()) / 2);
    }

    /** One direction of one exchange. */
    Lane lane() {
        return new Lane(timeline, () -> oneWayNanos + chance.exponentialNanos(messages++, 0, jitterNanos));
    }
}
