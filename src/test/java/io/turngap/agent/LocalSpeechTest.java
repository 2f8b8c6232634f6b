package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flite and Pocketsphinx for real, where they are installed. */
class LocalSpeechTest {

    private static EngineSounds sounds;

    @TempDir
    Path dir;

    @BeforeAll
    static void open() {
        sounds = new EngineSounds();
    }

    @AfterAll
    static void close() {
        sounds.close();
    }

    private static void assumeInstalled(String engine) {
        List<String> lacking = Objects.requireNonNull(SpeechPackages.lacking().get(engine));
        assumeTrue(
                lacking.isEmpty(), () -> engine + " is not installed: no " + lacking + "; " + SpeechPackages.INSTALL);
    }

    private static AgentConfig.Tts tts(String json) {
        return Stage.config("{'tts': " + json + "}").tts();
    }

    private static PocketsphinxEngine pocketsphinx(int decoders) {
        List<String> sentences = new ArrayList<>(Engines.corpus());
        sentences.addAll(sounds.fixtures.transcripts());
        return new PocketsphinxEngine(sentences, decoders);
    }

    @Test
    void fliteSpeaksWhatPocketsphinxUnderstands() {
        assumeInstalled("flite");
        assumeInstalled("pocketsphinx");
        try (FliteSynthesiser voice = new FliteSynthesiser(tts("{'engine': 'flite'}"));
                PocketsphinxEngine ears = pocketsphinx(1)) {
            assertEquals("flite slt", voice.name());
            HeardSound sound = HeardSound.of(sounds, voice, "Where is my order?");
            assertEquals("", sound.end());
            assertTrue(sound.chunks() > 5, "it streams: " + sound.chunks());
            Recogniser ear = ears.open(sounds.timeline);
            Recogniser.Transcript words = sounds.heard(ear, EngineSounds.padded(sound.samples(), 3_200, 3_200));
            assertEquals("where is my order", words.text());
            assertTrue(words.confidence() > 0 && words.confidence() <= 1, "confidence " + words.confidence());
            sounds.run(ear::close);
        }
    }

    @Test
    void pocketsphinxHearsTheFixturesWithPartials() {
        assumeInstalled("pocketsphinx");
        try (PocketsphinxEngine ears = pocketsphinx(2)) {
            Recogniser ear = ears.open(sounds.timeline);
            List<String> partials = new ArrayList<>();
            CompletableFuture<String> first = new CompletableFuture<>();
            CompletableFuture<Recogniser.Transcript> result = new CompletableFuture<>();
            short[] speech = sounds.speech("my-order-number-is-four-two-seven-one.slt");
            sounds.run(() -> {
                ear.begin(partial -> {
                    partials.add(partial.text());
                    first.complete(partial.text());
                });
                EngineSounds.frames(ear, speech);
            });
            assertNotEquals("", EngineSounds.get(first), "before the end is known");
            sounds.run(() -> ear.finish(result::complete));
            assertEquals(
                    "my order number is four two seven one",
                    EngineSounds.get(result).text());
            // Another call, on another decoder or this one, hears the same as if it were alone.
            Recogniser other = ears.open(sounds.timeline);
            assertEquals(EngineSounds.get(result), sounds.heard(other, speech));
            sounds.run(() -> {
                ear.begin(partial -> {});
                EngineSounds.frames(ear, speech);
                ear.cancel();
                other.close();
                ear.close();
            });
        }
    }

