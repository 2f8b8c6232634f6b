package io.turngap.analyze;

import io.turngap.sound.Level;
import io.turngap.sound.LevelTrack;

/**
 * The noise floor of a channel, followed over the recording: at each instant a low percentile of the levels of the seconds before and of
 * those after, whichever is lower. After R. Martin, "Noise power spectral density estimation based on optimal smoothing and minimum
 * statistics" (IEEE Trans. Speech Audio Process. 9, 2001): speech has gaps, so the least of some seconds is noise. A percentile stands for
 * the least, in one band, and since the recording is whole the seconds to come are known as well.
 */
final class NoiseFloor {

    private static final int STEP_BLOCKS = 500 / LevelTrack.BLOCK_MS;
    /** Steps looked at on either side: 4 s. */
    private static final int SIDE_STEPS = 8;

    private static final double SHARE = 0.1;
    private static final int BINS = 128;

    private NoiseFloor() {}

    /**
     * The floor at each block, dBFS.
     *
     * @param smoothDb level of each block, smoothed over 20 ms
     */
    static float[] of(float[] smoothDb) {
        int steps = Math.max(1, (smoothDb.length + STEP_BLOCKS - 1) / STEP_BLOCKS);
        int[][] counts = new int[steps][BINS];
        for (int i = 0; i < smoothDb.length; i++) {
            counts[i / STEP_BLOCKS][bin(smoothDb[i])]++;
        }
        float[] floor = new float[smoothDb.length];
        for (int step = 0; step < steps; step++) {
            float before = percentile(counts, Math.max(0, step - SIDE_STEPS), step);
            float after = percentile(counts, step, Math.min(steps - 1, step + SIDE_STEPS));
            int to = Math.min(floor.length, (step + 1) * STEP_BLOCKS);
            for (int i = step * STEP_BLOCKS; i < to; i++) {
                floor[i] = either(before, after);
            }
        }
        return floor;
    }

    /** Digital silence is no noise that could go on: beside it the other side tells, where a line was opened or closed, say. */
    private static float either(float before, float after) {
        boolean oneIsSilence = Math.min(before, after) <= Level.SILENCE_DBFS + 1;
        return oneIsSilence ? Math.max(before, after) : Math.min(before, after);
    }

    private static float percentile(int[][] counts, int from, int to) {
        int all = 0;
        for (int s = from; s <= to; s++) {
            for (int count : counts[s]) {
                all += count;
            }
        }
        double wanted = SHARE * all;
        int seen = 0;
        for (int bin = 0; bin < BINS; bin++) {
            for (int s = from; s <= to; s++) {
                seen += counts[s][bin];
            }
            if (seen > wanted) {
                return (float) (bin + Level.SILENCE_DBFS);
            }
        }
        return (float) Level.SILENCE_DBFS;
    }

    private static int bin(float db) {
        return Math.clamp(Math.round(db - Level.SILENCE_DBFS), 0, BINS - 1);
    }
}
