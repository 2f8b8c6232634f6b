package io.turngap.analyze;

import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.RecordingIndex;
import io.turngap.measure.Turn;
import io.turngap.sound.Pcm;
import io.turngap.sound.Resample;
import io.turngap.sound.Wav;
import io.turngap.sound.WavStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Cuts the sound of the worst turns, and of those that failed, out of the recordings, as a run keeps them: 16 kHz, caller left, agent
 * right. As many of each as a run keeps.
 */
public final class ClipKeeper {

    private static final int WORST = 10;
    private static final int FAILED = 40;
    private static final long LEAD_SAMPLES = Pcm.RATE_HZ;
    private static final long MOST_SAMPLES = 60L * Pcm.RATE_HZ;

    private final List<Clip> worst = new ArrayList<>();
    private final List<Clip> failed = new ArrayList<>();

    private record Clip(Path file, int caller, Analysis.Placed placed) {
        Turn turn() {
            return placed.turn();
        }

        long ttfaUs() {
            return turn().at(Milestone.FIRST_AUDIBLE).orElse(Long.MAX_VALUE);
        }
    }

    /** Looks at the turns of a recording and notes what is worth keeping. */
    public void consider(Analysis analysis) {
        for (Analysis.Placed placed : analysis.placed()) {
            Clip clip = new Clip(analysis.file(), analysis.sides().callerChannel(), placed);
            if (placed.turn().outcome() != Outcome.ANSWERED) {
                if (failed.size() < FAILED) {
                    failed.add(clip);
                }
            } else if (!placed.turn().isGreeting()) {
                worst.add(clip);
                worst.sort(Comparator.comparingLong(Clip::ttfaUs).reversed());
                if (worst.size() > WORST) {
                    worst.removeLast();
                }
            }
        }
    }

    /**
     * Cuts what was noted into {@code runFolder/recordings}.
     *
     * @throws IOException when the disk refuses
     */
    public void write(Path runFolder) throws IOException {
        List<Clip> all = Stream.concat(worst.stream(), failed.stream()).toList();
        if (all.isEmpty()) {
            return;
        }
        Path folder = Files.createDirectories(runFolder.resolve(RecordingIndex.FOLDER));
        List<RecordingIndex.Recording> kept = new ArrayList<>();
        for (Clip clip : all) {
            kept.add(cut(clip, folder));
        }
        RecordingIndex.write(runFolder, kept);
    }

    private static RecordingIndex.Recording cut(Clip clip, Path folder) throws IOException {
        long from = Math.max(0, clip.placed().from() - LEAD_SAMPLES);
        long to = Math.min(clip.placed().to(), from + MOST_SAMPLES);
        try (WavStream wav = WavStream.open(clip.file())) {
            int rate = wav.rateHz();
            long first = from * rate / Pcm.RATE_HZ;
            short[][] samples = wav.read(first, (int) (Math.ceilDiv(to * rate, Pcm.RATE_HZ) - first));
            Path file = folder.resolve(
                    RecordingIndex.fileName(clip.turn().call(), clip.turn().turn()));
            Files.write(file, Wav.stereo(sound(samples[clip.caller()], rate), sound(samples[1 - clip.caller()], rate)));
            long zeroUs = Math.round((clip.placed().zero() - from) * 1e6 / Pcm.RATE_HZ);
            return new RecordingIndex.Recording(clip.turn().call(), clip.turn().turn(), file, zeroUs);
        }
    }

    private static Pcm sound(short[] samples, int rateHz) {
        return Resample.to(new Pcm(rateHz, samples), Pcm.RATE_HZ);
    }
}
