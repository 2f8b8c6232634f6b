package io.turngap.scenario;

import static io.turngap.scenario.Read.mistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The block {@code tools}: what it says, what it may not say, and what comes of a call. */
class ToolScriptsTest {

    private static final String HEAD = "scenario: x\nscript: [hang_up]\ntools:\n";

    private static ToolScript script(String yaml) {
        return Read.scenario(HEAD + "  t: " + yaml).tools().of("t").orElseThrow();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aScenarioWithoutTheBlockHasNoToolsAndTheSameDigestAsBefore() {
        CheckedScenario checked = Read.checked("scenario: x\nscript: [hang_up]\n");
        assertEquals(ToolScripts.NONE, checked.scenario().tools());
        assertTrue(checked.effective().path("tools").isMissingNode(), "a default would change every baseline's digest");
        assertEquals(Optional.empty(), checked.scenario().tools().of("t"));
    }

    @Test
    void delaysReadAsTheAgentsOwn() {
        assertEquals(new Latency(120, 0.3), script("{}").delay());
        assertEquals(Latency.constant(800), script("{delay_ms: 800}").delay());
        assertEquals(
                Latency.constant(800),
                script("{delay: {distribution: constant, p50_ms: 800}}").delay());
        assertEquals(
                Latency.ofP95(400, 1500),
                script("{delay: {p50_ms: 400, p95_ms: 1500}}").delay());
        assertEquals(
                Latency.ofP95(400, 1500),
                script("{delay: {median_ms: 400, p95_ms: 1500}}").delay());
        assertEquals(
                new Latency(400, 1), script("{delay: {p50_ms: 400, sigma: 1}}").delay());
        assertEquals(
                2_500,
                Read.scenario(HEAD + "  t: {delay: {p50_ms: 400, sigma: 1}}", "tools.t.delay.p50_ms=2500")
                        .tools()
                        .of("t")
                        .orElseThrow()
                        .delay()
                        .medianMs());
    }

    @Test
    void theDefaultsOfTheSchemaAreThoseOfTheRecords() {
        JsonNode keys = json(ScenarioSchema.text()).at("/$defs/tool/properties");
        ToolScript plain = script("{}");
        assertEquals(
                keys.at("/delay/properties/p50_ms/default").asDouble(),
                plain.delay().medianMs());
        assertEquals(
                keys.at("/delay/properties/sigma/default").asDouble(),
                plain.delay().sigma());
        assertEquals(keys.at("/fail_rate/default").asDouble(), plain.failRate());
        assertEquals(keys.at("/hang_rate/default").asDouble(), plain.hangRate());
        assertEquals(keys.at("/error/default").asText(), plain.error());
        assertEquals(keys.at("/garbage/default").asBoolean(), plain.garbage());
        assertEquals("{\"ok\":true}", plain.output(ToolScript.Fate.ANSWERED, "t", json("{}")));
    }

    @Test
    void parametersAreAlwaysAnObjectsSchema() {
        assertEquals(
                "{\"type\":\"object\",\"properties\":{}}",
                script("{}").parameters().toString());
        assertEquals(
                json("{\"type\":\"object\",\"properties\":{\"order\":{\"type\":\"string\"}}}"),
                script("{parameters: {properties: {order: {type: string}}}}").parameters());
    }

    @Test
    void sharesOfCallsFailAndHang() {
        ToolScript script = script("{delay_ms: 5, fail_rate: 0.3, hang_rate: 0.2}");
        UniformRandomProvider random = new Seeds(1).random();
        int[] fates = new int[3];
        for (int i = 0; i < 10_000; i++) {
            ToolScript.Draw draw = script.draw(random);
            assertEquals(5_000_000, draw.delayNanos());
            fates[draw.fate().ordinal()]++;
        }
        // Hanging wins over failing; four standard deviations of 10,000 draws are below 200.
        assertEquals(2_000, fates[ToolScript.Fate.HUNG.ordinal()], 200, Arrays.toString(fates));
        assertEquals(2_400, fates[ToolScript.Fate.FAILED.ordinal()], 200, Arrays.toString(fates));
    }

    @Test
    void placeholdersAreFilledFromTheArguments() {
        ToolScript script = script(
                "{result: {order: '{order}', said: 'no. {order} of {name}: {what}', list: ['{argument}', 7], odd: '{', none: '{}'}}");
        assertEquals(
                json(
                        "{\"order\":4271,\"said\":\"no. 4271 of t: {what}\",\"list\":[4271,7],\"odd\":\"{\",\"none\":\"{}\"}"),
                json(script.output(ToolScript.Fate.ANSWERED, "t", json("{\"order\":4271}"))));
        assertEquals(
                "hello Kim {\"a\":1}",
                script("{result: 'hello {name} {deep}'}")
                        .output(ToolScript.Fate.ANSWERED, "t", json("{\"name\":\"Kim\",\"deep\":{\"a\":1}}")));
        assertEquals(
                "{order}",
                script("{result: '{order}'}").output(ToolScript.Fate.ANSWERED, "t", json("[1]")),
                "arguments that are no object have no names");
        assertEquals(
                "{\"error\":\"no \\\"x\\\"\"}",
                script("{error: 'no \"{order}\"'}").output(ToolScript.Fate.FAILED, "t", json("{\"order\":\"x\"}")));
        assertEquals(ToolScript.GARBAGE, script("{garbage: true}").output(ToolScript.Fate.ANSWERED, "t", json("{}")));
    }

    @Test
    void mistakesAreSaidWithTheirPlace() {
        assertEquals(
                "tools.t.delay.distribution is not one of the values known",
                mistake("a.yaml:4:29", HEAD + "  t: {delay: {distribution: gamma}}")
                        .what());
        assertEquals(
                "tools.t.delay_ms is out of range",
                mistake("a.yaml:4:17", HEAD + "  t: {delay_ms: -5}").what());
        assertEquals(
                "tools.t.fail_rate is out of range",
                mistake("--set tools.t.fail_rate=2", HEAD + "  t: {}", "tools.t.fail_rate=2")
                        .what());
        assertEquals(
                "tools.t.parameters has the wrong type",
                mistake("a.yaml:4:19", HEAD + "  t: {parameters: [1]}").what());
        assertEquals(
                "parameters that are no object",
                mistake("a.yaml:4:26", HEAD + "  t: {parameters: {type: array}}")
                        .what());
        assertEquals(
                "not a name that a function can have",
                mistake("a.yaml:4:3", HEAD + "  look up: {}").what());
        assertEquals(
                "did you mean delay?",
                mistake("a.yaml:4:7", HEAD + "  t: {delai: 5}").todo());
        assertEquals(
                "a 95th percentile below the median",
                mistake("a.yaml:4:34", HEAD + "  t: {delay: {p50_ms: 9, p95_ms: 5}}")
                        .what());
        assertEquals(
                "delay beside delay_ms, which say the same",
                mistake("a.yaml:4:7", HEAD + "  t: {delay: {}, delay_ms: 5}").what());
    }

    @Test
    void aFileOfToolsReadsAsTheBlock(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tools.yaml");
        Files.writeString(file, "lookup_order: {delay_ms: 800}\nweather: {fail_rate: 1}\n");
        ToolScripts scripts =
                ToolsFile.read(Optional.of(file), List.of("weather.fail_rate=0.5", "tools.new.hang=true"));
        assertEquals(Set.of("lookup_order", "weather", "new"), scripts.byName().keySet());
        assertEquals(0.5, scripts.of("weather").orElseThrow().failRate());
        assertEquals(1, scripts.of("new").orElseThrow().hangRate());
        ScenarioException wrong = assertThrows(
                ScenarioException.class,
                () -> ToolsFile.read(Optional.of(file), List.of("weather.fail_rate=7", "nonsense")));
        assertEquals(
                List.of("--set nonsense", "--set weather.fail_rate=7"),
                wrong.mistakes().stream().map(m -> m.place().toString()).toList());
        Files.writeString(file, "lookup_order:\n  delay_ms: soon\n");
        ScenarioException text =
                assertThrows(ScenarioException.class, () -> ToolsFile.read(Optional.of(file), List.of()));
        assertEquals(file + ":2:13", text.mistakes().getFirst().place().toString());
        Files.writeString(file, "[]");
        assertThrows(ScenarioException.class, () -> ToolsFile.read(Optional.of(file), List.of()));
    }

    @Test
    void withoutAFileThereIsTheOrderLookUp() {
        ToolScripts usual = ToolsFile.read(Optional.empty(), List.of("lookup_order.delay_ms=9"));
        ToolScript lookup = usual.of("lookup_order").orElseThrow();
        assertEquals(Latency.constant(9), lookup.delay());
        assertEquals(
                json("{\"order\":\"7\",\"status\":\"shipped\",\"arrives\":\"tuesday\"}"),
                lookup.result("lookup_order", json("{\"order\":\"7\"}")));
        assertEquals(Set.of("lookup_order"), usual.named().keySet());
    }
}
