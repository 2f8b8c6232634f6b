package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** L9 and L20. "Try the noodle bar. It is very good.": eight words, 50 ms apart, the first at 1130. */
class OverlapTest {

    private static final String SLOW =
            "'llm': {'latency': {'distribution': 'constant', 'median_ms': 200, 'per_token_ms': 50}%s}";
    private static final String ANSWER = "Try the noodle bar. It is very good.";

    private static Stage played(String config) {
        return new Stage(config, "recommend a restaurant").speech(400).silence(5_000);
    }

    @Test
    void aStreamedReplyIsSpokenPhraseByPhrase() {
        Stage stage = played("{" + SLOW.formatted("") + "}");
        assertEquals(1_130, stage.msOf("llm.first_token"));
        assertEquals(1_130 + 3 * 50, stage.msOf("tts.request"), "four words");
        assertEquals(1_290, stage.msOf("audio 1 " + 19 * 50 * 16));
    }

    @Test
    void awaitedAsAWholeItIsSpokenLater() {
        Stage stage = played("{" + SLOW.formatted(", 'streaming': false") + "}");
        assertEquals(1_130 + 7 * 50, stage.msOf("llm.first_token"), "eight words");
        assertEquals(1_480, stage.msOf("tts.request"));
        assertEquals(1_490, stage.msOf("audio 1 " + 19 * 50 * 16), "still phrase by phrase");
        assertEquals(1, stage.count("text 1"));
        assertEquals(ANSWER, stage.said(1));
    }

    @Test
    void withNoOverlapTheReplyIsOnePhrase() {
        Stage stage = played("{" + SLOW.formatted("") + ", 'pipeline': {'overlap': false}}");
        assertEquals(1_490, stage.msOf("audio 1 " + ANSWER.length() * 50 * 16));
        assertEquals(1, stage.count("audio"));
    }

    @Test
    void noOverlapTurnsStreamingOffEverywhere() {
        AgentConfig config = Stage.config("{'pipeline': {'overlap': false}}");
        assertFalse(config.stt().streaming()
                || config.llm().streaming()
                || config.tts().streaming());
        AgentConfig usual = Stage.config("{}");
        assertTrue(usual.stt().streaming()
                && usual.llm().streaming()
                && usual.tts().streaming());
    }

    @Test
    void aToolIsCalledWhetherOrNotTheReplyIsStreamed() {
        Stage stage = new Stage("{'llm': {'streaming': false}}", "my order number is four two seven one");
        stage.speech(400).silence(5_000);
        assertEquals(1_130, stage.msOf("tool.start"));
        assertTrue(stage.said(1).startsWith("Order four two seven one arrives on "), stage.said(1));
    }
}
