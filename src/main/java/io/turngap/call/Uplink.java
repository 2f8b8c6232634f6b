package io.turngap.call;

import io.turngap.scenario.Conditions;
import io.turngap.sound.FrameLoss;
import io.turngap.sound.Pcm;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The emulated way from the caller to the agent: loses frames and puts concealment in their place, delays them, keeps their order.
 * Where it emulates nothing a frame goes out at once and nothing is copied.
 */
final class Uplink {

    /** Most frames under way: twenty seconds; the oldest goes out early when there are more. */
    private static final int MOST_FRAMES = 1_000;

    private final Timeline timeline;
    private final Acoustics acoustics;
    private final Consumer<short[]> agent;
    private final Seeds seeds;
    private final NetworkPath path;
    private final Map<Conditions.Loss, FrameLoss> losses = new HashMap<>();
    private final Acoustics.Concealment concealment;
    private final Runnable arrive = this::arrive;
    private FrameLoss loss = () -> false;
    private short[][] frames = new short[0][];
    private long[] dues = new long[0];
    private int head;
    private int underWay;
    private long lost;

    Uplink(Timeline timeline, Acoustics acoustics, Seeds seeds, Consumer<short[]> agent) {
        this.timeline = timeline;
        this.acoustics = acoustics;
        this.agent = agent;
        this.seeds = seeds;
        this.path = new NetworkPath(seeds.at("uplink.jitter"));
        this.concealment = acoustics.concealment();
    }

    void conditions(Conditions.Network network) {
        path.conditions(network);
        loss = network.loss() instanceof Conditions.Loss.None
                ? () -> false
                : losses.computeIfAbsent(
                        network.loss(),
                        kind -> acoustics.loss(kind, seeds.at("uplink.loss").random()));
    }

    /** Sends a frame that left the caller at {@code dueNanos}; the array may be used again afterwards, and its content may be changed. */
    void send(short[] frame, long dueNanos) {
        if (loss.lost()) {
            lost++;
            concealment.conceal(frame);
        } else {
            concealment.arrived(frame);
        }
        if (underWay == 0 && path.transparent(dueNanos)) {
            agent.accept(frame);
            return;
        }
        if (frames.length == 0) {
            frames = new short[MOST_FRAMES][];
            dues = new long[MOST_FRAMES];
        }
        if (underWay == MOST_FRAMES) {
            deliverOldest();
        }
        int place = (head + underWay) % MOST_FRAMES;
        if (frames[place] == null) {
            frames[place] = new short[Pcm.FRAME_SAMPLES];
        }
        System.arraycopy(frame, 0, frames[place], 0, frame.length);
        dues[place] = path.arrival(dueNanos);
        underWay++;
        timeline.at(dues[place], arrive);
    }

    /** Frames lost so far. */
    long lost() {
        return lost;
    }

    /** Nothing more arrives. */
    void close() {
        underWay = 0;
    }

    private void arrive() {
        while (underWay > 0 && dues[head] <= timeline.nowNanos()) {
            deliverOldest();
        }
    }

    private void deliverOldest() {
        short[] frame = frames[head];
        head = (head + 1) % MOST_FRAMES;
        underWay--;
        agent.accept(frame);
    }
}
