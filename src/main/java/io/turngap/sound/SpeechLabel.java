package io.turngap.sound;

import be.tarsos.dsp.util.fft.FFT;
import be.tarsos.dsp.util.fft.HammingWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where speech begins and ends in a recording of 16 kHz.
 *
 * <p>By energy above 80 Hz first: speech is what an {@link OnsetDetector} finds audible 24 dB below the recording's active level (so at −50 dBFS for
 * speech of the nominal −26), but at least 9 dB above its noise floor. Short sounds far from the rest are clicks. Then by spectrum: from
 * those edges the label grows outward over weak consonants (s, f, h, breathy ends) while the band above 2 kHz stands 9 dB out of its own
 * floor, for at most 150 ms.
 *
 * @param first index of the first speech sample
 * @param last index of the last speech sample
 */
public record SpeechLabel(int first, int last) {

    private static final double RUMBLE_HZ = 80;
    private static final double BELOW_ACTIVE_DB = 24;
    private static final double ABOVE_FLOOR_DB = 9;
    private static final double WINDOW_MS = 5;
    private static final double BURST_MS = 10;
    private static final int CORE_SAMPLES = Pcm.RATE_HZ * 50 / 1_000;
    private static final int NEAR_SAMPLES = Pcm.RATE_HZ * 200 / 1_000;

    private static final int TOUCHING_SAMPLES = Pcm.RATE_HZ * 40 / 1_000;
    private static final double CORE_BELOW_ACTIVE_DB = 17;
    private static final int SILENT_BLOCKS = 3;

    private static final int FFT_SAMPLES = 256;
    private static final int HOP_SAMPLES = 64;
    private static final int CONSONANT_SAMPLES = Pcm.RATE_HZ * 150 / 1_000;
    private static final int HIGH_BIN = 2_000 * FFT_SAMPLES / Pcm.RATE_HZ;
    /** A consonant weaker than this below the active level is lost in any room. */
    private static final double CONSONANT_BELOW_ACTIVE_DB = 36;

    /** Speech of a recording, 16 kHz; empty when nothing stands out of its noise. */
    public static Optional<SpeechLabel> of(Pcm sound) {
        if (sound.rateHz() != Pcm.RATE_HZ) {
            throw new IllegalArgumentException("sound of " + sound.rateHz() + " Hz; it must be " + Pcm.RATE_HZ + " Hz");
        }
        short[] heard = withoutRumble(sound.samples());
        double activeDb = Level.activeDbfs(new Pcm(Pcm.RATE_HZ, heard));
        double floorDb = floorDbfs(sound.samples()) == Level.SILENCE_DBFS ? Level.SILENCE_DBFS : floorDbfs(heard);
        double levelDb = Math.max(activeDb - BELOW_ACTIVE_DB, floorDb + ABOVE_FLOOR_DB);
        if (levelDb >= activeDb || levelDb >= -1) {
            return Optional.empty();
        }
        return speech(segments(heard, levelDb), heard, activeDb - CORE_BELOW_ACTIVE_DB)
                .map(energy -> grow(sound.samples(), energy, activeDb));
    }

