package io.turngap.agent;

import io.turngap.sound.Concealment;
import io.turngap.sound.Pcm;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;

/**
 * The way between one caller and the agent, modelled: in front of the agent's ears it carries the caller's frames by {@link Transport},
 * over the distance between their regions ({@code uplink}); behind its mouth it carries what is bound to the sound over the same distance back
 * ({@code downlink}). Where nothing is set, everything passes at once and nothing is copied.
 *
 * <p>What the agent tells of itself, milestones above all, has its own instants and is told at once.
 */
final class Access {

    /** What hears at the end of the way. */
    interface Ears {
        /** The caller's sound, 16 kHz mono, received at {@code receivedNanos}. */
        void audio(short[] samples, int count, long receivedNanos);
    }

    private final Timeline timeline;
    private final Ears ears;
    private final Transport transport;
    private final Lane uplink;
    private final boolean open;
    private final long oneWayNanos;
    private final double jitterNanos;
    private final Chance back;
    private final AgentConfig.Network network;
    private final Concealment concealment = new Concealment();
    private short[] frame = new short[Pcm.FRAME_SAMPLES];
    private int filled;
    private long frames;
    private long messages;

    /** The way of one call, to {@code ears}. */
    Access(AgentConfig config, long call, Timeline timeline, Ears ears) {
        AgentConfig.Network network = CallerRegion.of(config.network(), Placement.seeds(config, call));
        Placement placement = Placement.of(network);
        this.timeline = timeline;
        this.ears = ears;
        this.network = network;
        this.open = placement.toCaller().isEmpty() && network.transport().equals("none");
        Seeds seeds = Placement.seeds(config, call).at("access");
        this.oneWayNanos = placement
                .toCaller()
                .map(roundTrip -> Route.oneWayNanos(roundTrip, seeds))
                .orElse(0L);
        this.jitterNanos = oneWayNanos == 0 ? 0 : placement.jitterMs() * 1e6;
        this.transport = Transport.of(network, oneWayNanos, placement.jitterMs(), seeds);
        this.back = new Chance(seeds.at("downlink"));
        this.uplink = new Lane(timeline, () -> 0);
    }

    /** Takes the caller's sound in pieces of any size, as {@link AgentCall#audio}. */
    void audio(short[] samples, int count, long receivedNanos) {
        if (open) {
            ears.audio(samples, count, receivedNanos);
            return;
        }
        int taken = 0;
        while (taken < count) {
            int n = Math.min(count - taken, frame.length - filled);
            System.arraycopy(samples, taken, frame, filled, n);
            taken += n;
            filled += n;
            if (filled == frame.length) {
                short[] full = frame;
                frame = new short[Pcm.FRAME_SAMPLES];
                filled = 0;
                carry(frames++, full, receivedNanos);
            }
        }
    }

    /**
     * When what left a caller without sound as the frame of this index reaches the agent's ears; to be asked for in order, and frames may be
     * left out.
     */
    long deliveredNanos(long index, long sentNanos) {
        return open ? sentNanos : transport.deliveredNanos(index, sentNanos);
    }

    /** {@code caller}, at the end of the way back. */
    AgentEvents events(AgentEvents caller) {
        if (open) {
            return caller;
        }
        return new AccessEvents(caller, transport, oneWayNanos == 0 ? null : new Lane(timeline, this::backNanos));
    }

    /** What is under way arrives now, since the client has said that a turn ends here. */
    void settle() {
        uplink.settle();
    }

    /** Nothing arrives any more. */
    void close() {
        uplink.clear();
    }

    /** The region that this call comes from, drawn; empty where all come from one. */
    String region() {
        return network.callers().isEmpty() ? "" : network.caller();
    }

    /** What is modelled of the network, for the agent to say of itself; empty where nothing is. */
    String description() {
        String placed = Placement.of(network).description(network);
        if (network.transport().equals("none")) {
            return placed;
        }
        boolean held = network.transport().equals("udp");
        return (placed.isEmpty() ? "" : placed + "; ") + network.transport() + " with "
                + Math.round(network.lossRate() * 10_000) / 100.0 + " % loss and " + network.jitterMs() + " ms jitter"
                + (held ? ", buffer " + network.jitterBufferMs() + " ms" : "");
    }

    private void carry(long index, short[] full, long sentNanos) {
        long dueNanos = transport.deliveredNanos(index, sentNanos);
        boolean concealed = transport.concealed(index);
        uplink.arriveAt(dueNanos, () -> {
            if (concealed) {
                concealment.lost(full);
            } else {
                concealment.arrived(full);
            }
            ears.audio(full, full.length, timeline.nowNanos());
        });
    }

    private long backNanos() {
        return oneWayNanos + back.exponentialNanos(messages++, 0, jitterNanos);
    }
}
