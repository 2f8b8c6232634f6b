package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BudgetsTest {

    private static final String BASE = "scenario: x\nscript: [{say: a}]\n";

    @Test
    void whatAScenarioDoesNotSayIsAsUsual() {
        assertEquals(Budgets.DEFAULTS, Read.scenario(BASE).budgets());
        assertEquals(
                new Budgets(5_500, 50_000, 250_000, 100_000, 0.01, 250_000, 100_000, 0.25, 250_000, 0.9),
                Read.scenario(BASE + "load: {budgets: {frame_lateness_p99_ms: 5.5, idle_share_min: 0.25}}\n")
                        .budgets());
    }

    @Test
    void theSchemaNamesEachBudgetWithItsDefault() throws Exception {
        Map<String, Double> said = new TreeMap<>();
        JsonNode keys = new ObjectMapper().readTree(ScenarioSchema.text()).at("/$defs/budgets/properties");
        keys.properties()
                .forEach(key ->
                        said.put(key.getKey(), key.getValue().get("default").asDouble()));
        assertEquals(new TreeMap<>(Budgets.DEFAULTS.byKey()), said);
    }

    @Test
    void mistakesAreFoundWhereTheyStand() {
        Mistake unknown = mistake("load:\n  budgets:\n    frame_latency_p99_ms: 5\n");
        assertEquals(5, unknown.place().line());
        assertTrue(unknown.toString().contains("frame_lateness_p99_ms"), unknown.toString());
        Mistake negative = mistake("load:\n  budgets: {stall_max_ms: -3}\n");
        assertEquals(4, negative.place().line());
        assertTrue(negative.toString().contains("-3"), negative.toString());
        Mistake share = mistake("load:\n  budgets:\n    arrival_shortfall: 5\n");
        assertEquals(5, share.place().line());
    }

    @Test
    void aLowerPercentileMayNotAllowMoreThanAHigherOne() {
        Mistake crossed = mistake("load:\n  budgets:\n    frame_lateness_p99_ms: 80\n");
        assertEquals(5, crossed.place().line());
        assertTrue(crossed.toString().contains("80.0 and 50.0"), crossed.toString());
        Mistake max = mistake("load:\n  budgets:\n    frame_lateness_max_ms: 20\n");
        assertEquals(5, max.place().line());
        assertTrue(max.toString().contains("frame_lateness_p999_ms"), max.toString());
    }

    private static Mistake mistake(String load) {
        return assertThrows(ScenarioException.class, () -> Read.scenario(BASE + load))
                .mistakes()
                .getFirst();
    }
}
