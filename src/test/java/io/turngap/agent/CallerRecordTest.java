package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** L18. The turn ends at 900, its words are there at 930. */
class CallerRecordTest {

    private static final String FETCH = "'fetch': {'distribution': 'constant', 'median_ms': 700}";

    private static Stage played(String config) {
        return new Stage(config, "where is my order", "thanks a lot")
                .speech(400)
                .silence(4_000);
    }

    @Test
    void aRecordFetchedWhileItRingsIsThere() {
        Stage late = played("{'context': {" + FETCH + "}}");
        assertEquals(930 + 700, late.msOf("llm.request"));
        assertEquals(1, late.count("lever context waited"));
        Stage early = played("{'context': {" + FETCH + ", 'preload': true}}");
        assertEquals(930, early.msOf("llm.request"));
        assertEquals(1, early.count("lever context preloaded"));
    }

    @Test
    void onlyTheFirstAnswerWaits() {
        Stage stage = played("{'context': {" + FETCH + "}}").speech(400).silence(4_000);
        assertEquals(2, stage.count("llm.request"));
        assertTrue(stage.log.contains("5330 llm.request"), stage.log::toString);
        assertEquals(1, stage.count("lever context"));
    }

    @Test
    void aCallerWhoIsQuickWaitsForTheRest() {
        Stage stage =
                played("{'context': {'fetch': {'distribution': 'constant', 'median_ms': 1000}, 'preload': true}}");
        assertEquals(1_000, stage.msOf("llm.request"));
    }

    @Test
    void aFetchThatTakesTooLongIsNoLongerWaitedFor() {
        Stage stage = played("{'context': {'fetch': {'distribution': 'constant', 'median_ms': 60000}},"
                + " 'tools': {'timeout_ms': 500}}");
        assertEquals(930 + 500, stage.msOf("llm.request"));
        assertEquals(1, stage.count("lever context timed out"));
        assertEquals(1, stage.count("trouble the caller's record was not there within 500 ms"));
    }

    @Test
    void theLatencyComesFromSeedAndCall() {
        String drawn = "{'context': {'fetch': {'median_ms': 700, 'sigma': 0.5}}}";
        long first = new Stage(1, drawn, "where is my order")
                .speech(400)
                .silence(9_000)
                .msOf("llm.request");
        assertEquals(
                first,
                new Stage(1, drawn, "where is my order")
                        .speech(400)
                        .silence(9_000)
                        .msOf("llm.request"));
        assertNotEquals(
                first,
                new Stage(2, drawn, "where is my order")
                        .speech(400)
                        .silence(9_000)
                        .msOf("llm.request"));
    }
}
