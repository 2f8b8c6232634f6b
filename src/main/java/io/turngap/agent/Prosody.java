package io.turngap.agent;

import be.tarsos.dsp.pitch.FastYin;
import be.tarsos.dsp.pitch.PitchDetectionResult;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a turn sounds where it stops: where the pitch stands in the speaker's range, and whether the voice fades. English statements fall to
 * the bottom of the range at their end and stay level where more follows (Gravano and Hirschberg 2011, "Turn-taking cues in task-oriented
 * dialogue").
 *
 * <p>Takes the caller's frames, 20 ms of 16 kHz mono, keeps the last {@value #KEPT} of a stretch of speech at 8 kHz, and looks at them only when
 * asked, once a silence. Pitch is YIN (de Cheveigné and Kawahara 2002; TarsosDSP) on windows of 64 ms: about 25 of them when asked, and one
 * each 100 ms of speech for the speaker's median. The last 40 ms are passed over for the loudness, for they are the detector's hangover or
 * the release of a consonant.
 *
 * <p>Three cues were left out. Slope and range of the pitch in the last 300 ms made the model worse on voices that it did not know. The
 * length of the last syllable cannot be learned from sentences that were cut: a caller who hesitates draws it out as much as one who ends.
 */
final class Prosody {

    /** Names of the figures, in the order of {@link #figures}. */
    static final List<String> FIGURES = List.of("pitch_level_st", "loudness_slope_db_per_s");

    /** Frames of a stretch that are kept. */
    private static final int KEPT = 40;

    private static final int LOOKED_AT = 25;
    private static final int PASSED_OVER = 2;
    private static final int SLOPE_FRAMES = 15;
    private static final int LEVEL_FRAMES = 5;
    private static final int LEAST_VOICED = 5;
    private static final int MOST_GAP_FRAMES = 10;
    private static final int MEDIAN_EACH = 5;
    private static final int MEDIAN_OF = 64;

    private static final int RATE_HZ = 8_000;
    private static final int FRAME = RATE_HZ / 50;
    private static final int WINDOW = 512;
    private static final double LOWEST_HZ = 60;
    private static final double HIGHEST_HZ = 450;
    private static final double REFERENCE_HZ = 100;
    private static final double MOST_JUMP_ST = 8;
    private static final double VOICED = 0.8;
    private static final double FRAME_S = 0.02;

    private final FastYin yin = new FastYin(RATE_HZ, WINDOW);
    private final float[] window = new float[WINDOW];
    private final float[] sound = new float[KEPT * FRAME];
    private final double[] loudnessDb = new double[KEPT];
    private final double[] range = new double[MEDIAN_OF];
    private int ranged;
    private long frames;
    private int silent;
    private int spoken;

    /** The next frame, and whether it is speech. */
    void frame(short[] samples, boolean speech) {
        silent = speech ? 0 : silent + 1;
        if (silent > MOST_GAP_FRAMES) {
            return;
        }
        int slot = (int) (frames % KEPT);
        double energy = 0;
        for (int i = 0; i < FRAME && 2 * i + 1 < samples.length; i++) {
            // The mean of two neighbours is filter enough: what folds down from above 4 kHz is weak in speech and has
            // no pitch.
            float value = (samples[2 * i] + samples[2 * i + 1]) / 65_536f;
            sound[slot * FRAME + i] = value;
            energy += (double) value * value;
        }
        loudnessDb[slot] = 10 * Math.log10(energy / FRAME + 1e-9);
        frames++;
        if (speech && ++spoken % MEDIAN_EACH == 0 && frames * FRAME >= WINDOW) {
            double pitch = pitchSt(frames - 1);
            if (!Double.isNaN(pitch)) {
                range[ranged++ % MEDIAN_OF] = pitch;
            }
        }
    }

    /** A turn begins; what is known of the speaker's range stays. */
    void begin() {
        frames = 0;
        spoken = 0;
        silent = 0;
    }

    /** True once frames of this turn came. */
    boolean heard() {
        return frames > 0;
    }

    /** Figures of the stretch of speech that ended last, in the order of {@link #FIGURES}; empty where it has too little voice. */
    Optional<double[]> figures() {
        long end = frames - Math.min(silent, MOST_GAP_FRAMES);
        long first = Math.max(Math.max(0, frames - KEPT) + WINDOW / FRAME + 1, end - LOOKED_AT);
        double[] st = new double[LOOKED_AT];
        int voiced = 0;
        for (long frame = first; frame < end; frame++) {
            double pitch = pitchSt(frame);
            if (!Double.isNaN(pitch)) {
                st[voiced++] = pitch;
            }
        }
        voiced = withoutJumps(st, voiced);
        if (voiced < LEAST_VOICED) {
            return Optional.empty();
        }
        double level = mean(st, voiced - LEVEL_FRAMES, voiced);
        double usual = ranged == 0 ? median(st, voiced) : median(range, Math.min(ranged, MEDIAN_OF));
        return Optional.of(
                new double[] {Math.clamp(level - usual, -12, 12), Math.clamp(loudnessSlope(end), -200, 200)});
    }

    private double loudnessSlope(long end) {
        long to = end - PASSED_OVER;
        long from = Math.max(Math.max(0, frames - KEPT), to - SLOPE_FRAMES);
        int count = (int) Math.max(0, to - from);
        double[] x = new double[count];
        double[] y = new double[count];
        for (int i = 0; i < count; i++) {
            x[i] = i * FRAME_S;
            y[i] = Math.max(-60, loudnessDb[(int) ((from + i) % KEPT)]);
        }
        return count < LEAST_VOICED ? 0 : slope(x, y);
    }

    /** Pitch of the 64 ms that end with {@code frame}, semitones above 100 Hz; not a number where there is none. */
    private double pitchSt(long frame) {
        int after = (int) ((frame + 1) % KEPT) * FRAME;
        for (int i = 0; i < WINDOW; i++) {
            window[i] = sound[Math.floorMod(after - WINDOW + i, sound.length)];
        }
        PitchDetectionResult found = yin.getPitch(window);
        double hz = found.getPitch();
        boolean voiced = found.isPitched() && found.getProbability() >= VOICED && hz >= LOWEST_HZ && hz <= HIGHEST_HZ;
        return voiced ? 12 * Math.log(hz / REFERENCE_HZ) / Math.log(2) : Double.NaN;
    }

    /** Drops what lies far from the median: octave errors. */
    private static int withoutJumps(double[] st, int count) {
        double median = count == 0 ? 0 : median(st, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (Math.abs(st[i] - median) <= MOST_JUMP_ST) {
                st[kept++] = st[i];
            }
        }
        return kept;
    }

    private static double median(double[] values, int count) {
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[count / 2];
    }

    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum / (to - from);
    }

    /** Slope of the least-squares line. */
    private static double slope(double[] x, double[] y) {
        double mx = mean(x, 0, x.length);
        double my = mean(y, 0, y.length);
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
        }
        return xx == 0 ? 0 : xy / xx;
    }
}
