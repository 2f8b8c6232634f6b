package io.turngap.load;

import io.turngap.scenario.Step;
import io.turngap.sound.Pcm;
import io.turngap.sound.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the caller says while it is calibrated: a tone of 1 kHz that rises and falls within 5 ms, so that no resampler rings, with silence on
 * both sides. Its first and last speech sample are where it passes the level at which the mechanical agent hears speech.
 *
 * @param file a WAV file, 16 kHz
 * @param label first and last speech sample, ms from the start
 */
record CalibrationMarker(Path file, Step.Label label) {

    /** Level at which a sample is speech for the mechanical agent, dB relative to full scale. */
    static final double LEVEL_DBFS = -35;

    /** Name of the file. */
    static final String FILE = "marker.wav";

    private static final double AMPLITUDE = 0.5;
    private static final double TONE_HZ = 1_000;
    private static final int SILENCE = Pcm.RATE_HZ / 10;
    private static final int TONE = Pcm.RATE_HZ * 3 / 10;
    private static final int EDGE = Pcm.RATE_HZ / 200;

    /** Writes the marker into {@code folder}. */
    static CalibrationMarker write(Path folder) throws IOException {
        short[] samples = new short[SILENCE + TONE + SILENCE];
        double threshold = Math.pow(10, LEVEL_DBFS / 20) * 32_768;
        int first = -1;
        int last = -1;
        for (int i = 0; i < TONE; i++) {
            double envelope = edge(Math.min(i, TONE - 1 - i));
            samples[SILENCE + i] = (short)
                    Math.round(32_767 * AMPLITUDE * envelope * Math.sin(2 * Math.PI * TONE_HZ * i / Pcm.RATE_HZ));
            if (Math.abs(samples[SILENCE + i]) >= threshold) {
                first = first < 0 ? SILENCE + i : first;
                last = SILENCE + i;
            }
        }
        Path file = folder.resolve(FILE);
        Files.write(file, Wav.mono(new Pcm(Pcm.RATE_HZ, samples)));
        return new CalibrationMarker(file, new Step.Label(ms(first), ms(last)));
    }

    /** The marker as a caller's line. */
    Step.Part.Speech spoken() {
        return new Step.Part.Speech(file.toString(), Optional.empty(), Optional.of(label));
    }

    private static double edge(int fromEdge) {
        return fromEdge >= EDGE ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * fromEdge / EDGE);
    }

    private static double ms(int sample) {
        return sample * 1_000.0 / Pcm.RATE_HZ;
    }
}
