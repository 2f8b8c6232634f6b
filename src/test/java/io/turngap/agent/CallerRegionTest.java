package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.time.Seeds;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CallerRegionTest {

    private static AgentConfig.Network network(String json) {
        try {
            return AgentConfig.of(new ObjectMapper().readTree("{\"network\": " + json.replace('\'', '"') + "}"))
                    .network();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void callsComeFromTheirRegionsByTheirSharesAndAlwaysFromTheSame() {
        AgentConfig.Network network =
                network("{'agent': 'us-east', 'callers': {'us-east': 5, 'europe': 3, 'asia': 2}}");
        Map<String, Integer> seen = new TreeMap<>();
        for (int call = 0; call < 20_000; call++) {
            Seeds seeds = new Seeds(1).at(call);
            String drawn = CallerRegion.of(network, seeds).caller();
            assertEquals(drawn, CallerRegion.of(network, seeds).caller());
            seen.merge(drawn, 1, Integer::sum);
        }
        assertEquals(10_000, seen.getOrDefault("us-east", 0), 300);
        assertEquals(6_000, seen.getOrDefault("europe", 0), 300);
        assertEquals(4_000, seen.getOrDefault("asia", 0), 300);
    }

    @Test
    void callersOfOneRegionAreLeftAlone() {
        AgentConfig.Network one = network("{'caller': 'europe', 'agent': 'us-east'}");
        assertEquals(one, CallerRegion.of(one, new Seeds(1)));
    }

    @Test
    void whatContradictsCallersFromSeveralRegionsIsRefused() {
        for (String wrong : new String[] {
            "{'callers': {'europe': 1}}",
            "{'agent': 'us-east', 'caller': 'asia', 'callers': {'europe': 1}}",
            "{'agent': 'us-east', 'llm': 'edge', 'callers': {'europe': 1}}"
        }) {
            String message = String.valueOf(assertThrows(AgentConfigException.class, () -> network(wrong))
                    .getMessage());
            assertTrue(message.contains("callers") && message.contains("network.agent"), message);
        }
        String unknown = String.valueOf(
                assertThrows(AgentConfigException.class, () -> network("{'agent': 'us-east', 'callers': {'mars': 1}}"))
                        .getMessage());
        assertTrue(unknown.contains("mars"), unknown);
    }
}
