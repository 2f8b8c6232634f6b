package io.turngap.agent;

import io.turngap.sound.Fixtures;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints what noise suppression does to turns and to words: for each noise and signal-to-noise ratio, without and with it. Not a test;
 * run its {@code main} with the test class path and {@code silero} or {@code energy} for turns, {@code words} for words, which takes minutes.
 */
public final class NoiseSuppressionTable {

    private static final int LEAD = 3 * 16_000;
    /** A call's noise does not begin with the words: what is heard before this is not judged. */
    private static final int SETTLED = LEAD - 8_000;

    private static final int TAIL = 24_000;
    private static final int PREROLL = 4_800;
    private static final int SILENCE = 8_000;

    /** A mixed fixture. */
    private record Scene(String words, short[] sound, int first, int last) {}

    private record Found(int onsetMs, int endMs, boolean right) {}

    private final EngineSounds sounds = new EngineSounds();
    private final List<Fixtures.Entry> entries;

    private NoiseSuppressionTable(int every) {
        List<Fixtures.Entry> all = sounds.fixtures.entries().stream()
                .filter(entry ->
                        entry.samples() < 5 * 16_000 && entry.language().startsWith("en"))
                .toList();
        entries = new ArrayList<>();
        for (int i = 0; i < all.size(); i += every) {
            entries.add(all.get(i));
        }
    }

    /** Prints the tables. */
    public static void main(String[] args) {
        boolean words = Arrays.asList(args).contains("words");
        NoiseSuppressionTable table = new NoiseSuppressionTable(words ? 4 : 1);
        if (words) {
            table.words();
        } else {
            table.turns(args.length == 0 ? "silero" : args[0]);
        }
        table.sounds.close();
    }

    private Scene scene(Fixtures.Entry entry, String bed, double snrDb, int index) {
        Fixtures.Utterance said = sounds.fixtures.utterance(
                entry.id(), EngineSounds.FOLDER, Optional.empty(), Optional.empty(), new Seeds(1).random());
        short[] speech = said.sound().samples();
        short[] padded = EngineSounds.padded(speech, LEAD, TAIL);
        if (!bed.equals("none")) {
            short[] noise = sounds.fixtures.noise(bed).samples();
            int offset = (int) (index * 37_117L % noise.length);
            double speechPower = 0;
            double noisePower = 0;
            for (int i = said.firstSpeech(); i <= said.lastSpeech(); i++) {
                int at = (offset + LEAD + i) % noise.length;
                speechPower += (double) speech[i] * speech[i];
                noisePower += (double) noise[at] * noise[at];
            }
            double scale = Math.sqrt(speechPower / noisePower / Math.pow(10, snrDb / 10));
            for (int i = 0; i < padded.length; i++) {
                double sample = padded[i] + scale * noise[(offset + i) % noise.length];
                padded[i] = (short) Math.clamp(Math.round(sample), Short.MIN_VALUE, Short.MAX_VALUE);
            }
        }
        return new Scene(
                String.join(" ", LanguageModel.words(said.transcript())),
                padded,
                LEAD + said.firstSpeech(),
                LEAD + said.lastSpeech());
    }

    private void turns(String detector) {
        try (VoiceActivity.Engine engine =
                detector.equals("energy") ? new EnergyVoiceActivity.Engine() : new SileroVoiceActivity.Engine()) {
            System.out.println(
                    "| " + engine.name()
                            + " | one turn of | end found ms p10/p50/p90 | onset ms p50 | with: one turn of | end | onset | SNRseg without/with dB |");
            System.out.println("|---|---|---|---|---|---|---|---|");
            each((bed, snr) -> {
                StringBuilder line = new StringBuilder("| " + bed + " " + snr + " dB ");
                double[] ratio = new double[2];
                for (boolean clean : new boolean[] {false, true}) {
                    List<Found> found = new ArrayList<>();
                    for (int i = 0; i < entries.size(); i++) {
                        Scene scene = scene(entries.get(i), bed, snr, i);
                        short[] heard = clean ? delayed(scene.sound) : scene.sound;
                        found.add(turn(engine, heard, scene));
                        short[] pure = scene(entries.get(i), "none", 0, i).sound;
                        ratio[clean ? 1 : 0] += NoiseSuppressorTest.segmentalSnrDb(
                                        pure, clean ? NoiseSuppressorTest.cleaned(scene.sound) : scene.sound)
                                / entries.size();
                    }
                    int[] ends = found.stream()
                            .filter(Found::right)
                            .mapToInt(Found::endMs)
                            .sorted()
                            .toArray();
                    int[] onsets = found.stream()
                            .filter(Found::right)
                            .mapToInt(Found::onsetMs)
                            .sorted()
                            .toArray();
                    line.append("| " + ends.length + "/" + found.size() + " | " + at(ends, 0.1) + "/" + at(ends, 0.5)
                            + "/" + at(ends, 0.9) + " | " + at(onsets, 0.5) + " ");
                }
                System.out.println(line + String.format(Locale.ROOT, "| %.1f/%.1f |", ratio[0], ratio[1]));
            });
        }
    }

