package io.turngap.sound;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Makes the noise beds. Everything is laid on a circle: filters run over the circle twice, sounds wrap around its end, and modulations have
 * whole periods, so that a bed repeats without a seam.
 */
final class NoiseBeds {

    private static final int RATE = Pcm.RATE_HZ;

    private NoiseBeds() {}

    /** Babble of many voices, far and near, in a room, with cups. */
    static double[] cafe(List<short[]> speech, UniformRandomProvider random) {
        int length = RATE * 10;
        double[] bed = babble(speech, length, 150, random);
        echo(bed, new int[] {437, 1013, 1871, 2903}, new double[] {0.5, 0.35, 0.25, 0.18});
        add(bed, noise(length, 100, 1_500, random), share(bed, -18));
        for (int i = 0; i < 9; i++) {
            ring(
                    bed,
                    random.nextInt(length),
                    2_600 + random.nextDouble() * 2_400,
                    0.05,
                    share(bed, -2 - 8 * random.nextDouble()));
        }
        return bed;
    }

    /** Traffic: low noise that swells, passing cars, a horn far away. */
    static double[] street(UniformRandomProvider random) {
        int length = RATE * 9;
        double[] bed = noise(length, 40, 500, random);
        add(bed, noise(length, 500, 2_500, random), share(bed, -12));
        for (int i = 0; i < length; i++) {
            double turn = 2 * Math.PI * i / length;
            bed[i] *= 1 + 0.35 * Math.sin(2 * turn) + 0.2 * Math.sin(5 * turn + 1);
        }
        double[] tyres = noise(length, 300, 1_800, random);
        double level = share(bed, 1);
        int[] passes = {RATE * 2, RATE * 5, RATE * 8};
        for (int pass : passes) {
            for (int i = -RATE * 3 / 2; i < RATE * 3 / 2; i++) {
                int at = Math.floorMod(pass + i, length);
                double t = (double) i / (RATE * 0.45);
                bed[at] += level * tyres[at] * Math.exp(-t * t);
            }
        }
        double horn = share(bed, -6);
        for (int i = 0; i < RATE * 45 / 100; i++) {
            double edge = Math.min(1, Math.min(i, RATE * 45 / 100 - i) / (RATE * 0.03));
            double t = (double) i / RATE;
            bed[RATE * 4 + i] += horn * edge * (Math.sin(2 * Math.PI * 415 * t) + Math.sin(2 * Math.PI * 523 * t));
        }
        return bed;
    }

    /** Ventilation, mains hum, keyboards, a few low voices. */
    static double[] office(List<short[]> speech, UniformRandomProvider random) {
        int length = RATE * 8;
        double[] bed = noise(length, 60, 900, random);
        for (int harmonic = 1; harmonic <= 3; harmonic++) {
            double level = share(bed, -6 - 5 * harmonic) * Math.sqrt(2);
            for (int i = 0; i < length; i++) {
                bed[i] += level * Math.sin(2 * Math.PI * 50 * harmonic * i / RATE);
            }
        }
        add(bed, babble(speech, length, 20, random), share(bed, -9));
        double[] click = noise(length, 1_500, 6_000, random);
        double level = share(bed, 9);
        for (int at = 0; at < length; at += RATE / 12 + random.nextInt(RATE / 5)) {
            boolean pause = random.nextInt(9) == 0;
            at += pause ? RATE : 0;
            double strength = level * (0.4 + 0.6 * random.nextDouble());
            for (int i = 0; i < RATE / 60; i++) {
                int place = (at + i) % length;
                bed[place] += strength * click[place] * Math.exp(-i / (RATE * 0.0035));
            }
        }
        return bed;
    }

    /** A slow tune of plucked notes over four chords, ten seconds; composed here. */
    static double[] holdMusic() {
        int length = RATE * 10;
        double[] bed = new double[length];
        int[][] chords = {{48, 55, 64}, {45, 52, 60}, {41, 48, 57}, {43, 50, 59}};
        int[] tune = {72, 76, 79, 76, 72, 69, 72, 76, 77, 72, 69, 65, 74, 71, 67, 71};
        int beat = length / tune.length;
        for (int i = 0; i < tune.length; i++) {
            pluck(bed, i * beat, tune[i], 0.8, 1);
            pluck(bed, i * beat + beat / 2, chords[i / 4][i % 3] + 12, 0.6, 0.45);
            if (i % 4 == 0) {
                for (int note : chords[i / 4]) {
                    pluck(bed, i * beat, note, 2.2, 0.5);
                }
            }
        }
        return bed;
    }

