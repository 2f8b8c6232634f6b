package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.sound.Pcm;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MatcherTest {

    private static EngineSounds sounds;
    private static List<MatcherRecogniser.Template> templates;
    private static MatcherRecogniser.Engine engine;

    @BeforeAll
    static void load() {
        sounds = new EngineSounds();
        templates = Engines.templates(sounds.fixtures, EngineSounds.FOLDER);
        engine = new MatcherRecogniser.Engine(templates);
    }

    @AfterAll
    static void close() {
        engine.close();
        sounds.close();
    }

    private static String words(MatcherRecogniser.Template template) {
        return String.join(" ", LanguageModel.words(template.text()));
    }

    private interface Line {
        short[] carry(short[] sound, int index);
    }

    /** How many of all fixtures are heard right over {@code line}. */
    private static int right(Line line) {
        int right = 0;
        try (Recogniser ear = engine.open(sounds.timeline)) {
            for (int i = 0; i < templates.size(); i++) {
                short[] padded = EngineSounds.padded(templates.get(i).sound().samples(), 137 * i % 6000, 8000);
                right += sounds.heard(ear, line.carry(padded, i)).text().equals(words(templates.get(i))) ? 1 : 0;
            }
        }
        return right;
    }

    @Test
    void hearsEveryFixtureShiftedAndQuieter() {
        assertEquals(templates.size(), right((sound, i) -> sounds.noisy(sound, "cafe", 90, 0.25, 0)));
    }

    @Test
    void hearsFixturesInACafe() {
        assertEquals(templates.size(), right((sound, i) -> sounds.noisy(sound, "cafe", 20, 1, 1009 * i)));
        assertTrue(right((sound, i) -> sounds.noisy(sound, "cafe", 15, 1, 1009 * i)) > 0.9 * templates.size());
    }

    @Test
    void joinsTheWordsOfPartsWithAPauseBetween() {
        short[] first = sounds.speech("my-order-number-is.slt");
        short[] second = sounds.speech("four-two-seven-one.slt");
        short[] both = EngineSounds.padded(first, 0, 8000 + second.length);
        System.arraycopy(second, 0, both, first.length + 8000, second.length);
        try (Recogniser ear = engine.open(sounds.timeline)) {
            assertEquals(
                    "my order number is four two seven one",
                    sounds.heard(ear, both).text());
        }
    }

    @Test
    void doesNotTakeUnknownSpeechForAnUtterance() {
        List<MatcherRecogniser.Template> known = templates.stream()
                .filter(template -> !template.text().contains("medication"))
                .toList();
        MatcherVocabulary vocabulary = new MatcherVocabulary(known);
        MatcherFrontEnd ear = new MatcherFrontEnd();
        short[] unknown = sounds.speech("refill-my-heart-medication.hts");
        ear.accept(unknown, unknown.length);
        assertEquals(new Recogniser.Transcript("", 0), vocabulary.recognise(ear.powers()));
    }

    @Test
    void silenceHissAndNothingGiveNoWords() {
        try (Recogniser ear = engine.open(sounds.timeline)) {
            assertEquals(new Recogniser.Transcript("", 0), sounds.heard(ear, new short[0]));
            assertEquals(new Recogniser.Transcript("", 0), sounds.heard(ear, new short[100]));
            assertEquals(new Recogniser.Transcript("", 0), sounds.heard(ear, new short[48_000]));
            assertEquals(
                    "", sounds.heard(ear, EngineSounds.hiss(48_000, 3000, 2)).text());
        }
    }

    @Test
    void keepsABoundedPartOfSpeechWithoutEnd() {
        MatcherFrontEnd ear = new MatcherFrontEnd();
        short[] second = EngineSounds.hiss(Pcm.RATE_HZ, 3000, 3);
        for (int i = 0; i < 100; i++) {
            ear.accept(second, second.length);
        }
        assertEquals(MatcherFrontEnd.MOST_FRAMES * MatcherFrontEnd.BANDS, ear.powers().length);
    }

    @Test
    void aCancelledUtteranceHasNoResult() {
        short[] speech = sounds.speech("where-is-my-order.slt");
        AtomicInteger results = new AtomicInteger();
        Recogniser ear = engine.open(sounds.timeline);
        sounds.run(() -> {
            ear.begin(partial -> {});
            EngineSounds.frames(ear, speech);
            ear.finish(result -> results.incrementAndGet());
            ear.cancel();
        });
        assertEquals("where is my order", sounds.heard(ear, speech).text());
        assertEquals(0, results.get());
        ear.close();
        assertFalse(ear.engine().isEmpty());
    }

    @Test
    void wantsSpeechOfTheRightRate() {
        assertThrows(IllegalArgumentException.class, () -> new MatcherRecogniser.Engine(List.of()));
        MatcherRecogniser.Template slow = new MatcherRecogniser.Template("slow", new Pcm(8000, new short[8000]));
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> new MatcherRecogniser.Engine(List.of(slow)));
        assertTrue(error.toString().contains("8000"), error.toString());
    }
}
