package io.turngap.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.StoredRuns;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of two scenarios that differ. */
class ScenarioDifferenceTest {

    private static ScenarioInfo scenario(JsonNode effective) {
        return StoredRuns.record("a", "2026-11-20T10:00:00Z", 1, effective, StoredRuns.INPUTS)
                .scenario();
    }

    private static ObjectNode settings(String top) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject(top);
        return root;
    }

    @Test
    void anEmptyBlockThatIsFilledOnTheOtherSideIsNoDifferenceOfItsOwn() {
        ObjectNode filled = settings("agent");
        filled.withObject("/agent/endpointing").put("silence_ms", 700);
        ScenarioInfo empty = scenario(settings("agent"));
        assertEquals(
                List.of("agent.endpointing.silence_ms (not set, now 700)"),
                ScenarioDifference.between(empty, scenario(filled)).ofAgent());
        assertEquals(
                List.of("agent.endpointing.silence_ms (700, now not set)"),
                ScenarioDifference.between(scenario(filled), empty).ofAgent());
    }

    @Test
    void anEmptyBlockThatIsAbsentOnTheOtherSideIsOne() {
        ObjectNode both = settings("tools");
        both.put("concurrency", 4);
        ScenarioInfo none = scenario(JsonNodeFactory.instance.objectNode().put("concurrency", 4));
        assertEquals(
                List.of("tools (not set, now {})"),
                ScenarioDifference.between(none, scenario(both)).ofCallers());
    }
}
