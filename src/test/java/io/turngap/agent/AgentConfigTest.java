package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.turngap.time.Latency;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static AgentConfig read(String singleQuoted) throws IOException {
        return AgentConfig.of(JSON.readTree(singleQuoted.replace('\'', '"')));
    }

    private static JsonNode schema() throws IOException {
        try (InputStream in = Objects.requireNonNull(AgentConfig.class.getResourceAsStream("agent.schema.json"))) {
            return JSON.readTree(in);
        }
    }

    @Test
    void keysReachTheirComponents() throws IOException {
        AgentConfig config = read("""
                {'endpointing': {'silence_ms': 700}, 'vad': {'engine': 'energy'},
                 'llm': {'latency': {'median_ms': 400, 'p95_ms': 800}},
                 'tts': {'trim_silence': false}, 'tools': {'lookup_order': {'delay_ms': 2500}}}""");
        assertFalse(config.tts().trimSilence());
        assertTrue(AgentConfig.defaults().tts().trimSilence());
        assertEquals(700, config.endpointing().silenceMs());
        assertEquals("energy", config.vad().engine());
        assertEquals(
                Math.log(2) / 1.6448536,
                config.llm().latency().orElseThrow().firstToken().sigma(),
                1e-6);
        assertEquals(
                Latency.constant(2500),
                Objects.requireNonNull(config.tools().byName().get("lookup_order"))
                        .delay());
        assertEquals(60, config.endpointing().minSpeechMs(), "the rest keeps its default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'vad': {'engin': 'silero'}} | agent.vad.engin | did you mean engine?",
                "{'endpoint': {}} | agent.endpoint | did you mean endpointing?",
                "{'vad': {'engine': 'sliero'}} | agent.vad.engine | did you mean silero?",
                "{'endpointing': {'silence_ms': 20}} | agent.endpointing.silence_ms | a whole number from 60 to 10000",
                "{'endpointing': {'silence_ms': 1.5}} | agent.endpointing.silence_ms | value seen: 1.5",
                "{'barge_in': {'enabled': 'yes'}} | agent.barge_in.enabled | true or false",
                "{'llm': 3} | agent.llm | a block of keys",
                "{'llm': {'latency': {'sigma': 1, 'p95_ms': 900}}} | agent.llm.latency.p95_ms | one of the two",
                "{'llm': {'latency': {'median_ms': 900, 'p95_ms': 100}}} | agent.llm.latency.p95_ms | at least median_ms",
                "{'tools': {'lookup_order': {'delay': {}, 'delay_ms': 1}}} | agent.tools.lookup_order.delay | remove one",
                "{'greeting': {'text': ''}} | agent.greeting.text | a text of 1 to 300 characters",
            })
    void mistakesNameKeyValueAndWhatIsAllowed(String json, String key, String says) {
        AgentConfigException wrong = assertThrows(AgentConfigException.class, () -> read(json));
        assertEquals(key, wrong.key());
        String message = String.valueOf(wrong.getMessage());
        assertTrue(message.contains(key), message);
        assertTrue(message.contains("value seen: "), message);
        assertTrue(message.contains(says), message);
    }

    @Test
    void theSchemaHasTheKeysThatAreReadAndNoOthers() throws IOException {
        Settings settings = new Settings(MissingNode.getInstance());
        AgentConfigReader.read(settings);
        Set<String> inSchema = new TreeSet<>();
        collect(schema(), "agent", inSchema);
        assertEquals(settings.askedPaths(), inSchema);
    }

    @Test
    void theSchemasDefaultsAreTheDefaults() throws IOException {
        JsonNode all = defaults(schema());
        assertEquals(AgentConfig.defaults(), AgentConfig.of(all));
        var checker = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var schema = checker.getSchema(schema().toString());
        assertEquals(
                0,
                schema.validate(all.toString(), com.networknt.schema.InputFormat.JSON)
                        .size());
        String both = "{\"llm\": {\"latency\": {\"sigma\": 1, \"p95_ms\": 900}}}";
        assertEquals(
                1, schema.validate(both, com.networknt.schema.InputFormat.JSON).size());
    }

    @Test
    void theModelledLatencyHasItsMedianAndP95() {
        Latency latency = Latency.ofP95(300, 700);
        var random = new io.turngap.time.Seeds(5).random();
        double[] ms = new double[20_000];
        for (int i = 0; i < ms.length; i++) {
            ms[i] = latency.nextNanos(random) / 1e6;
        }
        java.util.Arrays.sort(ms);
        assertEquals(300, ms[ms.length / 2], 6);
        assertEquals(700, ms[ms.length * 95 / 100], 25);
    }

    private static void collect(JsonNode schema, String path, Set<String> into) {
        schema.path("properties").properties().forEach(property -> {
            String whole = path + "." + property.getKey();
            into.add(whole);
            collect(property.getValue(), whole, into);
        });
    }

    private static JsonNode defaults(JsonNode schema) {
        ObjectNode made = JSON.createObjectNode();
        schema.path("properties").properties().forEach(property -> {
            JsonNode value = property.getValue();
            if (value.path("type").asText().equals("object")) {
                made.set(property.getKey(), defaults(value));
            } else if (value.has("default")) {
                made.set(property.getKey(), value.path("default"));
            }
        });
        return made;
    }

    @Test
    void openAiWithoutAKeyIsRefusedBeforeTheFirstCall() throws IOException {
        AgentConfig hosted = read("{'llm': {'engine': 'openai', 'key_env': 'MY_KEY'}}");
        AgentConfigException none =
                assertThrows(AgentConfigException.class, () -> SpeechPackages.checkKeys(hosted, name -> null));
        assertTrue(String.valueOf(none.getMessage()).contains("MY_KEY is not set"), none::getMessage);
        SpeechPackages.checkKeys(hosted, name -> "MY_KEY".equals(name) ? "k" : null);
        AgentConfig own = read("{'llm': {'engine': 'openai', 'base_url': 'http://127.0.0.1:1/v1'}}");
        SpeechPackages.checkKeys(own, name -> null);
    }
}
