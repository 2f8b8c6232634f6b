package io.turngap.sound;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Makes the sounds and the manifest of {@code audio-fixtures/} from its two lists. {@code audio-fixtures/make.sh} runs it. The same
 * programs, the same lists and the same seed give the same bytes.
 */
public final class FixtureMaker {

    private static final long SEED = 20_261_123;
    /** Silence before and after. */
    private static final int AROUND = Pcm.RATE_HZ * 120 / 1_000;
    /** What is kept of a voice's own sound beyond the label, and how fast it is faded. */
    private static final int BEFORE = Pcm.RATE_HZ * 10 / 1_000;

    private static final int AFTER = Pcm.RATE_HZ * 30 / 1_000;
    private static final int FADE = Pcm.RATE_HZ * 5 / 1_000;
    private static final double BED_DBFS = -30;
    private static final String RECORDINGS = "/usr/share/pocketsphinx/test/data";

    private final Path folder;
    private final Path scratch;
    private final ObjectNode manifest;
    private final ArrayNode utterances;
    private final ArrayNode noise;
    private final List<short[]> spoken = new ArrayList<>();

    private FixtureMaker(Path folder, Path scratch) {
        this.folder = folder;
        this.scratch = scratch;
        manifest = new JsonMapper()
                .createObjectNode()
                .put("schema", Manifest.SCHEMA)
                .put("rate_hz", Pcm.RATE_HZ);
        utterances = manifest.putArray("utterances");
        noise = manifest.putArray("noise");
    }

    /** With the folder as its one argument. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[0]);
        FixtureMaker maker = new FixtureMaker(folder, Files.createTempDirectory("turngap-fixtures"));
        Files.createDirectories(folder.resolve("speech"));
        Files.createDirectories(folder.resolve("noise"));
        maker.speak();
        maker.recordings();
        maker.beds();
        Files.write(
                folder.resolve(Manifest.NAME),
                new JsonMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(maker.manifest));
        System.out.println(maker.utterances.size() + " utterances, " + maker.noise.size() + " noise beds");
    }

    private void speak() throws IOException, InterruptedException {
        for (String[] row : rows("phrases.tsv", 4)) {
            for (String name : row[3].split(",")) {
                FixtureVoices.Voice voice = FixtureVoices.named(name);
                Pcm sound = Resample.to(FixtureVoices.speak(name, row[2], scratch), Pcm.RATE_HZ);
                Pcm framed = inSilence(level(sound), AROUND);
                spoken.add(framed.samples());
                ObjectNode entry = entry(row[0], row[1], words(row[2]), name, framed);
                entry.put("accent", voice.accent()).put("human", false);
                entry.put("source", voice.source()).put("licence", voice.licence());
            }
        }
    }

    private void recordings() throws IOException {
        for (String[] row : rows("recordings.tsv", 6)) {
            Path file = Path.of(RECORDINGS, row[5]);
            Pcm sound = level(row[5].endsWith(".raw") ? raw(file) : Wav.read(file));
            ObjectNode entry = entry(row[0], row[1], row[2], row[3], human(sound));
            entry.put("accent", row[4]).put("human", true);
            entry.put("source", "Debian pocketsphinx-testdata 0.8+5prealpha+1-15, " + row[5]);
            entry.put("licence", "BSD-2-Clause; see LICENSES/pocketsphinx-testdata.txt");
        }
    }

    private void beds() throws IOException {
        Seeds seeds = new Seeds(SEED).at("noise");
        bed(
                "cafe",
                "babble of many voices, cups",
                NoiseBeds.cafe(spoken, seeds.at("cafe").random()));
        bed(
                "street",
                "traffic, passing cars, a horn",
                NoiseBeds.street(seeds.at("street").random()));
        bed(
                "office",
                "ventilation, hum, keyboards, low voices",
                NoiseBeds.office(spoken, seeds.at("office").random()));
        bed("hold-music", "plucked tune of four chords", NoiseBeds.holdMusic());
        bed(
                "line-hiss",
                "hiss of a telephone line, hum",
                NoiseBeds.lineHiss(seeds.at("line-hiss").random()));
    }

    private ObjectNode entry(String phrase, String useCase, String transcript, String voice, Pcm sound)
            throws IOException {
        String id = phrase + "." + voice;
        SpeechLabel label =
                SpeechLabel.of(sound).orElseThrow(() -> new IllegalStateException("no speech found in " + id));
        byte[] wav = Wav.mono(sound);
        Files.write(folder.resolve("speech/" + id + ".wav"), wav);
        ObjectNode entry = utterances.addObject();
        entry.put("id", id)
                .put("file", "speech/" + id + ".wav")
                .put("phrase", phrase)
                .put("use_case", useCase);
        entry.put("transcript", transcript).put("language", "en").put("voice", voice);
        entry.put("sha256", Fixtures.digest(wav)).put("samples", sound.samples().length);
        entry.put("first_speech_sample", label.first()).put("last_speech_sample", label.last());
        System.out.printf(
                Locale.ROOT,
                "%-52s %5d ms, speech %4d to %5d ms, %5.1f dBFS%n",
                id,
                sound.samples().length / 16,
                label.first() / 16,
                label.last() / 16,
                Level.activeDbfs(sound));
        return entry;
    }

    private void bed(String id, String kind, double[] made) throws IOException {
        Pcm sound = NoiseBeds.finish(made, BED_DBFS);
        byte[] wav = Wav.mono(sound);
        Files.write(folder.resolve("noise/" + id + ".wav"), wav);
        ObjectNode entry = noise.addObject();
        entry.put("id", id).put("file", "noise/" + id + ".wav").put("kind", kind);
        entry.put("source", "generated by this project, seed " + SEED).put("licence", "CC0-1.0");
        entry.put("sha256", Fixtures.digest(wav)).put("samples", sound.samples().length);
    }

    private List<String[]> rows(String file, int columns) throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(file))) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] row = line.split("\t");
                if (row.length != columns) {
                    throw new IOException(
                            file + ": " + row.length + " columns in \"" + line + "\"; " + columns + " are expected");
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** Speech at the nominal level, as loud as it gets without clipping where that is less. */
    private static Pcm level(Pcm sound) {
        double gainDb = Level.NOMINAL_DBFS - Level.activeDbfs(sound);
        int peak = 1;
        for (short sample : sound.samples()) {
            peak = Math.max(peak, Math.abs(sample));
        }
        double factor = Math.min(Level.factor(gainDb), 32_000.0 / peak);
        short[] out = new short[sound.samples().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (short) Math.round(sound.samples()[i] * factor);
        }
        return new Pcm(sound.rateHz(), out);
    }