    private static String at(int[] sorted, double q) {
        return sorted.length == 0
                ? "-"
                : Integer.toString(sorted[(int) Math.min(sorted.length - 1, q * sorted.length)]);
    }

    /** As the ears hear it: the delay is in it. */
    private static short[] delayed(short[] sound) {
        short[] aligned = NoiseSuppressorTest.cleaned(sound);
        short[] late = new short[sound.length];
        System.arraycopy(aligned, 0, late, NoiseSuppressor.HOP, sound.length - NoiseSuppressor.HOP);
        return late;
    }

    private static Found turn(VoiceActivity.Engine engine, short[] sound, Scene scene) {
        List<long[]> turns = new ArrayList<>();
        long[] began = new long[1];
        Endpointer endpointer =
                new Endpointer(Stage.config("{}").endpointing(), silent -> 500, new Endpointer.Listener() {
                    @Override
                    public void began(long onset, long now) {
                        began[0] = onset;
                    }

                    @Override
                    public void ended(long lastSpeech, long lastSpeechNanos) {
                        turns.add(new long[] {began[0], lastSpeech});
                    }
                });
        try (SpeechGate gate = new SpeechGate(engine.open(), 0.5)) {
            for (int at = 0; at + 320 <= sound.length; at += 320) {
                boolean speech = gate.isSpeech(Arrays.copyOfRange(sound, at, at + 320));
                endpointer.frame(speech && at >= SETTLED, 0);
            }
        }
        if (turns.size() != 1) {
            return new Found(0, 0, false);
        }
        return new Found(
                (int) (turns.getFirst()[0] * 20 - scene.first / 16),
                (int) ((turns.getFirst()[1] + 1) * 20 - scene.last / 16),
                true);
    }

    private void words() {
        Engines matcher = Engines.open(
                new Engines.Options("energy", "matcher", 1, 1, "freetts", 100, 150, true),
                sounds.fixtures,
                EngineSounds.FOLDER);
        Engines sphinx = Engines.open(
                new Engines.Options("energy", "sphinx", 2, 2, "freetts", 100, 150, true),
                sounds.fixtures,
                EngineSounds.FOLDER);
        System.out.println(
                "| " + entries.size() + " utterances | sphinx WER % without | with | matcher without | with |");
        System.out.println("|---|---|---|---|---|");
        each((bed, snr) -> {
            double[] wer = new double[4];
            for (int mode = 0; mode < 4; mode++) {
                int errors = 0;
                int said = 0;
                for (int i = 0; i < entries.size(); i++) {
                    Scene scene = scene(entries.get(i), bed, snr, i);
                    short[] heard = mode % 2 == 1 ? NoiseSuppressorTest.cleaned(scene.sound) : scene.sound;
                    short[] turn = Arrays.copyOfRange(heard, scene.first - PREROLL, scene.last + SILENCE);
                    Recogniser ear = (mode < 2 ? sphinx : matcher).recogniser().open(sounds.timeline);
                    String text = sounds.heard(ear, turn).text();
                    sounds.run(ear::close);
                    errors += SphinxTest.errors(scene.words, text);
                    said += LanguageModel.words(scene.words).size();
                }
                wer[mode] = 100.0 * errors / said;
            }
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %s %.0f dB | %.1f | %.1f | %.1f | %.1f |",
                    bed,
                    snr,
                    wer[0],
                    wer[1],
                    wer[2],
                    wer[3]));
        });
        matcher.close();
        sphinx.close();
    }

    private interface Condition {
        void of(String bed, double snrDb);
    }

    private static void each(Condition condition) {
        condition.of("none", 0);
        for (double snr : new double[] {10, 5, 20}) {
            for (String bed : List.of("line-hiss", "street", "cafe")) {
                condition.of(bed, snr);
            }
        }
    }
}
