package io.turngap.agent;

import be.tarsos.dsp.util.fft.FFT;
import io.turngap.sound.Pcm;
import java.util.Arrays;

/**
 * Power in {@value #BANDS} bands, equally wide in mel between 250 and 3500 Hz so that a telephone line leaves them alone, of windows of
 * 32 ms each 16 ms. Takes sound as it comes; about 10 µs a window.
 */
final class MatcherFrontEnd {

    static final int BANDS = 16;
    static final int HOP = 256;

    /** Windows that are kept, 40 s; what follows is dropped. */
    static final int MOST_FRAMES = 40 * Pcm.RATE_HZ / HOP;

    private static final int WINDOW = 512;
    private static final double LOWEST_HZ = 250;
    private static final double HIGHEST_HZ = 3500;
    private static final float[] HANN = hann();
    private static final float[][] FILTERS = filters();

    private final FFT fft = new FFT(WINDOW);
    private final float[] history = new float[WINDOW];
    private final float[] work = new float[WINDOW];
    private float[] powers = new float[128 * BANDS];
    private int filled;
    private int frames;

    void accept(short[] samples, int count) {
        for (int i = 0; i < count && frames < MOST_FRAMES; i++) {
            history[filled++] = samples[i];
            if (filled == WINDOW) {
                window();
                System.arraycopy(history, HOP, history, 0, WINDOW - HOP);
                filled = WINDOW - HOP;
            }
        }
    }

    private void window() {
        for (int i = 0; i < WINDOW; i++) {
            work[i] = history[i] * HANN[i];
        }
        fft.forwardTransform(work);
        if (powers.length < (frames + 1) * BANDS) {
            powers = Arrays.copyOf(powers, 2 * powers.length);
        }
        for (int band = 0; band < BANDS; band++) {
            float[] filter = FILTERS[band];
            double sum = 0;
            for (int bin = 1; bin < filter.length; bin++) {
                if (filter[bin] > 0) {
                    float real = work[2 * bin];
                    float imaginary = work[2 * bin + 1];
                    sum += filter[bin] * (real * real + imaginary * imaginary);
                }
            }
            powers[frames * BANDS + band] = (float) sum;
        }
        frames++;
    }

    /** Powers so far, frame after frame. */
    float[] powers() {
        return Arrays.copyOf(powers, frames * BANDS);
    }

    private static float[] hann() {
        float[] window = new float[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW));
        }
        return window;
    }

    /** Overlapping triangles, equally wide in mel (O'Shaughnessy 1987: 2595 log10(1 + f / 700)). */
    private static float[][] filters() {
        float[][] filters = new float[BANDS][WINDOW / 2];
        double low = mel(LOWEST_HZ);
        double step = (mel(HIGHEST_HZ) - low) / (BANDS + 1);
        for (int band = 0; band < BANDS; band++) {
            for (int bin = 1; bin < WINDOW / 2; bin++) {
                double position = (mel(bin * (double) Pcm.RATE_HZ / WINDOW) - low) / step - band;
                filters[band][bin] = (float) Math.max(0, 1 - Math.abs(position - 1));
            }
        }
        return filters;
    }

    private static double mel(double hz) {
        return 2595 * Math.log10(1 + hz / 700);
    }
}
