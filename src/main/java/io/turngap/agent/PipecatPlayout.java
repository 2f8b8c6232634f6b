package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Sends an agent's sound as fast as it is played, as Pipecat's output transport does: frames of {@value #FRAME_MS} ms at
 * {@value #RATE_HZ} Hz at absolute due times. Says when the first leaves after a silence, and that it is silent again {@value #SILENT_MS} ms
 * after the last. What the agent made ahead waits here, so that nothing of it is heard after an interruption.
 */
final class PipecatPlayout {

    static final int RATE_HZ = 24_000;
    static final int FRAME_MS = 40;
    static final int SILENT_MS = 350;

    /** Sound that waits; what a reply says beyond is cut off. */
    private static final int MOST_WAITING_BYTES = 300 * RATE_HZ * 2;

    private static final int FRAME_BYTES = RATE_HZ / 1_000 * FRAME_MS * 2;
    private static final LinearAudio FORM = new LinearAudio(RATE_HZ);

    /** Who is told. */
    interface Listener {
        void started();

        void stopped();
    }

    /** Sound, or something to be done once all before it has left. */
    private record Piece(byte[] sound, Runnable then) {}

    private final Timeline timeline;
    private final Rtvi client;
    private final Listener listener;
    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
    private final byte[] frame = new byte[FRAME_BYTES];
    private WireEncoder encoder = new WireEncoder(FORM);
    private Timeline.Scheduled next = () -> {};
    private Timeline.Scheduled silent = () -> {};
    private int filled;
    private int taken;
    private int waitingBytes;
    private long freeNanos;
    private boolean scheduled;
    private boolean speaking;

    PipecatPlayout(Timeline timeline, Rtvi client, Listener listener) {
        this.timeline = timeline;
        this.client = client;
        this.listener = listener;
        this.freeNanos = timeline.nowNanos();
    }

    /** Takes the next sound, 16 kHz mono. */
    void play(short[] samples) {
        byte[] bytes = encoder.encode(samples);
        if (bytes.length > 0 && waitingBytes + bytes.length <= MOST_WAITING_BYTES) {
            waitingBytes += bytes.length;
            waiting.add(new Piece(bytes, () -> {}));
            pump();
        }
    }

    /** Nothing follows for now: what is too little for a frame leaves too, and then this is done. */
    void then(Runnable done) {
        waiting.add(new Piece(new byte[0], done));
        pump();
    }

    /** True while sound waits or is being heard. */
    boolean isBusy() {
        return !waiting.isEmpty() || filled > 0 || speaking && freeNanos > timeline.nowNanos();
    }

    /** Drops what has not left, and what was to be done after it. */
    void drop() {
        next.cancel();
        silent.cancel();
        scheduled = false;
        waiting.clear();
        waitingBytes = 0;
        filled = 0;
        taken = 0;
        encoder = new WireEncoder(FORM);
        freeNanos = timeline.nowNanos();
        if (speaking) {
            speaking = false;
            listener.stopped();
        }
    }

    private void pump() {
        while (!scheduled && fill()) {
            long now = timeline.nowNanos();
            if (freeNanos > now) {
                scheduled = true;
                next = timeline.at(freeNanos, () -> {
                    scheduled = false;
                    leave();
                    pump();
                });
            } else {
                leave();
            }
        }
    }

    /** Fills a frame; true when one is ready to leave: a full one, or the last of its sound. */
    private boolean fill() {
        while (filled < FRAME_BYTES) {
            Piece piece = waiting.peek();
            if (piece == null) {
                return false;
            }
            if (piece.sound().length == 0) {
                if (filled > 0) {
                    return true;
                }
                waiting.remove();
                piece.then().run();
                continue;
            }
            int part = Math.min(FRAME_BYTES - filled, piece.sound().length - taken);
            System.arraycopy(piece.sound(), taken, frame, filled, part);
            filled += part;
            taken += part;
            waitingBytes -= part;
            if (taken == piece.sound().length) {
                taken = 0;
                waiting.remove();
            }
        }
        return true;
    }

    private void leave() {
        if (filled == 0) {
            return;
        }
        long now = timeline.nowNanos();
        silent.cancel();
        if (!speaking) {
            speaking = true;
            listener.started();
        }
        client.sound(Arrays.copyOf(frame, filled), RATE_HZ);
        // A late frame does not make all that follow late: the clock goes on from where the last was due, unless there
        // was a pause.
        long due = now - freeNanos > FRAME_MS * 1_000_000L ? now : freeNanos;
        freeNanos = due + filled * 1_000_000_000L / (RATE_HZ * 2);
        filled = 0;
        silent = timeline.at(freeNanos + SILENT_MS * 1_000_000L, () -> {
            speaking = false;
            listener.stopped();
        });
    }
}
