package io.turngap.agent;

/**
 * Waits for speech, then for the silence that ends it; emits the onset and the end of each turn.
 *
 * <p>Everything is counted in received frames of 20 ms: a caller whose stream stalls does not fall silent by stalling. A turn begins once
 * {@code minSpeechMs} of speech came with no gap above 100 ms, and its onset is the first of those frames. It ends once the silence that
 * the {@link Silence} policy asks for follows the last speech frame, or after {@code maxTurnMs}.
 *
 * <p>Frames that are all speech or all silence can be taken many at once: {@link #quiet} says how many of them change nothing but counters,
 * so that whoever hears no sound has to come by for the few that matter only.
 */
final class Endpointer {

    static final int FRAME_MS = 20;
    private static final long FRAME_NANOS = FRAME_MS * 1_000_000L;
    private static final int MOST_GAP_FRAMES = 5;

    /** However many frames come. */
    static final long FOREVER = Long.MAX_VALUE;

    /** What the endpointer found. Frames are counted from 0 at the start of the stream. */
    interface Listener {
        /** A turn began with frame {@code onset}; the frame at hand is {@code now}. */
        void began(long onset, long now);

        /** The turn is over; {@code lastSpeech} was its last speech frame, which was received at {@code lastSpeechNanos}. */
        void ended(long lastSpeech, long lastSpeechNanos);
    }

    /** How much silence ends the turn at hand. */
    @FunctionalInterface
    interface Silence {
        /**
         * How much is needed, asked on each frame from {@link #leastMs} of silence on, so an end-of-turn model may change its mind.
         *
         * @param silentMs silence so far
         */
        long neededMs(long silentMs);

        /** Less than this never is enough. */
        default long leastMs() {
            return neededMs(0);
        }
    }

    private final long minSpeechFrames;
    private final long maxTurnFrames;
    private final Silence silence;
    private final Listener listener;

    private long frame = -1;
    private long onset;
    private long lastSpeech;
    private long lastSpeechNanos;
    private int voiced;
    private boolean inTurn;

    Endpointer(AgentConfig.Endpointing config, Silence silence, Listener listener) {
        this.minSpeechFrames = Math.ceilDiv(config.minSpeechMs(), FRAME_MS);
        this.maxTurnFrames = Math.ceilDiv(config.maxTurnMs(), FRAME_MS);
        this.silence = silence;
        this.listener = listener;
    }

    void frame(boolean speech, long receivedNanos) {
        count(speech, 1, receivedNanos);
        if (speech && !inTurn && voiced >= minSpeechFrames) {
            inTurn = true;
            listener.began(onset, frame);
        }
        if (inTurn && (isSilent() || frame - onset + 1 >= maxTurnFrames)) {
            reset();
            listener.ended(lastSpeech, lastSpeechNanos);
        }
    }

    /** As {@code count} calls of {@link #frame}, all speech or all not, 20 ms apart, the last received at {@code lastReceivedNanos}. */
    void frames(boolean speech, long count, long lastReceivedNanos) {
        for (long left = count; left > 0; ) {
            long passed = Math.min(left, quiet(speech));
            if (passed > 0) {
                left -= passed;
                count(speech, passed, lastReceivedNanos - left * FRAME_NANOS);
            } else {
                left--;
                frame(speech, lastReceivedNanos - left * FRAME_NANOS);
            }
        }
    }

    /** Of the next frames, were they all speech or all not, how many come before the first that could begin or end a turn; {@link #FOREVER} for all. */
    long quiet(boolean speech) {
        if (!inTurn && !speech) {
            return FOREVER;
        }
        long next = inTurn ? maxTurnFrames - 1 - (frame - onset) : minSpeechFrames - voiced;
        if (inTurn && !speech) {
            next = Math.min(next, Math.ceilDiv(silence.leastMs(), FRAME_MS) - (frame - lastSpeech));
        }
        return Math.max(0, next - 1);
    }

    /** True between a turn's beginning and its end. */
    boolean inTurn() {
        return inTurn;
    }

    /** Milliseconds of speech in the turn at hand, gaps not counted. */
    long voicedMs() {
        return (long) voiced * FRAME_MS;
    }

    /** Ends the turn at hand now; false when there is none. */
    boolean end() {
        if (!inTurn) {
            return false;
        }
        reset();
        listener.ended(lastSpeech, lastSpeechNanos);
        return true;
    }

    /** Forgets the turn at hand without ending it. */
    void reset() {
        inTurn = false;
        voiced = 0;
    }

    private void count(boolean speech, long frames, long receivedNanos) {
        frame += frames;
        if (speech) {
            if (voiced == 0) {
                onset = frame - frames + 1;
            }
            voiced += (int) frames;
            lastSpeech = frame;
            lastSpeechNanos = receivedNanos;
        } else if (!inTurn && voiced > 0 && frame - lastSpeech > MOST_GAP_FRAMES) {
            voiced = 0;
        }
    }

    private boolean isSilent() {
        long silentMs = (frame - lastSpeech) * FRAME_MS;
        return silentMs >= silence.leastMs() && silentMs >= silence.neededMs(silentMs);
    }
}
