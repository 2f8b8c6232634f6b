package io.turngap.agent;

/**
 * Waits for speech, then for the silence that ends it; emits the onset and the end of each turn.
 *
 * <p>Everything is counted in received frames of 20 ms: a caller whose stream stalls does not fall silent by stalling. A turn begins once
 * {@code minSpeechMs} of speech came with no gap above 100 ms, and its onset is the first of those frames. It ends once the silence that
 * the {@link Silence} policy asks for follows the last speech frame, or after {@code maxTurnMs}.
 */
final class Endpointer {

    static final int FRAME_MS = 20;
    private static final int MOST_GAP_FRAMES = 5;

    /** What the endpointer found. Frames are counted from 0 at the start of the stream. */
    interface Listener {
        /** A turn began with frame {@code onset}; the frame at hand is {@code now}. */
        void began(long onset, long now);

        /** The turn is over; {@code lastSpeech} was its last speech frame, which was received at {@code lastSpeechNanos}. */
        void ended(long lastSpeech, long lastSpeechNanos);
    }

    /** How much silence ends the turn at hand; asked on each frame, so an end-of-turn model may change its mind. */
    @FunctionalInterface
    interface Silence {
        long neededMs();
    }

    private final long minSpeechMs;
    private final long maxTurnMs;
    private final Silence silence;
    private final Listener listener;

    private long frame = -1;
    private long onset;
    private long lastSpeech;
    private long lastSpeechNanos;
    private int voiced;
    private boolean inTurn;

    Endpointer(AgentConfig.Endpointing config, Silence silence, Listener listener) {
        this.minSpeechMs = config.minSpeechMs();
        this.maxTurnMs = config.maxTurnMs();
        this.silence = silence;
        this.listener = listener;
    }

    void frame(boolean speech, long receivedNanos) {
        frame++;
        if (speech) {
            if (voiced == 0) {
                onset = frame;
            }
            voiced++;
            lastSpeech = frame;
            lastSpeechNanos = receivedNanos;
            if (!inTurn && voiced * FRAME_MS >= minSpeechMs) {
                inTurn = true;
                listener.began(onset, frame);
            }
        } else if (!inTurn && voiced > 0 && frame - lastSpeech > MOST_GAP_FRAMES) {
            voiced = 0;
        }
        boolean silent = (frame - lastSpeech) * FRAME_MS >= silence.neededMs();
        boolean tooLong = (frame - onset + 1) * FRAME_MS >= maxTurnMs;
        if (inTurn && (silent || tooLong)) {
            reset();
            listener.ended(lastSpeech, lastSpeechNanos);
        }
    }

    /** True between a turn's beginning and its end. */
    boolean inTurn() {
        return inTurn;
    }

    /** Milliseconds of speech in the turn at hand, gaps not counted. */
    long voicedMs() {
        return (long) voiced * FRAME_MS;
    }

    /** Forgets the turn at hand without ending it. */
    void reset() {
        inTurn = false;
        voiced = 0;
    }
}
