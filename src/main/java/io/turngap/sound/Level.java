package io.turngap.sound;

import java.util.Arrays;

/**
 * How loud sound is, in dB relative to full scale: 0 dBFS is the RMS of a square wave of amplitude 32768 (dBov in ITU-T G.100.1), so a
 * full-scale sine has −3.01 dBFS.
 */
public final class Level {

    /** Level of digital silence: what no 16-bit sound but zeros is below. */
    public static final double SILENCE_DBFS = -120;

    /** Active level to which the bundled utterances are set, dBFS; the nominal level of ITU-T P.56 and of the field's test signals. */
    public static final double NOMINAL_DBFS = -26;

    private static final double FULL_SCALE = 32_768;
    /** ITU-T P.56: time constant of the envelope, hangover, margin between threshold and active level. */
    private static final double ENVELOPE_SECONDS = 0.03;

    private static final double HANGOVER_SECONDS = 0.2;
    private static final double MARGIN_DB = 15.9;
    private static final int THRESHOLDS = 15;

    private Level() {}

    /** RMS level of all samples, dBFS; {@link #SILENCE_DBFS} when there are none or all are zero. */
    public static double rmsDbfs(short[] samples) {
        return rmsDbfs(samples, 0, samples.length);
    }

    /** RMS level of {@code count} samples from {@code offset}, dBFS. */
    public static double rmsDbfs(short[] samples, int offset, int count) {
        long energy = 0;
        for (int i = offset; i < offset + count; i++) {
            energy += (long) samples[i] * samples[i];
        }
        return energy == 0 ? SILENCE_DBFS : 10 * Math.log10(energy / (FULL_SCALE * FULL_SCALE * count));
    }

    /** The amplitude (of 32768) whose level is {@code dbfs}. */
    public static double amplitude(double dbfs) {
        return FULL_SCALE * Math.pow(10, dbfs / 20);
    }

    /** The factor of a gain in dB. */
    public static double factor(double db) {
        return Math.pow(10, db / 20);
    }

    /**
     * Active speech level by method B of ITU-T P.56, dBFS: the energy of the whole sound over the time in which its envelope (two
     * exponential averages of 30 ms) was above a threshold, pauses up to 200 ms included, where the threshold is 15.9 dB below the
     * result itself. So silence around and between words does not make speech count as quieter.
     */
    public static double activeDbfs(Pcm sound) {
        long[] active = new long[THRESHOLDS];
        double energy = envelope(sound, active);
        if (energy == 0) {
            return SILENCE_DBFS;
        }
        double aboveDb = SILENCE_DBFS;
        double aboveThresholdDb = SILENCE_DBFS;
        for (int k = 0; k < THRESHOLDS; k++) {
            if (active[k] == 0) {
                break;
            }
            double levelDb = 10 * Math.log10(energy / active[k]);
            double thresholdDb = 20 * Math.log10(threshold(k));
            double excess = levelDb - thresholdDb - MARGIN_DB;
            if (excess <= 0) {
                // Between this threshold and the one below, the margin is met: interpolate.
                double excessBelow = aboveDb - aboveThresholdDb - MARGIN_DB;
                double part = k == 0 ? 1 : excessBelow / (excessBelow - excess);
                return k == 0 ? levelDb : aboveDb + part * (levelDb - aboveDb);
            }
            aboveDb = levelDb;
            aboveThresholdDb = thresholdDb;
        }
        return aboveDb;
    }

    /** Counts for each threshold the samples that are active, and returns the sum of squares (full scale 1). */
    private static double envelope(Pcm sound, long[] active) {
        double keep = Math.exp(-1 / (sound.rateHz() * ENVELOPE_SECONDS));
        int hangover = (int) Math.round(sound.rateHz() * HANGOVER_SECONDS);
        int[] sinceActive = new int[THRESHOLDS];
        Arrays.fill(sinceActive, hangover);
        double energy = 0;
        double once = 0;
        double twice = 0;
        for (short sample : sound.samples()) {
            double x = sample / FULL_SCALE;
            energy += x * x;
            once = keep * once + (1 - keep) * Math.abs(x);
            twice = keep * twice + (1 - keep) * once;
            for (int k = 0; k < THRESHOLDS; k++) {
                if (twice >= threshold(k)) {
                    active[k]++;
                    sinceActive[k] = 0;
                } else if (sinceActive[k] < hangover) {
                    active[k]++;
                    sinceActive[k]++;
                }
            }
        }
        return energy;
    }

    /** Thresholds are 6 dB apart, the lowest at one step of 16 bits. */
    private static double threshold(int k) {
        return Math.scalb(1.0, k - 15);
    }
}
