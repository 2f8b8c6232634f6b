package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** L17. The turn ends at 900, its words are there at 930, the model's first token 200 later, 50 for the phrase, the voice 10. */
class ThinkingPhraseTest {

    private static final String AT_ONCE = "{'filler': {'when': 'reply', 'after_ms': 0}%s}";
    private static final String WAIT =
            ", 'llm': {'latency': {'distribution': 'constant', 'median_ms': %d, 'per_token_ms': 10}}";

    private static Stage played(String config) {
        return new Stage(config, "where is my order").speech(400).silence(9_000);
    }

    private static long answerMs(Stage stage) {
        return stage.msOf("answer 1");
    }

    @Test
    void itIsSaidAtOnceAndCutWhenTheAnswerIsReady() {
        Stage stage = played(AT_ONCE.formatted(""));
        assertEquals(940, stage.msOf("audio 1"), "250 ms before the answer");
        assertEquals(1_190, answerMs(stage));
        assertEquals(1, stage.count("lever filler cut"));
        assertTrue(stage.said(1).startsWith(Dialogue.FILLERS.getFirst() + " Sure."), stage.said(1));
        long sentMs = stage.samples(0, 1_190) / 16;
        assertTrue(sentMs >= 250 && sentMs <= 350, "paced: " + sentMs + " ms of 950 were sent in 250 ms");
    }

    /** What was sent and not played stands before the answer: at most the lead. */
    @Test
    void theCostIsAnAnswerThatIsHeardLater() {
        Stage without = played("{}");
        Stage with = played(AT_ONCE.formatted(""));
        assertEquals(without.msOf("audio 1"), answerMs(with), "it is ready at the same instant");
        Playout caller = new Playout();
        long heardMs = 0;
        for (String line : with.log) {
            String[] word = line.split(" ");
            long atMs = Long.parseLong(word[0]);
            if (word[1].equals("audio") && atMs < answerMs(with)) {
                caller.sent(atMs * 1_000_000, Integer.parseInt(word[3]));
            }
        }
        for (long ms = answerMs(with); caller.isPlaying(ms * 1_000_000); ms++) {
            heardMs++;
        }
        assertTrue(heardMs > 0 && heardMs <= ThinkingPhrase.LEAD_MS, heardMs + " ms of the phrase come before it");
    }

    @Test
    void itNeverOverlapsTheAnswer() {
        Stage stage = played(AT_ONCE.formatted(WAIT.formatted(700)));
        int mark = stage.log.indexOf(answerMs(stage) + " answer 1");
        List<String> after = stage.log.subList(mark, stage.log.size()).stream()
                .filter(line -> line.contains(" audio "))
                .toList();
        assertEquals(List.of(answerMs(stage) + " audio 1 " + 32 * 50 * 16), after, "the answer alone, in one piece");
    }

    @Test
    void withASlowModelItIsHeardWhole() {
        Stage stage = played(AT_ONCE.formatted(WAIT.formatted(3_000)));
        assertEquals(1, stage.count("lever filler whole"));
        assertEquals(Dialogue.FILLERS.getFirst().length() * 50L, stage.samples(0, answerMs(stage)) / 16);
    }

    @Test
    void aModelThatIsQuickerNeedsNone() {
        Stage stage = played("{'filler': {'when': 'reply', 'after_ms': 600}}");
        assertEquals(0, stage.count("answer"));
        assertEquals(0, stage.count("lever filler"));
        assertEquals(1, stage.count("tts.request"));
    }

    @Test
    void neverTheSameTwiceRunningAndEachCallBeginsElsewhere() {
        List<String> firsts = new ArrayList<>();
        for (long call = 0; call < 4; call++) {
            Stage stage = new Stage(call, AT_ONCE.formatted(""), "one two", "two one", "hello you", "hello me", "bye");
            String before = "";
            for (int turn = 1; turn <= 5; turn++) {
                stage.speech(400).silence(4_000);
                String said = stage.said(turn);
                String phrase = Dialogue.FILLERS.stream()
                        .filter(said::startsWith)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(said));
                assertNotEquals(before, phrase);
                before = phrase;
                if (turn == 1) {
                    firsts.add(phrase);
                }
            }
        }
        assertEquals(4, new HashSet<>(firsts).size(), firsts::toString);
    }

    @Test
    void speechOverItStopsIt() {
        Stage stage = new Stage(AT_ONCE.formatted(WAIT.formatted(3_000)), "where is my order", "stop please")
                .speech(400)
                .silence(600)
                .speech(600)
                .silence(500);
        long yielded = stage.msOf("over 1 INTERRUPTED");
        assertEquals(0, stage.samples(yielded, 2_000));
    }

    @Test
    void aVoiceThatCannotSayItDoesNotHoldTheAnswer() {
        Stage stage = new Stage(
                0,
                AT_ONCE.formatted(""),
                kit -> new Kit(kit.vad(), kit.stt(), kit.llm(), kit.tool(), new Stumbling(kit.tts())),
                "where is my order");
        stage.speech(400).silence(4_000);
        assertEquals(1_190, stage.msOf("audio 1"));
        assertEquals(1, stage.count("trouble speech synthesis gave a thinking phrase up: no"));
        assertEquals(0, stage.count("answer"), "nothing came first");
        assertEquals(0, stage.count("lever filler"));
    }

    /** A phrase that the answer overtook was never heard: what the answer waited for is its own. */
    @Test
    void aPhraseThatMakesNoSoundInTimeIsNoPassOfSynthesis() {
        Stage stage = slowly(Doubles.FIRST_AUDIO_NANOS + 400_000_000);
        assertEquals(1, stage.count("tts.request"), stage.log.toString());
        assertEquals(1, stage.count("tts.first_byte"));
        assertEquals(1_180, stage.msOf("tts.request"), "the answer's, 10 ms before its sound");
    }

    /** Both are asked for before either sounds: the passes are told in the order in which they sound. */
    @Test
    void aPhraseThatSoundsLateIsTheFirstPassAllTheSame() {
        Stage stage = slowly(245_000_000);
        List<String> passes =
                stage.log.stream().filter(line -> line.contains("tts.")).toList();
        assertEquals(
                List.of("930 tts.request", "1185 tts.first_byte", "1180 tts.request", "1190 tts.first_byte"), passes);
    }

    private static Stage slowly(long laterNanos) {
        Stage stage = new Stage(
                0,
                AT_ONCE.formatted(""),
                kit -> new Kit(kit.vad(), kit.stt(), kit.llm(), kit.tool(), new Slow(kit.tts(), laterNanos)),
                "where is my order");
        return stage.speech(400).silence(4_000);
    }

    /** Takes longer to begin with thinking phrases. */
    private record Slow(Synthesiser voice, long laterNanos) implements Synthesiser {
        @Override
        public Runnable speak(io.turngap.time.Timeline timeline, String text, Sink sink) {
            if (!Dialogue.FILLERS.contains(text)) {
                return voice.speak(timeline, text, sink);
            }
            return timeline.after(laterNanos, () -> voice.speak(timeline, text, sink))::cancel;
        }

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public void close() {}
    }

    /** Fails at thinking phrases. */
    private record Stumbling(Synthesiser voice) implements Synthesiser {
        @Override
        public Runnable speak(io.turngap.time.Timeline timeline, String text, Sink sink) {
            if (Dialogue.FILLERS.contains(text)) {
                sink.failed("no");
                return () -> {};
            }
            return voice.speak(timeline, text, sink);
        }

        @Override
        public String name() {
            return "stumbling";
        }

        @Override
        public void close() {}
    }
}
