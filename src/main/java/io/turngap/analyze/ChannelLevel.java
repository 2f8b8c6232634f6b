package io.turngap.analyze;

import io.turngap.sound.Level;
import java.util.Arrays;

/**
 * How loud one channel is over time.
 *
 * @param blockDb level of each block of 5 ms, dBFS
 * @param smoothDb the same over 20 ms
 * @param floorDb noise floor at each block, dBFS
 * @param speechDb mean level of what stands out of the floor, dBFS; {@link Level#SILENCE_DBFS} where nothing does
 */
@SuppressWarnings("ArrayRecordComponent")
record ChannelLevel(float[] blockDb, float[] smoothDb, float[] floorDb, double speechDb) {

    private static final int SMOOTH_BLOCKS = 4;
    /** What stands less out of the floor may be noise. */
    private static final double OUT_DB = 12;

    /** Fainter than this nobody hears it over a telephone, dBFS. */
    static final double FAINTEST_DBFS = -60;

    /** As the margin of ITU-T P.56 between active level and threshold. */
    private static final double MARGIN_DB = 15.9;

    static ChannelLevel of(float[] blockDb) {
        float[] smooth = smooth(blockDb);
        float[] floor = NoiseFloor.floor(smooth);
        return new ChannelLevel(blockDb, smooth, floor, speechDb(smooth, floor));
    }

    /** True when nothing in the channel could be speech. */
    boolean silent() {
        return speechDb <= FAINTEST_DBFS;
    }

    /** Median of the floor where there is one, dBFS. */
    double typicalFloorDb() {
        float[] sorted = floorDb.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Level.SILENCE_DBFS : sorted[sorted.length / 2];
    }

    private static float[] smooth(float[] blockDb) {
        float[] out = new float[blockDb.length];
        double[] power = new double[blockDb.length];
        for (int i = 0; i < power.length; i++) {
            power[i] = Math.pow(10, blockDb[i] / 10);
        }
        for (int i = 0; i < out.length; i++) {
            int from = Math.max(0, i - SMOOTH_BLOCKS / 2);
            int to = Math.min(out.length - 1, i + SMOOTH_BLOCKS / 2 - 1);
            double sum = 0;
            for (int k = from; k <= to; k++) {
                sum += power[k];
            }
            out[i] = (float) Math.max(Level.SILENCE_DBFS, 10 * Math.log10(sum / (to - from + 1)));
        }
        return out;
    }

    /** Twice: the mean of all that stands out, then of what is no more than P.56's margin below that. */
    private static double speechDb(float[] smooth, float[] floor) {
        double first = meanAbove(smooth, floor, FAINTEST_DBFS);
        return first <= FAINTEST_DBFS ? Level.SILENCE_DBFS : meanAbove(smooth, floor, first - MARGIN_DB);
    }

    private static double meanAbove(float[] smooth, float[] floor, double leastDb) {
        double power = 0;
        long count = 0;
        for (int i = 0; i < smooth.length; i++) {
            if (smooth[i] >= leastDb && smooth[i] >= floor[i] + OUT_DB) {
                power += Math.pow(10, smooth[i] / 10);
                count++;
            }
        }
        return count == 0 ? Level.SILENCE_DBFS : 10 * Math.log10(power / count);
    }
}
