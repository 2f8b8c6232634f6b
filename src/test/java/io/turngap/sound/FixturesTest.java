package io.turngap.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixturesTest {

    private static final Path FOLDER = Path.of("audio-fixtures");
    private static final Fixtures FIXTURES = Fixtures.open(FOLDER);

    private static Fixtures.Utterance get(String source, Path besides, Optional<String> voice, Optional<int[]> label) {
        return FIXTURES.utterance(source, besides, voice, label, new Seeds(1).random());
    }

    private static Fixtures.Utterance get(String source) {
        return get(source, Path.of("."), Optional.empty(), Optional.empty());
    }

    private static String refusal(Runnable action) {
        return String.valueOf(assertThrows(SoundException.class, action::run).getMessage());
    }

    @Test
    void thereIsEnoughOfEverything() {
        List<Fixtures.Entry> entries = FIXTURES.entries();
        assertTrue(entries.size() >= 40, entries.size() + " utterances");
        assertTrue(FIXTURES.voices().size() >= 12, FIXTURES.voices().toString());
        assertTrue(entries.stream().filter(Fixtures.Entry::human).count() >= 5);
        assertEquals(
                Set.of("order-status", "conversation", "high-stakes", "any"),
                entries.stream().map(Fixtures.Entry::useCase).collect(Collectors.toSet()));
        assertEquals(
                List.of("cafe", "street", "office", "hold-music", "line-hiss"),
                FIXTURES.beds().stream().map(Fixtures.Bed::id).toList());
        assertEquals(
                entries.size(),
                entries.stream().map(Fixtures.Entry::id).distinct().count());
    }

    @Test
    void everySoundIsAsTheManifestSays() throws IOException {
        long bytes = 0;
        for (Fixtures.Entry entry : FIXTURES.entries()) {
            Fixtures.Utterance u = get(entry.id());
            assertEquals(entry.phrase() + "." + entry.voice(), u.id());
            assertEquals(16_000, u.sound().rateHz());
            assertEquals(-26, Level.activeDbfs(u.sound()), 1.2, u.id());
            assertTrue(u.firstSpeech() >= 100 * 16 && u.sound().samples().length - u.lastSpeech() >= 100 * 16, u.id());
            bytes += Files.size(FOLDER.resolve(entry.file()));
        }
        for (Fixtures.Bed bed : FIXTURES.beds()) {
            short[] samples = FIXTURES.noise(bed.id()).samples();
            assertEquals(bed.samples(), samples.length);
            assertTrue(samples.length >= 8 * 16_000, bed.id());
            assertEquals(-30, Level.rmsDbfs(samples), 0.6, bed.id());
            bytes += Files.size(FOLDER.resolve(bed.file()));
        }
        assertTrue(bytes < 6_000_000, bytes + " bytes");
    }

    @Test
    void bedsRepeatWithoutASeam() {
        for (Fixtures.Bed bed : FIXTURES.beds()) {
            short[] samples = FIXTURES.noise(bed.id()).samples();
            double typical = 0;
            for (int i = 1; i < samples.length; i++) {
                double step = samples[i] - samples[i - 1];
                typical += step * step;
            }
            typical = Math.sqrt(typical / (samples.length - 1));
            assertEquals(samples[0], samples[samples.length - 1], 5 * typical + 2, bed.id());
            double head = Level.rmsDbfs(samples, 0, 1_600);
            double tail = Level.rmsDbfs(samples, samples.length - 1_600, 1_600);
            assertEquals(head, tail, 8, bed.id());
        }
    }

    @Test
    void aPhraseIsSpokenByTheVoiceAskedForOrByOneDrawn() {
        assertEquals(
                "where-is-my-order.awb",
                get("where-is-my-order", Path.of("."), Optional.of("awb"), Optional.empty())
                        .id());
        UniformRandomProvider random = new Seeds(7).random();
        Set<String> drawn = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            drawn.add(FIXTURES.utterance("where-is-my-order", Path.of("."), Optional.empty(), Optional.empty(), random)
                    .voice());
        }
        assertTrue(drawn.size() >= 8, drawn.toString());
        assertEquals(get("where-is-my-order").id(), get("where-is-my-order").id());
        assertSame(get("yes-please.slt").sound(), get("yes-please.slt").sound());
        assertNotEquals(get("yes-please.slt").sound(), get("yes-please.rms").sound());
    }

    @Test
    void transcriptsAreWordsAndEachStandsOnce() {
        List<String> transcripts = FIXTURES.transcripts();
        assertTrue(transcripts.contains("where is my order"));
        assertTrue(transcripts.contains("my order number is four two seven one"));
        assertTrue(transcripts.contains("that's all"));
        assertEquals(transcripts.size(), Set.copyOf(transcripts).size());
        for (String transcript : transcripts) {
            assertTrue(transcript.matches("[a-z']+( [a-z']+)*"), transcript);
        }
    }

    @Test
    void anUnknownNameListsThoseNearToIt() {
        String phrase = refusal(() -> get("where-is-my-odrer"));
        assertTrue(phrase.contains("did you mean where-is-my-order"), phrase);
        String voice = refusal(() -> get("where-is-my-order", Path.of("."), Optional.of("rsm"), Optional.empty()));
        assertTrue(voice.contains("\"rsm\"") && voice.contains("rms"), voice);
        String bed = refusal(() -> FIXTURES.noise("train-station-at-night"));
        assertTrue(bed.contains("known: cafe, street, office, hold-music, line-hiss"), bed);
    }

    @Test
    void aUsersFileOfAnyRateIsConvertedAndLabelled(@TempDir Path folder) throws IOException {
        Fixtures.Utterance original = get("where-is-my-order.slt");
        Pcm wide = Resample.to(original.sound(), 44_100);
        Files.write(folder.resolve("mine.WAV"), Wav.stereo(wide, wide));
        Fixtures.Utterance mine = get("mine.WAV", folder, Optional.empty(), Optional.empty());
        assertEquals("mine.WAV", mine.id());
        assertEquals("", mine.voice());
        assertEquals(16_000, mine.sound().rateHz());
        assertEquals(original.firstSpeech(), mine.firstSpeech(), 16);
        assertEquals(original.lastSpeech(), mine.lastSpeech(), 5 * 16);
        Fixtures.FoundLabel found = FIXTURES.foundLabels().stream()
                .filter(label -> label.source().equals("mine.WAV"))
                .findFirst()
                .orElseThrow();
        assertEquals(mine.firstSpeech() / 16.0, found.speechStartMs());
        assertEquals(mine.lastSpeech() / 16.0, found.speechEndMs());

        Fixtures.Utterance labelled = get("mine.WAV", folder, Optional.empty(), Optional.of(new int[] {1_000, 9_000}));
        assertArrayEquals(new int[] {1_000, 9_000}, new int[] {labelled.firstSpeech(), labelled.lastSpeech()});
        String beyond =
                refusal(() -> get("mine.WAV", folder, Optional.empty(), Optional.of(new int[] {1_000, 90_000})));
        assertTrue(beyond.contains("Correct the label"), beyond);
    }

    @Test
    void aUsersFileThatCannotBeUsedIsRefused(@TempDir Path folder) throws IOException {
        String missing = refusal(() -> get("gone.wav", folder, Optional.empty(), Optional.empty()));
        assertTrue(missing.contains("no such file"), missing);
        Files.write(folder.resolve("noise.wav"), Wav.mono(new Pcm(16_000, Tones.noise(-40, 16_000, 1))));
        String noise = refusal(() -> get("noise.wav", folder, Optional.empty(), Optional.empty()));
        assertTrue(noise.contains("no speech stands out"), noise);
        Fixtures.Utterance told = get("noise.wav", folder, Optional.empty(), Optional.of(new int[] {10, 20}));
        assertEquals(20, told.lastSpeech());
        assertTrue(
                FIXTURES.foundLabels().stream()
                        .noneMatch(label -> label.source().equals("noise.wav")),
                "a label that was given was not found");
    }

    @Test
    void aChangedFileOrManifestIsNoticed(@TempDir Path folder) throws IOException {
        String none = refusal(() -> Fixtures.open(folder));
        assertTrue(none.contains("no such file"), none);
        Fixtures.Entry entry = FIXTURES.entries().getFirst();
        Files.createDirectories(folder.resolve("speech"));
        Files.copy(FOLDER.resolve("manifest.json"), folder.resolve("manifest.json"));
        byte[] wav = Files.readAllBytes(FOLDER.resolve(entry.file()));
        wav[500] ^= 1;
        Files.write(folder.resolve(entry.file()), wav);
        Fixtures copy = Fixtures.open(folder);
        UniformRandomProvider random = new Seeds(1).random();
        String changed = refusal(() -> copy.utterance(entry.id(), folder, Optional.empty(), Optional.empty(), random));
        assertTrue(changed.contains("SHA-256 is") && changed.contains(entry.sha256()), changed);

        Files.writeString(
                folder.resolve("manifest.json"), "{\"schema\": 1, \"utterances\": [{\"id\": \"a\", \"file\": 7}]}");
        String wrong = refusal(() -> Fixtures.open(folder));
        assertTrue(wrong.contains("utterances[0]: file is 7"), wrong);
        Files.writeString(folder.resolve("manifest.json"), "{");
        assertTrue(refusal(() -> Fixtures.open(folder)).contains("not JSON"));
    }
}
