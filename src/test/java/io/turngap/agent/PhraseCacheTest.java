package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Timeline;
import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhraseCacheTest {

    /** Counts what it is asked to say; says each character as 1,000 samples, after 80 ms; "broken" fails. */
    private static final class Counting implements Synthesiser {
        final List<String> asked = new ArrayList<>();

        @Override
        public Runnable speak(Timeline timeline, String text, Sink sink) {
            asked.add(text);
            Timeline.Scheduled task = timeline.after(80_000_000, () -> {
                if (text.contains("broken")) {
                    sink.failed("it is broken");
                } else {
                    sink.audio(new short[1_000 * text.length()]);
                    sink.done();
                }
            });
            return task::cancel;
        }

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public void close() {}
    }

    /** What came, with the ms after the request. */
    private static List<String> spoken(Synthesiser voice, String text) {
        VirtualTimeline timeline = new VirtualTimeline();
        List<String> log = new ArrayList<>();
        voice.speak(timeline, text, new Synthesiser.Sink() {
            @Override
            public void audio(short[] samples) {
                log.add(timeline.nowNanos() / 1_000_000 + " " + samples.length);
            }

            @Override
            public void done() {
                log.add("done");
            }

            @Override
            public void failed(String why) {
                log.add(why);
            }

            @Override
            public void lever(String name, String value) {
                log.add(name + " " + value);
            }
        });
        timeline.runAll(100);
        return log;
    }

    private static boolean prepare(Synthesiser voice, List<String> texts) {
        VirtualTimeline timeline = new VirtualTimeline();
        boolean[] done = new boolean[1];
        voice.prepare(timeline, texts, () -> done[0] = true);
        timeline.runAll(100_000);
        return done[0];
    }

    private static String voice(String tts) {
        return PhraseCache.voice(
                new Counting(), Stage.config("{'tts': " + tts + "}").tts());
    }

    @Test
    void whatWasPreparedIsPlayedAtOnceAndNotMadeAgain() {
        Counting engine = new Counting();
        PhraseCache.Store store = new PhraseCache.Store();
        Synthesiser cache = new PhraseCache(engine, "kevin", store);
        assertTrue(prepare(cache, List.of("yes", "no", "maybe", "one", "two", "three")));
        assertEquals(6, engine.asked.size());
        assertEquals(2_000 * (3 + 2 + 5 + 3 + 3 + 5), store.bytes(), "what it costs");
        assertEquals(List.of("phrase_cache hit", "0 3000", "done"), spoken(cache.forCall(1), "yes"));
        assertEquals(List.of("80 4000", "done"), spoken(cache.forCall(1), "yes."), "word for word only");
        assertEquals(7, engine.asked.size());
    }

    @Test
    void anotherVoiceHearsNothingOfIt() {
        PhraseCache.Store store = new PhraseCache.Store();
        prepare(new PhraseCache(new Counting(), voice("{}"), store), List.of("yes"));
        assertEquals(
                3,
                spoken(new PhraseCache(new Counting(), voice("{}"), store), "yes")
                        .size());
        for (String changed : List.of(
                "{'pitch_hz': 120}",
                "{'rate_wpm': 180}",
                "{'voice': 'slt'}",
                "{'trim_silence': false}",
                "{'engine': 'openai', 'model_name': 'tts-1-hd'}")) {
            Synthesiser stale = new PhraseCache(new Counting(), voice(changed), store);
            assertEquals(List.of("80 3000", "done"), spoken(stale, "yes"), changed);
        }
    }

    @Test
    void aPhraseThatFailsIsNotKept() {
        Synthesiser cache = new PhraseCache(new Counting(), "kevin", new PhraseCache.Store());
        assertTrue(prepare(cache, List.of("broken", "yes")), "and the others are made");
        assertEquals(List.of("it is broken"), spoken(cache, "broken"));
        assertEquals("phrase_cache hit", spoken(cache, "yes").getFirst());
        assertTrue(prepare(cache, List.of()), "nothing to do is done");
    }

    @Test
    void itsMemoryIsBounded() {
        PhraseCache.Store store = new PhraseCache.Store();
        Synthesiser cache = new PhraseCache(new Counting(), "kevin", store);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            texts.add(Character.toString('a' + i).repeat(1_000));
        }
        assertTrue(prepare(cache, texts));
        assertEquals(8 * 2_000_000, store.bytes(), "as many of 2 MB as fit into 16 MiB");
        assertEquals(List.of("80 1000000", "done"), spoken(cache, texts.getLast()));
    }

    @Test
    void nothingComesAfterCancel() {
        PhraseCache.Store store = new PhraseCache.Store();
        Synthesiser cache = new PhraseCache(new Counting(), "kevin", store);
        prepare(cache, List.of("yes"));
        VirtualTimeline timeline = new VirtualTimeline();
        List<String> log = new ArrayList<>();
        Runnable cancel = cache.speak(timeline, "yes", new Synthesiser.Sink() {
            @Override
            public void audio(short[] samples) {
                log.add("audio");
            }

            @Override
            public void done() {
                log.add("done");
            }

            @Override
            public void failed(String why) {
                log.add(why);
            }
        });
        cancel.run();
        timeline.runAll(10);
        assertEquals(List.of(), log);
    }

    @Test
    void fixedPhrasesAreCutAsTheyAreSpoken() {
        List<String> phrases = FixedPhrases.of(Stage.config("{'greeting': {'enabled': true, 'text': 'Good day.'}}"));
        assertTrue(phrases.contains("Good day."));
        assertTrue(phrases.contains("Please call an ambulance now."), phrases::toString);
        assertTrue(phrases.contains("Stay on the line."));
        assertTrue(phrases.containsAll(Dialogue.FILLERS));
        assertFalse(FixedPhrases.of(Stage.config("{}")).contains("Hello, how can I help?"), "it is off there");
    }

    @Test
    void aConfirmationCostsNoSynthesisAndTheTurnSaysSo() {
        String config = "{'tts': {'tier': 'standard', 'phrase_cache': true}}";
        Stage cold = new Stage(config, "where is my order");
        cold.speech(400).silence(3000);
        assertEquals(0, cold.count("lever phrase_cache"), "nothing was prepared");
        assertTrue(cold.msOf("tts.first_byte") > cold.msOf("tts.request") + 50);

        Stage warm = new Stage(config, "where is my order", "my order number is four two seven one");
        warm.kit.tts().prepare(warm.timeline, FixedPhrases.of(Stage.config(config)), () -> {});
        warm.silence(10_000).speech(400).silence(3000);
        assertEquals(warm.msOf("tts.request"), warm.msOf("tts.first_byte"), warm.log::toString);
        assertEquals(1, warm.count("lever phrase_cache hit"));
        warm.speech(400).silence(3000);
        assertEquals(1, warm.count("lever phrase_cache hit"), "an order's day is made each time");
        assertEquals(2, warm.count("tts.first_byte"));
    }
}
