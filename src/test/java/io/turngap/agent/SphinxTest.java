package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sphinx as {@link Engines} gives it, so that its models are loaded once for all of these. */
class SphinxTest {

    private static final List<String> SAID = List.of(
            "where-is-my-order.slt",
            "my-order-number-is-four-two-seven-one.kevin",
            "no-thank-you.slt",
            "when-will-it-arrive.rms",
            "book-a-table-for-six.slt",
            "i-want-to-cancel-my-order.awb");

    private static EngineSounds sounds;
    private static Engines engines;

    @BeforeAll
    static void load() {
        sounds = new EngineSounds();
        engines = Engines.open(
                new Engines.Options("energy", "auto", 2, 2, "freetts", 100, 150, true),
                sounds.fixtures,
                EngineSounds.FOLDER);
    }

    @AfterAll
    static void close() {
        engines.close();
        sounds.close();
    }

    private static SphinxEngine.Load sphinxLoad() {
        return engines.sphinxLoad().orElseThrow();
    }

    static int errors(String said, String heard) {
        List<String> a = LanguageModel.words(said);
        List<String> b = LanguageModel.words(heard);
        int[][] cost = new int[a.size() + 1][b.size() + 1];
        for (int i = 0; i <= a.size(); i++) {
            for (int j = 0; j <= b.size(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                } else {
                    int change = cost[i - 1][j - 1] + (a.get(i - 1).equals(b.get(j - 1)) ? 0 : 1);
                    cost[i][j] = Math.min(change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                }
            }
        }
        return cost[a.size()][b.size()];
    }

    @Test
    void hearsTheWordsOfClearSpeech() {
        assertEquals(List.of(), engines.missingWords());
        int errors = 0;
        int words = 0;
        List<String> heard = new ArrayList<>();
        for (String id : SAID) {
            Recogniser ear = engines.recogniser().open(sounds.timeline);
            assertEquals("sphinx4 trigram", ear.engine());
            Recogniser.Transcript transcript = sounds.heard(ear, sounds.speech(id));
            sounds.run(ear::close);
            assertTrue(transcript.confidence() > 0 && transcript.confidence() <= 1);
            heard.add(transcript.text());
            errors += errors(sounds.words(id), transcript.text());
            words += LanguageModel.words(sounds.words(id)).size();
        }
        assertTrue(errors <= 0.1 * words, errors + " of " + words + " wrong: " + heard);
    }

    @Test
    void callsDoNotChangeEachOthersWords() {
        short[] speech = sounds.speech("transfer-five-hundred-dollars.rms");
        short[] other = sounds.speech("pain-in-my-chest.slt");
        Recogniser first = engines.recogniser().open(sounds.timeline);
        Recogniser.Transcript alone = sounds.heard(first, speech);
        sounds.run(first::close);
        Recogniser one = engines.recogniser().open(sounds.timeline);
        Recogniser two = engines.recogniser().open(sounds.timeline);
        CompletableFuture<Recogniser.Transcript> result = new CompletableFuture<>();
        sounds.run(() -> {
            one.begin(partial -> {});
            two.begin(partial -> {});
            for (int at = 0; at < speech.length; at += 320) {
                EngineSounds.frames(one, Arrays.copyOfRange(speech, at, Math.min(at + 320, speech.length)));
                EngineSounds.frames(
                        two, Arrays.copyOfRange(other, Math.min(at, other.length), Math.min(at + 320, other.length)));
            }
            two.finish(ignored -> {});
            one.finish(result::complete);
        });
        assertEquals(alone, EngineSounds.get(result));
        sounds.run(() -> {
            one.close();
            two.close();
        });
    }

    @Test
    void partialsComeWhileTheCallerSpeaks() {
        short[] speech = sounds.speech("my-order-number-is-four-two-seven-one.slt");
        Recogniser ear = engines.recogniser().open(sounds.timeline);
        CompletableFuture<Recogniser.Transcript> partial = new CompletableFuture<>();
        sounds.run(() -> {
            ear.begin(found -> {
                if (!found.text().isEmpty()) {
                    partial.complete(found);
                }
            });
            EngineSounds.frames(ear, speech);
        });
        assertNotEquals("", EngineSounds.get(partial).text(), "before the end is known");
        CompletableFuture<Recogniser.Transcript> result = new CompletableFuture<>();
        sounds.run(() -> ear.finish(result::complete));
        assertEquals(
                "my order number is four two seven one",
                EngineSounds.get(result).text());
        sounds.run(ear::close);
    }

    @Test
    void beyondItsShareCallsGetTheMatcher() {
        Recogniser one = engines.recogniser().open(sounds.timeline);
        Recogniser two = engines.recogniser().open(sounds.timeline);
        Recogniser three = engines.recogniser().open(sounds.timeline);
        assertEquals("sphinx4 trigram", two.engine());
        assertEquals("matcher closed-vocabulary", three.engine());
        assertEquals(2, sphinxLoad().streams());
        assertEquals(
                "where is my order",
                sounds.heard(three, sounds.speech("where-is-my-order.slt")).text());
        sounds.run(() -> {
            one.close();
            one.close();
            two.close();
            three.close();
        });
        assertEquals(0, sphinxLoad().streams());
    }

    @Test
    void anUtteranceWaitsForADecoderAndIsCounted() {
        long before = sphinxLoad().waited();
        SphinxEngine engine = new SphinxEngine(List.of("yes please"), 1);
        Recogniser busy = engine.open(sounds.timeline);
        Recogniser waits = engine.open(sounds.timeline);
        CompletableFuture<Recogniser.Transcript> first = new CompletableFuture<>();
        CompletableFuture<Recogniser.Transcript> second = new CompletableFuture<>();
        sounds.run(() -> {
            busy.begin(partial -> {});
            waits.begin(partial -> {});
            EngineSounds.frames(waits, sounds.speech("yes-please.slt"));
            waits.finish(second::complete);
        });
        assertEquals(1, engine.load().waiting());
        assertEquals(1, engine.load().waited());
        assertFalse(second.isDone());
        sounds.run(() -> {
            EngineSounds.frames(busy, sounds.speech("yes-please.rms"));
            busy.finish(first::complete);
        });
        assertEquals("yes please", EngineSounds.get(second).text());
        assertEquals("yes please", EngineSounds.get(first).text());
        assertEquals(before, sphinxLoad().waited());
        engine.close();
    }

    @Test
    void cancelFreesTheDecoderAndGivesNoResult() {
        AtomicInteger results = new AtomicInteger();
        Recogniser ear = engines.recogniser().open(sounds.timeline);
        short[] speech = sounds.speech("yes-please.slt");
        for (int i = 0; i < 6; i++) {
            sounds.run(() -> {
                ear.begin(partial -> {});
                EngineSounds.frames(ear, speech);
                ear.finish(result -> results.incrementAndGet());
                ear.cancel();
            });
        }
        assertEquals("yes please", sounds.heard(ear, speech).text());
        assertEquals(0, results.get());
        sounds.run(ear::close);
    }

    @Test
    void silenceNoiseAndNothingAreAnswered() {
        Recogniser ear = engines.recogniser().open(sounds.timeline);
        assertEquals("", sounds.heard(ear, new short[0]).text());
        sounds.heard(ear, new short[50]);
        sounds.heard(ear, new short[8_000]);
        sounds.heard(ear, EngineSounds.hiss(8_000, 20_000, 4));
        assertEquals(0, sphinxLoad().failed());
        assertEquals(
                "yes please", sounds.heard(ear, sounds.speech("yes-please.slt")).text(), "and the call goes on");
        sounds.run(ear::close);
    }

    @Test
    void soundThatWaitsIsBounded() {
        SphinxUtterance utterance = new SphinxUtterance();
        short[] second = new short[16_000];
        for (int i = 0; i < 100; i++) {
            utterance.append(second, second.length);
        }
        utterance.finish();
        assertTrue(utterance.truncated());
        int taken = 0;
        utterance.getData();
        while (utterance.getData() instanceof edu.cmu.sphinx.frontend.DoubleData data) {
            taken += data.getValues().length;
        }
        assertEquals(SphinxUtterance.MOST_SAMPLES, taken);
    }

    @Test
    void wrongOptionsSayWhatIsAllowed() {
        for (Engines.Options wrong : List.of(
                new Engines.Options("loud", "matcher", 1, 1, "freetts", 100, 150, true),
                new Engines.Options("energy", "whisper", 1, 1, "freetts", 100, 150, true),
                new Engines.Options("energy", "matcher", 1, 1, "piper", 100, 150, true),
                new Engines.Options("energy", "matcher", -1, 1, "freetts", 100, 150, true),
                new Engines.Options("energy", "sphinx", 1, 0, "freetts", 100, 150, true))) {
            IllegalArgumentException error = assertThrows(
                    IllegalArgumentException.class, () -> Engines.open(wrong, sounds.fixtures, EngineSounds.FOLDER));
            assertTrue(error.toString().contains("allowed"), error.toString());
        }
    }
}
