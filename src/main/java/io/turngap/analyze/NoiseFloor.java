package io.turngap.analyze;

import io.turngap.sound.Level;
import io.turngap.sound.LevelTrack;
import java.util.Arrays;
import java.util.List;

/**
 * The noise of a channel, followed over the recording by percentiles of the levels around each instant.
 *
 * <p>First without knowing who speaks ({@link #floor}), after R. Martin, "Noise power spectral density estimation based on optimal smoothing
 * and minimum statistics" (IEEE Trans. Speech Audio Process. 9, 2001): speech has gaps, so the least of some seconds is noise. A low percentile stands
 * for the least, in one band, and since the recording is whole the seconds to come are known as well. Then, once it is known roughly where
 * speech is, from the rest alone ({@link #ceiling}): how high the noise itself goes, so that a steady hiss hides little and a street's
 * swell is no speech.
 */
final class NoiseFloor {

    private static final int STEP_BLOCKS = 500 / LevelTrack.BLOCK_MS;
    /** Steps looked at on either side for the floor: 4 s. */
    private static final int FLOOR_STEPS = 8;
    /** And for the ceiling: 10 s. */
    private static final int CEILING_STEPS = 20;

    private static final double FLOOR_SHARE = 0.1;
    private static final double CEILING_SHARE = 0.98;
    /** Fewer blocks than this of mere noise, half a second, say nothing of its ceiling. */
    private static final int FEWEST_BLOCKS = 100;
    /** So close to speech it is not over for sure: weak ends, and the room's echo. */
    private static final int NEAR_BLOCKS = 150 / LevelTrack.BLOCK_MS;
    /** Above the floor where nothing better is known. */
    private static final float USUAL_RISE_DB = 7;

    private static final int BINS = 256;
    private static final float BINS_A_DB = 2;

    private NoiseFloor() {}

    /**
     * The floor at each block, dBFS: the tenth percentile of the 4 s before and of the 4 s behind, whichever is lower.
     *
     * @param smoothDb level of each block, smoothed over 20 ms
     */
    static float[] floor(float[] smoothDb) {
        int[][] counts = new int[steps(smoothDb)][BINS];
        for (int i = 0; i < smoothDb.length; i++) {
            counts[i / STEP_BLOCKS][bin(smoothDb[i])]++;
        }
        float[] floor = new float[smoothDb.length];
        for (int step = 0; step < counts.length; step++) {
            float before = percentile(counts, step - FLOOR_STEPS, step, FLOOR_SHARE, 0);
            float after = percentile(counts, step, step + FLOOR_STEPS, FLOOR_SHARE, 0);
            fill(floor, step, either(before, after));
        }
        return floor;
    }

    /**
     * What the noise at each block does not exceed but for one block in fifty, dBFS.
     *
     * @param speech where speech was found by the floor
     * @param echoDb level that the other channel's copy alone may have; such blocks are no noise either
     */
    static float[] ceiling(ChannelLevel channel, List<Stretch> speech, float[] echoDb) {
        float[] smooth = channel.smoothDb();
        boolean[] taken = new boolean[smooth.length];
        for (Stretch stretch : speech) {
            int from = (int) Math.max(0, stretch.first() / LevelTrack.BLOCK_SAMPLES - NEAR_BLOCKS);
            int to = (int) Math.min(smooth.length - 1L, stretch.last() / LevelTrack.BLOCK_SAMPLES + NEAR_BLOCKS);
            Arrays.fill(taken, from, Math.max(from, to + 1), true);
        }
        int[][] counts = new int[steps(smooth)][BINS];
        for (int i = 0; i < smooth.length; i++) {
            if (!taken[i] && !(i < echoDb.length && echoDb[i] > channel.floorDb()[i])) {
                counts[i / STEP_BLOCKS][bin(smooth[i])]++;
            }
        }
        float[] ceiling = new float[smooth.length];
        for (int step = 0; step < counts.length; step++) {
            float found = percentile(counts, step - CEILING_STEPS, step + CEILING_STEPS, CEILING_SHARE, FEWEST_BLOCKS);
            float usual = channel.floorDb()[Math.min(smooth.length - 1, step * STEP_BLOCKS)] + USUAL_RISE_DB;
            fill(ceiling, step, Float.isNaN(found) ? usual : found);
        }
        return ceiling;
    }

    private static int steps(float[] blocks) {
        return (blocks.length + STEP_BLOCKS - 1) / STEP_BLOCKS;
    }

    private static void fill(float[] values, int step, float value) {
        int to = Math.min(values.length, (step + 1) * STEP_BLOCKS);
        Arrays.fill(values, step * STEP_BLOCKS, to, value);
    }

    /** Digital silence is no noise that could go on: beside it the other side tells, where a line was opened or closed, say. */
    private static float either(float before, float after) {
        boolean oneIsSilence = Math.min(before, after) <= Level.SILENCE_DBFS + 1;
        return oneIsSilence ? Math.max(before, after) : Math.min(before, after);
    }

    /** Of the counts from one step to another, both included; not a number where there are fewer than {@code fewest}. */
    private static float percentile(int[][] counts, int fromStep, int toStep, double share, int fewest) {
        int from = Math.max(0, fromStep);
        int to = Math.min(counts.length - 1, toStep);
        int[] sums = new int[BINS];
        int all = 0;
        for (int s = from; s <= to; s++) {
            for (int bin = 0; bin < BINS; bin++) {
                sums[bin] += counts[s][bin];
                all += counts[s][bin];
            }
        }
        if (all < fewest) {
            return Float.NaN;
        }
        double wanted = share * all;
        int seen = 0;
        for (int bin = 0; bin < BINS; bin++) {
            seen += sums[bin];
            if (seen > wanted) {
                return (float) (bin / BINS_A_DB + Level.SILENCE_DBFS);
            }
        }
        return (float) Level.SILENCE_DBFS;
    }

    private static int bin(float db) {
        return Math.clamp(Math.round((db - (float) Level.SILENCE_DBFS) * BINS_A_DB), 0, BINS - 1);
    }
}
