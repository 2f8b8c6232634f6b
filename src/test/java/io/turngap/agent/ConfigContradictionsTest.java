package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigContradictionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'stt': {'streaming': false, 'partials': {'act': true}}} | stt.partials.act | stt.streaming is false",
                "{'stt': {'engine': 'openai', 'partials': {'act': true}}} | stt.partials.act | gives no partials",
                "{'context': {'preload': true}} | context.preload | context.fetch.median_ms is 0",
                "{'cache': {'audio': true}} | cache.audio | cache.enabled is false",
                "{'cache': {'file': 'answers.bin'}} | cache.file | cache.enabled is false",
                "{'llm': {'engine': 'openai', 'latency': {}, 'routing': {'enabled': true}}} | llm.routing.enabled | one model",
                "{'llm': {'prompt': {'distil': true}}} | llm.prompt.distil | nothing to sum up",
                "{'llm': {'fleet': {'scale_on': 'queue'}}} | llm.fleet.scale_on | nothing to scale",
                "{'network': {'jitter_ms': 5}} | network.jitter_ms | network.transport is none",
                "{'network': {'loss_rate': 0.1}} | network.loss_rate | network.transport is none",
                "{'speech_to_speech': {'enabled': true}, 'pipeline': {'overlap': false}} | pipeline.overlap | no stages",
                "{'speech_to_speech': {'enabled': true}, 'stt': {'streaming': false}} | stt.streaming | while the caller speaks",
                "{'speech_to_speech': {'enabled': true}, 'stt': {'partials': {'act': true}}} | stt.partials.act | no partials",
                "{'speech_to_speech': {'enabled': true}, 'cache': {'enabled': true}} | cache.enabled | no words",
                "{'speech_to_speech': {'enabled': true}, 'llm': {'routing': {'enabled': true}}} | llm.routing.enabled | to route to",
                "{'speech_to_speech': {'enabled': true}, 'llm': {'engine': 'openai', 'latency': {}}} | llm.engine | templated",
                "{'speech_to_speech': {'enabled': true}, 'filler': {'when': 'reply'}} | filler.when | about to speak",
                "{'speech_to_speech': {'enabled': true}, 'tools': {'server': 'http://127.0.0.1:1'}} | tools.server | no tool",
            })
    void theReasonIsGiven(String config, String key, String reason) {
        refused(config, key, reason);
    }

    @Test
    void aLatencyIsNotDrawnForARealModel() {
        refused("{'llm': {'engine': 'openai'}}", "llm.latency", "is its own and is not drawn");
    }

    @ParameterizedTest
    @CsvSource({"stt", "llm", "tts"})
    void aStageCannotStreamWhereNoneOverlaps(String stage) {
        refused(
                "{'pipeline': {'overlap': false}, '" + stage + "': {'streaming': true}}",
                stage + ".streaming",
                "false where pipeline.overlap is false");
        assertDoesNotThrow(
                () -> Stage.config("{'pipeline': {'overlap': false}, '" + stage + "': {'streaming': false}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'stt': {'partials': {'act': true}}}",
                "{'context': {'preload': true, 'fetch': {'median_ms': 5}}}",
                "{'cache': {'enabled': true, 'audio': true}}",
                "{'network': {'transport': 'udp', 'jitter_ms': 5, 'loss_rate': 0.1}}",
                "{'speech_to_speech': {'enabled': true}}",
            })
    void whatGoesTogetherIsTaken(String config) {
        assertDoesNotThrow(() -> Stage.config(config));
    }

    private static void refused(String config, String key, String reason) {
        AgentConfigException wrong = assertThrows(AgentConfigException.class, () -> Stage.config(config));
        String message = String.valueOf(wrong.getMessage());
        assertEquals("agent." + key, wrong.key(), message);
        assertTrue(message.contains("value seen: "), message);
        assertTrue(message.contains(reason), message);
    }
}
