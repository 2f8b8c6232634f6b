package io.turngap.load;

import io.turngap.link.CallIdentity;
import io.turngap.link.Link;
import io.turngap.time.Timeline;

/** An agent on a test's timeline that opens a call at once and answers so long after the caller's tone was over, with a tone of its own. */
final class DelayedAgent implements Link {

    private static final short LOUD = 1_000;
    private static final int REPLY_SAMPLES = 16 * 200;

    private final Timeline timeline;
    private final long delayNanos;

    DelayedAgent(Timeline timeline, long delayNanos) {
        this.timeline = timeline;
        this.delayNanos = delayNanos;
    }

    @Override
    public Timeline nextTimeline() {
        return timeline;
    }

    @Override
    public Connection connect(Timeline on, CallIdentity identity, Listener listener) {
        timeline.after(1_000_000, () -> listener.connected(timeline.nowNanos()));
        return new Connection() {
            private boolean spoken;
            private boolean closed;

            @Override
            public void send(short[] frame) {
                boolean loud = false;
                for (short sample : frame) {
                    loud |= Math.abs(sample) > LOUD;
                }
                if (spoken && !loud) {
                    // The frame before this one was the last of the tone; it was sent a frame ago.
                    timeline.after(delayNanos - 20_000_000L, () -> {
                        if (!closed) {
                            listener.audio(timeline.nowNanos(), tone(), REPLY_SAMPLES, "reply");
                        }
                    });
                }
                spoken = loud;
            }

            @Override
            public void interrupted(String replyId, long playedMs) {}

            @Override
            public void hangUp() {
                if (!closed) {
                    closed = true;
                    timeline.after(
                            1,
                            () -> listener.closed(
                                    timeline.nowNanos(), new Ending(Ending.Kind.HUNG_UP, "the caller hung up")));
                }
            }
        };
    }

    private static short[] tone() {
        short[] samples = new short[REPLY_SAMPLES];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (12_000 * Math.sin(2 * Math.PI * 700 * i / 16_000));
        }
        return samples;
    }

    @Override
    public void close() {}
}