    /** Breath on a microphone and rumble are loud below any voice, and not speech. */
    private static short[] withoutRumble(short[] samples) {
        Biquad[] filter = Biquad.butterworth(false, RUMBLE_HZ, 4);
        short[] out = new short[samples.length];
        for (int i = 0; i < out.length; i++) {
            double x = samples[i];
            for (Biquad section : filter) {
                x = section.next(x);
            }
            out[i] = (short) Math.clamp(Math.round(x), Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return out;
    }

    /**
     * Noise floor: level of the quietest tenth of the 20 ms blocks, dBFS. Where some are digital silence there is no noise: a synthetic
     * voice or a noise gate made the recording, and the quietest tenth of what remains is speech.
     */
    static double floorDbfs(short[] samples) {
        int blocks = samples.length / Pcm.FRAME_SAMPLES;
        double[] levels = new double[blocks];
        int count = 0;
        for (int i = 0; i < blocks; i++) {
            double db = Level.rmsDbfs(samples, i * Pcm.FRAME_SAMPLES, Pcm.FRAME_SAMPLES);
            if (db > Level.SILENCE_DBFS) {
                levels[count++] = db;
            }
        }
        if (count == 0 || blocks - count >= SILENT_BLOCKS) {
            return Level.SILENCE_DBFS;
        }
        Arrays.sort(levels, 0, count);
        return levels[count / 10];
    }

    private static List<SpeechLabel> segments(short[] samples, double levelDb) {
        List<SpeechLabel> found = new ArrayList<>();
        OnsetDetector detector = new OnsetDetector(
                new Audibility(levelDb, WINDOW_MS, BURST_MS), 2 * WINDOW_MS, new OnsetDetector.Listener() {
                    private int first;

                    @Override
                    public void onset(long sample) {
                        first = (int) sample;
                    }

                    @Override
                    public void offset(long lastSample) {
                        found.add(new SpeechLabel(first, (int) lastSample));
                    }
                });
        detector.accept(samples, 0, samples.length);
        detector.finish();
        return found;
    }

    /**
     * From the first to the last sound that is long and loud enough for speech. A burst (the release of a t) near to it belongs to it, and
     * so does what all but touches it; a breath, or the end of a word that was cut away, does not.
     */
    private static Optional<SpeechLabel> speech(List<SpeechLabel> segments, short[] samples, double coreDb) {
        int firstCore = -1;
        int lastCore = -1;
        for (int i = 0; i < segments.size(); i++) {
            SpeechLabel segment = segments.get(i);
            if (segment.length() >= CORE_SAMPLES && Level.rmsDbfs(samples, segment.first, segment.length()) >= coreDb) {
                firstCore = firstCore < 0 ? i : firstCore;
                lastCore = i;
            }
        }
        if (firstCore < 0) {
            return Optional.empty();
        }
        while (firstCore > 0
                && belongs(
                        segments.get(firstCore - 1),
                        segments.get(firstCore).first - segments.get(firstCore - 1).last)) {
            firstCore--;
        }
        while (lastCore < segments.size() - 1
                && belongs(
                        segments.get(lastCore + 1), segments.get(lastCore + 1).first - segments.get(lastCore).last)) {
            lastCore++;
        }
        return Optional.of(new SpeechLabel(segments.get(firstCore).first, segments.get(lastCore).last));
    }

    private static boolean belongs(SpeechLabel segment, int gapSamples) {
        return gapSamples <= TOUCHING_SAMPLES || (gapSamples <= NEAR_SAMPLES && segment.length() < CORE_SAMPLES);
    }

    private static SpeechLabel grow(short[] samples, SpeechLabel energy, double activeDb) {
        double[] highDb = highBand(samples);
        double[] sorted = Arrays.stream(highDb).sorted().toArray();
        boolean silence = floorDbfs(samples) == Level.SILENCE_DBFS;
        double floorDb = silence || sorted.length == 0 ? Level.SILENCE_DBFS : sorted[sorted.length / 10];
        double levelDb = Math.max(floorDb + ABOVE_FLOOR_DB, activeDb - CONSONANT_BELOW_ACTIVE_DB);
        int first = energy.first;
        for (int i = frameOf(first) - 1;
                i >= 0 && highDb[i] >= levelDb && energy.first - centre(i) <= CONSONANT_SAMPLES;
                i--) {
            first = Math.min(first, centre(i));
        }
        int last = energy.last;
        for (int i = frameOf(last) + 1;
                i < highDb.length && highDb[i] >= levelDb && centre(i) - energy.last <= CONSONANT_SAMPLES;
                i++) {
            last = Math.max(last, centre(i));
        }
        // Frames reach beyond the sound and the filter rings on after it; digital silence is no part of it.
        while (first < energy.last && samples[first] == 0) {
            first++;
        }
        while (last > first && samples[last] == 0) {
            last--;
        }
        return new SpeechLabel(first, last);
    }

    /** Level of the band above 2 kHz in each frame of 16 ms, 4 ms apart; dBFS. */
    private static double[] highBand(short[] samples) {
        FFT fft = new FFT(FFT_SAMPLES, new HammingWindow());
        int frames = Math.max(0, (samples.length - FFT_SAMPLES) / HOP_SAMPLES + 1);
        double[] levels = new double[frames];
        float[] buffer = new float[FFT_SAMPLES];
        // Energy of a Hamming window: a0² + a1²/2, over both halves of the spectrum.
        double scale = 2 / ((0.54 * 0.54 + 0.46 * 0.46 / 2) * FFT_SAMPLES * (double) FFT_SAMPLES);
        for (int f = 0; f < frames; f++) {
            for (int i = 0; i < FFT_SAMPLES; i++) {
                buffer[i] = samples[f * HOP_SAMPLES + i] / 32_768f;
            }
            fft.forwardTransform(buffer);
            double energy = 0;
            for (int bin = HIGH_BIN; bin < FFT_SAMPLES / 2; bin++) {
                energy +=
                        (double) buffer[2 * bin] * buffer[2 * bin] + (double) buffer[2 * bin + 1] * buffer[2 * bin + 1];
            }
            levels[f] =
                    energy <= 0 ? Level.SILENCE_DBFS : Math.max(Level.SILENCE_DBFS, 10 * Math.log10(energy * scale));
        }
        return levels;
    }

    private static int frameOf(int sample) {
        return Math.floorDiv(sample - FFT_SAMPLES / 2, HOP_SAMPLES);
    }

    private static int centre(int frame) {
        return frame * HOP_SAMPLES + FFT_SAMPLES / 2;
    }

    private int length() {
        return last - first + 1;
    }
}