    @Test
    void fliteGivesTheSameSoundToManyAtOnceAndStopsWhenCancelled() {
        assumeInstalled("flite");
        try (FliteSynthesiser voice = new FliteSynthesiser(tts("{'engine': 'flite', 'voice': 'rms'}"))) {
            // Its excitation is noise, so that the same words have the same course and not the same samples.
            int alone =
                    HeardSound.of(sounds, voice, "Shall I cancel the order?").samples().length;
            List<HeardSound> many = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                many.add(HeardSound.begin(sounds, voice, "Shall I cancel the order?"));
            }
            many.forEach(sound -> assertEquals(alone, sound.samples().length, 0.02 * alone));
            HeardSound cancelled = HeardSound.cancelled(sounds, voice, "Nobody wants to hear any of this. ".repeat(20));
            assertEquals(
                    alone,
                    HeardSound.of(sounds, voice, "Shall I cancel the order?").samples().length,
                    0.02 * alone);
            assertEquals(0, cancelled.chunks());
            assertTrue(HeardSound.of(sounds, voice, "x".repeat(5_000)).end().contains("5000 characters"));
            assertEquals(
                    "",
                    HeardSound.of(sounds, voice, "Caf\u00e9 <b>|\u0001 \u201cten\u201d")
                            .end());
        }
    }

    @Test
    void speedIsAnOptionAndAnUnknownVoiceIsRefused() {
        assumeInstalled("flite");
        int usual;
        try (FliteSynthesiser voice = new FliteSynthesiser(tts("{'engine': 'flite', 'voice': 'kal'}"))) {
            usual = HeardSound.of(sounds, voice, "Good morning to you.").samples().length;
        }
        try (FliteSynthesiser slow =
                new FliteSynthesiser(tts("{'engine': 'flite', 'voice': 'kal', 'rate_wpm': 100}"))) {
            int samples = HeardSound.of(sounds, slow, "Good morning to you.").samples().length;
            assertTrue(samples > 1.3 * usual, samples + " against " + usual);
        }
        AgentConfigException wrong = assertThrows(
                AgentConfigException.class, () -> new FliteSynthesiser(tts("{'engine': 'flite', 'voice': 'alloy'}")));
        assertTrue(
                String.valueOf(wrong.getMessage()).contains("awb, kal, rms, slt"), String.valueOf(wrong.getMessage()));
    }

    @Test
    void whatIsMissingIsSaidWithTheCommandThatInstallsIt() {
        assertTrue(NativeLibrary.find("libnosuchspeech.so.9").isEmpty());
        AgentConfigException missing = SpeechPackages.missing("agent.stt.engine", "pocketsphinx");
        assertTrue(
                String.valueOf(missing.getMessage()).contains("./turngap doctor --install speech"),
                String.valueOf(missing.getMessage()));
        assertEquals(Set.of("flite", "pocketsphinx"), SpeechPackages.lacking().keySet());
    }

    @Test
    void theArpaFileIsTheSameModel() throws Exception {
        LanguageModel model = LanguageModel.of(
                List.of("where is my order", "where is it", "cancel my order please"),
                Set.of("where", "is", "my", "order", "it", "cancel", "please"));
        Path file = dir.resolve("model.lm");
        ArpaModel.write(model, file);
        List<String> lines = Files.readAllLines(file);
        assertTrue(lines.contains("ngram 1=9"), lines.toString());
        double sum = 0;
        for (String word : model.words()) {
            sum += Math.pow(10, arpa(lines, "where", "is", word));
            double expected = word.equals(LanguageModel.START)
                    ? -99
                    : Math.log10(model.probability(model.idOf("where"), model.idOf("is"), model.idOf(word)));
            if (expected > -90) {
                assertEquals(expected, arpa(lines, "where", "is", word), 1e-5, word);
            }
        }
        assertEquals(1, sum, 0.05, "the start of a sentence takes the rest");
    }

    /** Decimal logarithm of the last word's probability after the two before, by the rule of ARPA files. */
    private static double arpa(List<String> lines, String... words) {
        String gram = String.join(" ", words);
        for (String line : lines) {
            String[] fields = line.split("\t");
            if (fields.length > 1 && fields[1].equals(gram)) {
                return Double.parseDouble(fields[0]);
            }
        }
        String history = String.join(" ", Arrays.copyOf(words, words.length - 1));
        double backOff = 0;
        for (String line : lines) {
            String[] fields = line.split("\t");
            if (fields.length > 2 && fields[1].equals(history)) {
                backOff = Double.parseDouble(fields[2]);
            }
        }
        return backOff + arpa(lines, Arrays.copyOfRange(words, 1, words.length));
    }
}
