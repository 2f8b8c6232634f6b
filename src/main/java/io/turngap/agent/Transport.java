package io.turngap.agent;

import io.turngap.time.Seeds;

/**
 * How the caller's frames of 20 ms come to the agent, {@code network.transport}, modelled: pure functions of a frame's index and of when
 * it was sent, so that callers with sound and without are carried by the same code. One for each call; frames are asked for in order, more or
 * less, and some may be left out.
 */
interface Transport {

    /** A frame and the next leave the caller so far apart, ns. */
    long FRAME_NANOS = Endpointer.FRAME_MS * 1_000_000L;

    /** When the agent is given {@code frame}, or what stands in its place, if it left at {@code sentNanos}. */
    long deliveredNanos(long frame, long sentNanos);

    /** True when something else stands in place of {@code frame}, for it never comes, or not in time. */
    boolean concealed(long frame);

    /** True when {@code frame} had to be sent again. */
    boolean sentAgain(long frame);

    /**
     * As the settings say.
     *
     * @param oneWayNanos what distance alone takes, one way
     * @param seeds those of this call
     */
    static Transport of(AgentConfig.Network network, long oneWayNanos, double distanceJitterMs, Seeds seeds) {
        Chance chance = new Chance(seeds.at("transport"));
        return switch (network.transport()) {
            case "udp" -> new UdpPath(network, oneWayNanos, chance);
            case "tcp" -> new TcpPath(network, oneWayNanos, chance);
            default -> new Unchanged(oneWayNanos, oneWayNanos == 0 ? 0 : distanceJitterMs * 1e6, chance);
        };
    }

    /** Distance and nothing else. */
    record Unchanged(long oneWayNanos, double jitterNanos, Chance chance) implements Transport {
        @Override
        public long deliveredNanos(long frame, long sentNanos) {
            return sentNanos + oneWayNanos + chance.exponentialNanos(frame, 0, jitterNanos);
        }

        @Override
        public boolean concealed(long frame) {
            return false;
        }

        @Override
        public boolean sentAgain(long frame) {
            return false;
        }
    }
}
