package io.turngap.agent;

import io.turngap.sound.Audibility;
import io.turngap.sound.OnsetDetector;
import io.turngap.sound.Pcm;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Cuts the silence before speech down to {@value #KEPT_MS} ms: waits until {@link OnsetDetector} finds the first audible sample and passes
 * on all from {@value #KEPT_MS} ms before it. Of a sound that is silent throughout nothing is passed on.
 */
final class LeadingSilence implements Predicate<short[]> {

    static final int KEPT_MS = 10;

    private static final int KEPT = KEPT_MS * Pcm.RATE_HZ / 1_000;

    private final Predicate<short[]> taker;
    private final Onset onset = new Onset();
    private final OnsetDetector detector = new OnsetDetector(Audibility.STANDARD, 0, onset);
    private short[] waiting = {};

    /** {@code taker} takes what is left, and says whether more is wanted. */
    LeadingSilence(Predicate<short[]> taker) {
        this.taker = taker;
    }

    @Override
    public boolean test(short[] chunk) {
        if (onset.sample >= 0) {
            return taker.test(chunk);
        }
        detector.accept(chunk, 0, chunk.length);
        short[] all = Arrays.copyOf(waiting, waiting.length + chunk.length);
        System.arraycopy(chunk, 0, all, waiting.length, chunk.length);
        long start = detector.position() - all.length;
        long keep = onset.sample >= 0 ? onset.sample - KEPT : detector.position() - detector.latencySamples() - KEPT;
        waiting = Arrays.copyOfRange(all, (int) Math.max(0, keep - start), all.length);
        return onset.sample < 0 || taker.test(waiting);
    }

    private static final class Onset implements OnsetDetector.Listener {
        private long sample = -1;

        @Override
        public void onset(long first) {
            sample = sample < 0 ? first : sample;
        }

        @Override
        public void offset(long lastSample) {}
    }
}