    /** Synthetic speech cut out of what its voice put around it and laid into digital silence. */
    private static Pcm inSilence(Pcm sound, int around) {
        SpeechLabel label = SpeechLabel.of(sound).orElseThrow(() -> new IllegalStateException("a voice said nothing"));
        int from = Math.max(0, label.first() - BEFORE);
        int to = Math.min(sound.samples().length, label.last() + 1 + AFTER);
        short[] cut = Arrays.copyOfRange(sound.samples(), from, to);
        fade(cut);
        short[] out = new short[cut.length + 2 * around];
        System.arraycopy(cut, 0, out, around, cut.length);
        return new Pcm(sound.rateHz(), out);
    }

    /** A person's recording as it is, its own room included; silence is added only where less than 100 ms are around the speech. */
    private static Pcm human(Pcm sound) {
        SpeechLabel label =
                SpeechLabel.of(sound).orElseThrow(() -> new IllegalStateException("no speech in a recording"));
        int length = sound.samples().length;
        int keepBefore = Math.min(label.first(), Pcm.RATE_HZ * 300 / 1_000);
        int keepAfter = Math.min(length - 1 - label.last(), Pcm.RATE_HZ * 300 / 1_000);
        short[] cut = Arrays.copyOfRange(sound.samples(), label.first() - keepBefore, label.last() + 1 + keepAfter);
        fade(cut);
        int before = Math.max(0, AROUND - keepBefore);
        int after = Math.max(0, AROUND - keepAfter);
        short[] out = new short[before + cut.length + after];
        System.arraycopy(cut, 0, out, before, cut.length);
        return new Pcm(sound.rateHz(), out);
    }

    private static void fade(short[] samples) {
        for (int i = 0; i < FADE; i++) {
            samples[i] = (short) (samples[i] * i / FADE);
            int end = samples.length - 1 - i;
            samples[end] = (short) (samples[end] * i / FADE);
        }
    }

    private static Pcm raw(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        short[] samples = new short[bytes.length / 2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return new Pcm(Pcm.RATE_HZ, samples);
    }

    private static String words(String spoken) {
        return spoken.toLowerCase(Locale.ROOT).replaceAll("[^a-z' ]", "").strip();
    }
}
