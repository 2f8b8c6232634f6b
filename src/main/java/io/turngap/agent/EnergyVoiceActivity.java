package io.turngap.agent;

import java.util.Arrays;

/**
 * Voice activity by level alone, a microsecond a frame, for many calls at once: a frame is speech as far as it stands above the noise
 * floor. The floor is the lowest smoothed level of the last 1.6 s (minimum statistics, Martin 2001, without the spectrum): speech has
 * gaps, so even a long sentence does not raise it, while steady noise is taken for the floor after that time. Loud babble is speech to it.
 */
final class EnergyVoiceActivity implements VoiceActivity {

    /** The floor before anything was heard, and the lowest it can be: below this no telephone line is. */
    private static final double QUIETEST_DBFS = -62;

    /** The level above the floor at which speech and noise are equally likely; it includes that a minimum lies below the mean. */
    private static final double EVEN_DB = 11;

    private static final double SLOPE_DB = 2;
    private static final double SMOOTHING = 0.3;
    private static final int BLOCKS = 8;
    private static final int FRAMES_A_BLOCK = 10;

    private final double[] minima = new double[BLOCKS];
    private int frames;
    private double smoothedDb;
    private float latest;

    EnergyVoiceActivity() {
        reset();
    }

    @Override
    public float accept(short[] frame) {
        if (frame.length == 0) {
            return latest;
        }
        double sum = 0;
        for (short sample : frame) {
            sum += (double) sample * sample;
        }
        double levelDb = 10 * Math.log10(sum / frame.length / (32768.0 * 32768.0) + 1e-12);
        smoothedDb = frames == 0 ? levelDb : smoothedDb + SMOOTHING * (levelDb - smoothedDb);
        int block = frames / FRAMES_A_BLOCK % BLOCKS;
        minima[block] = frames % FRAMES_A_BLOCK == 0 ? smoothedDb : Math.min(minima[block], smoothedDb);
        frames++;
        latest = (float) (1 / (1 + Math.exp(-(levelDb - floorDbfs() - EVEN_DB) / SLOPE_DB)));
        return latest;
    }

    private double floorDbfs() {
        double lowest = Double.MAX_VALUE;
        for (double minimum : minima) {
            lowest = Math.min(lowest, minimum);
        }
        return Math.max(lowest, QUIETEST_DBFS);
    }

    @Override
    public void reset() {
        Arrays.fill(minima, QUIETEST_DBFS);
        frames = 0;
        smoothedDb = QUIETEST_DBFS;
        latest = 0;
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    /** Makes detectors; holds nothing. */
    static final class Engine implements VoiceActivity.Engine {
        @Override
        public VoiceActivity open() {
            return new EnergyVoiceActivity();
        }

        @Override
        public String name() {
            return "energy";
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
