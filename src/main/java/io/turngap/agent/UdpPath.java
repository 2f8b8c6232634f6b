package io.turngap.agent;

/**
 * Frames by UDP, as RTP carries them: a jitter buffer of {@code network.jitter_buffer_ms} holds every packet back until that long after
 * the fastest possible one would have come, and what has not come by then is concealed: a packet that is lost ({@code network.loss_rate},
 * each on its own) and one whose random delay (exponential, mean {@code network.jitter_ms}) is longer than the buffer,
 * {@code exp(-buffer / jitter)} of them.
 *
 * <p>So the delay is the same for each frame, whatever the network does; it costs the buffer on every turn, and the words that fall into
 * what is concealed. The buffer is fixed; one of 0 is late for every packet that jitters.
 */
final class UdpPath implements Transport {

    private static final int LOSS = 0;
    private static final int LATE = 1;

    private final Chance chance;
    private final double lossRate;
    private final double lateRate;
    private final long oneWayNanos;
    private final long bufferNanos;

    UdpPath(AgentConfig.Network network, long oneWayNanos, Chance chance) {
        this.chance = chance;
        this.lossRate = network.lossRate();
        double jitterMs = network.jitterMs();
        this.lateRate = jitterMs == 0 ? 0 : Math.exp(-network.jitterBufferMs() / jitterMs);
        this.oneWayNanos = oneWayNanos;
        this.bufferNanos = Math.round(network.jitterBufferMs() * 1e6);
    }

    @Override
    public long deliveredNanos(long frame, long sentNanos) {
        return sentNanos + oneWayNanos + bufferNanos;
    }

    @Override
    public boolean concealed(long frame) {
        return chance.unit(frame, LOSS) < lossRate || chance.unit(frame, LATE) < lateRate;
    }

    @Override
    public boolean sentAgain(long frame) {
        return false;
    }
}
