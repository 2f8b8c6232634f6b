package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** L2. The caller speaks for 400 ms; a partial comes each 100 ms; the words are final at 930; the model wants its tool at 1130. */
class PartialGuessTest {

    private static final String NUMBER = "my order number is four two seven one";
    private static final String SLOW = "'tools': {'lookup_order': {'delay_ms': 600}}, 'filler': {'enabled': false}";
    private static final String ON = "{'stt': {'partials': {'act': true}}, " + SLOW + "}";

    /** Tool calls, with the instant in ms at which they began. */
    private final List<String> calls = new ArrayList<>();

    private Stage played(String config, boolean readOnly, String words) {
        return new Stage(
                        0,
                        config,
                        kit -> new Kit(kit.vad(), kit.stt(), kit.llm(), new Counted(kit.tool(), readOnly), kit.tts()),
                        words)
                .speech(400)
                .silence(5_000);
    }

    private final class Counted implements Tool {
        private final Tool tool;
        private final boolean readOnly;

        Counted(Tool tool, boolean readOnly) {
            this.tool = tool;
            this.readOnly = readOnly;
        }

        @Override
        public Runnable call(Timeline timeline, Call call, Consumer<Result> answer) {
            calls.add(timeline.nowNanos() / 1_000_000 + " " + call.argument());
            return tool.call(timeline, call, answer);
        }

        @Override
        public boolean modelled() {
            return true;
        }

        @Override
        public boolean readOnly(String name) {
            return readOnly && tool.readOnly(name);
        }
    }

    @Test
    void aToolCalledOnAPartialHasAnsweredWhenItIsAskedFor() {
        Stage without = played("{" + SLOW + "}", true, "my order|" + NUMBER + "|" + NUMBER);
        assertEquals(1_130 + 600, without.msOf("tool.end"));
        assertEquals(0, without.count("lever partial"));
        calls.clear();
        Stage with = played(ON, true, "my order|" + NUMBER + "|" + NUMBER);
        assertEquals(List.of("200 4271"), calls);
        assertEquals(1_130, with.msOf("tool.start"));
        assertEquals(1_130, with.msOf("tool.end"), "600 ms less to wait");
        assertEquals(1, with.count("lever partial used"));
        assertEquals(without.said(1), with.said(1));
    }

    @Test
    void aPartialThatWantsTheSameIsRightThoughTheWordsAreNot() {
        Stage stage = played(ON, true, NUMBER + "|" + NUMBER + " please");
        assertEquals(List.of("100 4271"), calls);
        assertEquals(1, stage.count("lever partial used"));
    }

    @Test
    void aWrongGuessIsThrownAwayAndNeverSpoken() {
        Stage stage = played(ON, true, "my order number is four two seven|" + NUMBER);
        assertEquals(List.of("100 427", "1130 4271"), calls, "the cost: a call in vain");
        assertEquals(1_130 + 600, stage.msOf("tool.end"));
        assertEquals(1, stage.count("lever partial wrong"));
        assertEquals(1, stage.count("tool.start"));
        assertTrue(stage.said(1).startsWith("Order four two seven one arrives on "), stage.said(1));
    }

    @Test
    void aPartialOfLittleConfidenceStartsNothing() {
        Stage stage = played(ON, true, NUMBER + "?|" + NUMBER);
        assertEquals(List.of("1130 4271"), calls);
        assertEquals(0, stage.count("lever partial"));
    }

    @Test
    void aToolThatChangesSomethingIsNotCalledOnAGuess() {
        Stage stage = played(ON, false, NUMBER + "|" + NUMBER);
        assertEquals(List.of("1130 4271"), calls);
        assertEquals(0, stage.count("lever partial"));
    }

    @Test
    void theCacheAndTheRecordAreAskedEarlyToo() {
        KnownAnswers cache = new KnownAnswers();
        cache.kept.put("what are your opening hours", new AnswerCache.Answer("From nine.", List.of()));
        Stage stage = new Stage(
                        0,
                        "{'stt': {'preroll_ms': 0, 'partials': {'act': true}}, 'cache': {'enabled': true},"
                                + " 'context': {'fetch': {'distribution': 'constant', 'median_ms': 300}}}",
                        cache::in,
                        "what are your|what are your opening hours|what are your opening hours",
                        "what is the weather|what is the weather today")
                .speech(400)
                .silence(3_000)
                .speech(400)
                .silence(3_000);
        assertEquals(930, stage.msOf("lever cache hit"), "the lookup was done before the words were final");
        assertEquals(1, stage.count("lever partial used"));
        assertEquals(1, stage.count("lever partial wrong"), "other words are another question");
        assertEquals(
                List.of(
                        "what are your",
                        "what are your opening hours",
                        "what is the weather",
                        "what is the weather today"),
                cache.lookups);
        assertEquals(1, stage.count("lever context early"));
        assertEquals(3_400 + 980, stage.msOf("llm.request"));
    }

    @Test
    void aCallThatIsClosedAnswersNothing() {
        Stage stage = new Stage(ON, NUMBER + "|" + NUMBER).speech(400);
        stage.call.close();
        int before = stage.log.size();
        stage.timeline.runAll(1_000);
        assertEquals(before, stage.log.size());
    }
}
