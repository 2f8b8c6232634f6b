package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class ModelFiguresTest {

    private static final ModelFigures FIGURES = ModelFigures.get();

    @Test
    void aRangeIsTheCentralNinetyPercent() {
        Latency fast = FIGURES.llm("fast").firstToken();
        UniformRandomProvider random = new Seeds(1).random();
        int below = 0;
        int above = 0;
        for (int i = 0; i < 20_000; i++) {
            double ms = fast.nextNanos(random) / 1e6;
            below += ms < 200 ? 1 : 0;
            above += ms > 400 ? 1 : 0;
        }
        assertEquals(0.05, below / 20_000.0, 0.006, "share below 200 ms");
        assertEquals(0.05, above / 20_000.0, 0.006, "share above 400 ms");
        assertEquals(Math.sqrt(200 * 400), fast.medianMs(), 1e-9);
    }

    @Test
    void everyFigureHasItsSource() throws IOException {
        try (InputStream in = Objects.requireNonNull(ModelFigures.class.getResourceAsStream("models.yaml"))) {
            sources(new ObjectMapper(new YAMLFactory()).readTree(in), "");
        }
    }

    /** Fails where numbers stand in a block that says no source. */
    private static void sources(JsonNode node, String path) {
        node.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            boolean number = value.isNumber() || value.isArray();
            if (number && !entry.getKey().equals("version")) {
                assertTrue(
                        node.path("source").asText().length() > 20 || path.endsWith("/batch") && node.has("source"),
                        "no source at " + path + "/" + entry.getKey());
            }
            sources(value, path + "/" + entry.getKey());
        });
    }

    @Test
    void readingAPromptCostsWhatThePublishedSlopesSay() {
        ModelFigures.Prefill prefill = FIGURES.prefill();
        assertEquals(1, prefill.factor(prefill.referenceTokens()), 1e-12);
        for (String tier : new String[] {"fast", "balanced", "premium"}) {
            double slope = FIGURES.llm(tier).firstToken().medianMs() * (prefill.factor(501) - prefill.factor(500));
            assertTrue(slope >= 0.04 && slope <= 0.24, tier + ": " + slope + " ms a token, published: 0.04 to 0.24");
        }
    }

    @Test
    void tiersOfSynthesisAndRecognition() {
        assertEquals(Math.sqrt(40 * 100), FIGURES.tts("fastest").firstByte().medianMs(), 1e-9);
        assertFalse(FIGURES.tts("standard").more().isPresent());
        assertEquals(
                Math.sqrt(100 * 200), FIGURES.tts("neural").more().orElseThrow().medianMs(), 1e-9);
        assertTrue(FIGURES.stt().batchOverhead().medianMs()
                > FIGURES.stt().streaming().medianMs());
        assertTrue(FIGURES.source("/llm/tiers/premium").contains("assumption"), "800 ms or more has no upper end");
    }

    @Test
    void aFigureThatIsNotThereIsNamed() {
        var wrong = assertThrows(IllegalArgumentException.class, () -> FIGURES.llm("huge"));
        assertTrue(String.valueOf(wrong.getMessage()).contains("/llm/tiers/huge"), wrong.getMessage());
    }
}