    /** Hiss of an old line in the telephone band, with a trace of hum. */
    static double[] lineHiss(UniformRandomProvider random) {
        int length = RATE * 8;
        double[] bed = noise(length, 300, 3_400, random);
        double hum = share(bed, -14) * Math.sqrt(2);
        for (int i = 0; i < length; i++) {
            bed[i] += hum * Math.sin(2 * Math.PI * 100 * i / RATE);
        }
        return bed;
    }

    /** As 16-bit sound of the given RMS level; peaks above −1 dBFS are bent, which only clicks and horns reach. */
    static Pcm finish(double[] bed, double dbfs) {
        double gain = Level.amplitude(dbfs) / rms(bed);
        short[] samples = new short[bed.length];
        double top = Level.amplitude(-1);
        for (int i = 0; i < bed.length; i++) {
            double x = bed[i] * gain;
            samples[i] =
                    (short) Math.round(Math.abs(x) < top / 2 ? x : Math.signum(x) * top * (1 - top / 4 / Math.abs(x)));
        }
        return new Pcm(RATE, samples);
    }

    private static double[] babble(List<short[]> speech, int length, int pieces, UniformRandomProvider random) {
        double[] bed = new double[length];
        for (int p = 0; p < pieces; p++) {
            short[] piece = speech.get(random.nextInt(speech.size()));
            int start = random.nextInt(length);
            double gain = Level.factor(-9 * random.nextDouble());
            for (int i = 0; i < piece.length; i++) {
                bed[(start + i) % length] += gain * piece[i];
            }
        }
        return bed;
    }

    private static void echo(double[] bed, int[] delays, double[] gains) {
        double[] dry = bed.clone();
        for (int d = 0; d < delays.length; d++) {
            for (int i = 0; i < bed.length; i++) {
                bed[(i + delays[d]) % bed.length] += gains[d] * dry[i];
            }
        }
    }

    private static void ring(double[] bed, int start, double hz, double seconds, double level) {
        for (int i = 0; i < RATE * seconds * 5; i++) {
            double t = (double) i / RATE;
            double rise = Math.min(1, t / 0.001);
            bed[(start + i) % bed.length] += level
                    * rise
                    * Math.exp(-t / seconds)
                    * (Math.sin(2 * Math.PI * hz * t) + 0.6 * Math.sin(2 * Math.PI * hz * 1.47 * t));
        }
    }

    private static void pluck(double[] bed, int start, int midi, double seconds, double level) {
        double hz = 440 * Math.pow(2, (midi - 69) / 12.0);
        for (int i = 0; i < RATE * seconds * 4; i++) {
            double t = (double) i / RATE;
            double rise = Math.min(1, t / 0.004);
            double value = 0;
            for (int h = 1; h <= 4; h++) {
                value += Math.sin(2 * Math.PI * hz * h * t) * Math.exp(-t * h / seconds) / (h * h);
            }
            bed[(start + i) % bed.length] += level * rise * value;
        }
    }

    /** White noise on a circle through one-pole slopes of 12 dB an octave below {@code lowHz} and above {@code highHz}, RMS 1. */
    private static double[] noise(int length, double lowHz, double highHz, UniformRandomProvider random) {
        double[] bed = new double[length];
        for (int i = 0; i < length; i++) {
            bed[i] = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
        }
        for (int pass = 0; pass < 2; pass++) {
            lowPass(bed, highHz);
            double[] low = bed.clone();
            lowPass(low, lowHz);
            for (int i = 0; i < length; i++) {
                bed[i] -= low[i];
            }
        }
        double rms = rms(bed);
        for (int i = 0; i < length; i++) {
            bed[i] /= rms;
        }
        return bed;
    }

    private static void lowPass(double[] bed, double hz) {
        double take = 1 - Math.exp(-2 * Math.PI * hz / RATE);
        double state = 0;
        for (double x : bed) {
            state += take * (x - state);
        }
        for (int i = 0; i < bed.length; i++) {
            state += take * (bed[i] - state);
            bed[i] = state;
        }
    }

    private static void add(double[] bed, double[] other, double level) {
        double scale = level / rms(other);
        for (int i = 0; i < bed.length; i++) {
            bed[i] += scale * other[i];
        }
    }

    /** The RMS of what lies {@code db} above the bed. */
    private static double share(double[] bed, double db) {
        return rms(bed) * Level.factor(db);
    }

    private static double rms(double[] bed) {
        double energy = 0;
        for (double x : bed) {
            energy += x * x;
        }
        return Math.sqrt(energy / bed.length);
    }
}
