package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Latency;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {

    private static AgentConfig.Network network(String caller, String agent, String stt, String llm, String tts) {
        return new AgentConfig.Network(caller, agent, stt, llm, tts, "none", 0, 0, 60);
    }

    private static Placement placed(String caller, String agent, String stt, String llm, String tts) {
        return Placement.of(network(caller, agent, stt, llm, tts));
    }

    @Test
    void byDefaultEverythingIsInOnePlace() {
        Placement placement = placed("same", "same", "same", "same", "same");
        assertFalse(placement.isApart());
        assertEquals("", placement.description(network("same", "same", "same", "same", "same")));
    }

    @ParameterizedTest
    @CsvSource({
        "us-east, us-west, 60, 80",
        "us-west, us-east, 60, 80",
        "us-east, europe, 80, 150",
        "europe, us-west, 80, 150",
        "asia, us-east, 150, 250",
        "asia, europe, 150, 250"
    })
    void theArticlesRangesAreTheCentralNinetyPerCent(String one, String other, double lowMs, double highMs) {
        Latency roundTrip = Regions.standard().between(one, other);
        assertEquals(highMs, roundTrip.medianMs() * Math.exp(1.6449 * roundTrip.sigma()), 0.01);
        assertEquals(lowMs, roundTrip.medianMs() * Math.exp(-1.6449 * roundTrip.sigma()), 0.01);
    }

    @Test
    void everyRegionThatMayBeNamedHasAWayToEveryOther() {
        String[] regions = {"us-east", "us-west", "europe", "asia"};
        for (String caller : regions) {
            for (String agent : regions) {
                assertEquals(
                        !caller.equals(agent),
                        placed(caller, agent, agent, "same", "edge").toCaller().isPresent());
            }
        }
    }

    @Test
    void movingToTheEdgeTakesTheWayOffTheSoundAndPutsItBeforeTheServices() {
        Latency ocean = Regions.standard().between("europe", "us-east");
        Placement far = placed("europe", "us-east", "same", "same", "same");
        assertEquals(Optional.of(ocean), far.toCaller());
        assertEquals(0, far.hops());
        Placement edge = placed("europe", "edge", "same", "us-east", "same");
        assertTrue(edge.toCaller().isEmpty());
        assertEquals(Optional.of(ocean), edge.toLlm());
        assertTrue(edge.toStt().isEmpty(), "beside the agent");
        assertEquals(1, edge.hops());
        assertEquals(
                "caller europe, llm us-east (1 hop)",
                edge.description(network("europe", "edge", "same", "us-east", "same")));
    }

    @Test
    void servicesInTheAgentsRegionAreCoLocated() {
        Placement together = placed("same", "us-east", "us-east", "us-east", "us-east");
        assertEquals(0, together.hops());
        Placement apart = placed("same", "us-east", "us-west", "europe", "asia");
        assertEquals(3, apart.hops());
        assertEquals(Optional.of(Regions.standard().between("us-east", "asia")), apart.toTts());
    }

    @Test
    void aServiceElsewhereIsAHopWhereNothingSaysWhereTheAgentIs() {
        assertEquals(
                Optional.of(Regions.standard().hop()),
                placed("same", "edge", "same", "us-east", "same").toLlm());
    }
}
