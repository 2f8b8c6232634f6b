package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** L14, the agent's side of it. The turn ends at 900, its words are there at 930, the cache takes 50 ms, the model 200, the voice 10. */
class AnswerReuseTest {

    private static final String ON = "{'cache': {'enabled': true}}";
    private static final String HOURS = "what are your opening hours";
    private static final String ANSWER = "We are open from nine to six.";

    private final KnownAnswers cache = new KnownAnswers();

    private Stage played(String config, String... texts) {
        Stage stage = new Stage(0, config, cache::in, texts);
        for (int i = 0; i < texts.length; i++) {
            stage.speech(400).silence(6_000);
        }
        return stage;
    }

    @Test
    void aQuestionThatWasAnsweredNeedsNoModel() {
        Stage miss = played(ON, HOURS);
        assertEquals(1, miss.count("lever cache miss"));
        assertEquals(980, miss.msOf("llm.request"), "a miss costs its lookup");
        Stage hit = played(ON, HOURS);
        assertEquals(1, hit.count("lever cache hit"));
        assertEquals(0, hit.count("llm."));
        assertEquals(980, hit.msOf("tts.request"));
        assertEquals(990, hit.msOf("audio 1"));
        assertEquals(ANSWER, hit.said(1));
        assertEquals(1, hit.count("over 1 COMPLETED"));
    }

    @Test
    void itsSoundNeedsNoVoiceEither() {
        String sound = "{'cache': {'enabled': true, 'audio': true}}";
        played(sound, HOURS);
        Stage hit = played(sound, HOURS);
        assertEquals(980, hit.msOf("tts.request"));
        assertEquals(980, hit.msOf("audio 1 " + ANSWER.length() * 50 * 16));
        assertEquals(980, hit.msOf("over 1 COMPLETED"));
    }

    @Test
    void withoutTheLeverNothingIsLookedUpOrKept() {
        Stage stage = played("{}", HOURS);
        assertEquals(930, stage.msOf("llm.request"));
        assertEquals(List.of(), cache.lookups);
        assertEquals(Map.of(), cache.kept);
    }

    /** The cost would be a wrong answer: these words mean something else in the next call. */
    @Test
    void wordsThatDependOnTheCallAreNeitherAnsweredNorKept() {
        Stage stage = played(
                ON, "where is my order", "it is the big one", "yes please", "my number is four two seven one", HOURS);
        assertEquals(
                List.of("where is my order"),
                cache.lookups,
                "then an answer to a question, two words, one pointing back, a tool");
        assertEquals(4, stage.count("lever cache barred"));
        assertEquals(1, cache.kept.size());
    }

    @Test
    void anAnswerThatWasCutShortIsNotKept() {
        String slow = "{'cache': {'enabled': true}, 'llm': {'latency': {'per_token_ms': 400}}}";
        Stage stage = new Stage(0, slow, cache::in, HOURS, "wait a second please");
        stage.speech(400).silence(1_000).speech(600).silence(4_000);
        assertEquals(1, stage.count("over 1 INTERRUPTED"));
        assertEquals(Map.of(), cache.kept);
        assertEquals(1, stage.count("lever cache miss"));
        assertEquals(1, stage.count("lever cache barred"), "what interrupts is about what it interrupts");
    }

    @Test
    void aCacheThatFindsNoEndIsAMiss() {
        Stage stage = played(ON, "tell me something unfathomable");
        assertEquals(930 + Preparation.MOST_LOOKUP_MS, stage.msOf("llm.request"));
        assertEquals(1, stage.count("lever cache miss"));
    }

    @Test
    void theRecordIsFetchedWhileTheCacheIsAsked() {
        Stage stage = played(
                "{'cache': {'enabled': true}, 'context': {'fetch': {'distribution': 'constant', 'median_ms': 60}}}",
                HOURS);
        assertEquals(930 + 60, stage.msOf("llm.request"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"when does it open", "what about that one", "is there another", "do they deliver here"})
    void wordsThatPointBackStandOnlyAtTheBeginning(String words) {
        AnswerReuse reuse = new AnswerReuse();
        assertTrue(reuse.stands(words));
        reuse.said("We have a noodle bar.", false);
        assertFalse(reuse.stands(words));
        assertTrue(reuse.stands("what are your opening hours"));
    }
}
