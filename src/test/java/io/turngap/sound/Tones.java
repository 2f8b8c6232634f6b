package io.turngap.sound;

import io.turngap.time.Seeds;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Sounds whose truth is known. */
final class Tones {

    private Tones() {}

    /** A sine of the given RMS level at 16 kHz. */
    static short[] sine(double hz, double dbfs, int count) {
        return sine(hz, dbfs, count, Pcm.RATE_HZ);
    }

    static short[] sine(double hz, double dbfs, int count, int rateHz) {
        short[] out = new short[count];
        double amplitude = Level.amplitude(dbfs) * Math.sqrt(2);
        for (int i = 0; i < count; i++) {
            out[i] = (short) Math.round(amplitude * Math.sin(2 * Math.PI * hz * i / rateHz));
        }
        return out;
    }

    /** Gaussian noise of the given RMS level. */
    static short[] noise(double dbfs, int count, long seed) {
        UniformRandomProvider random = new Seeds(seed).random();
        var gauss = ZigguratSampler.NormalizedGaussian.of(random);
        short[] out = new short[count];
        double amplitude = Level.amplitude(dbfs);
        for (int i = 0; i < count; i++) {
            out[i] = (short) Math.clamp(Math.round(amplitude * gauss.sample()), Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return out;
    }

    /** {@code whole} with {@code part} added from {@code at}. */
    static short[] with(short[] whole, int at, short[] part) {
        short[] out = whole.clone();
        for (int i = 0; i < part.length; i++) {
            out[at + i] = (short) Math.clamp(out[at + i] + part[i], Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return out;
    }

    /** Level of the sine of {@code hz} in {@code samples}, dBFS (correlation with both phases). */
    static double levelAt(double hz, short[] samples, int from, int count, int rateHz) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < count; i++) {
            double angle = 2 * Math.PI * hz * i / rateHz;
            re += samples[from + i] * Math.cos(angle);
            im += samples[from + i] * Math.sin(angle);
        }
        double amplitude = 2 * Math.hypot(re, im) / count;
        return 20 * Math.log10(amplitude / Math.sqrt(2) / 32_768 + 1e-9);
    }
}
