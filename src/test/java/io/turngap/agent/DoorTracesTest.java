package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls through every door are told as spans, under the trace that the caller gave in the way of its protocol. */
class DoorTracesTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String START =
            "{'event':'start','start':{'streamSid':'MZ1','callSid':'CA1','customParameters':{%s}}}";

    private final List<SpanData> spans = new ArrayList<>();
    private final AgentTelemetry telemetry = AgentTelemetry.through(SimpleSpanProcessor.create(new SpanExporter() {
        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }));

    @AfterEach
    void close() {
        telemetry.close();
    }

    private WireStage.Made traced(WireStage.Made door) {
        return (client, hello, timeline, config, kit) -> {
            client.channel().attr(AgentTelemetry.KEY).set(telemetry);
            return door.open(client, hello, timeline, config, kit);
        };
    }

    private WireStage phone(String parameters) {
        WireStage stage = new WireStage(
                Map.of(),
                false,
                "{}",
                frame -> {
                    byte[] sound = WireFormat.PCMU.encode(WireStage.halved(frame), frame.length / 2);
                    String payload = Base64.getEncoder().encodeToString(sound);
                    return ("{\"event\":\"media\",\"media\":{\"payload\":\"" + payload + "\"}}")
                            .getBytes(StandardCharsets.UTF_8);
                },
                traced(PhoneSession::new),
                "four two seven one");
        stage.text(START.formatted(parameters)).speech(400).silence(900).pass(5_000);
        stage.client.channel().close().syncUninterruptibly();
        return stage;
    }

    private SpanData span(String name) {
        List<SpanData> named =
                spans.stream().filter(span -> span.getName().equals(name)).toList();
        assertEquals(1, named.size(), () -> name + " in " + spans);
        return named.getFirst();
    }

    private static String text(SpanData span, String key) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(key)));
    }

    @Test
    void aTelephoneCallsTraceComesAsAParameter() {
        phone("'traceparent':'" + PARENT + "'");
        assertTrue(spans.stream().allMatch(span -> span.getTraceId().equals(TRACE)), spans::toString);
        assertEquals("CA1", text(span("invoke_agent turngap"), "gen_ai.conversation.id"));
        SpanData tool = span("execute_tool");
        assertEquals(span("turn").getSpanId(), tool.getParentSpanId());
        assertEquals(Boolean.TRUE, tool.getAttributes().get(AttributeKey.booleanKey("turngap.modelled")));
    }

    @Test
    void aTraceThatIsNoneIsPassedOver() {
        phone("'traceparent':'00-4bf9'");
        assertNotEquals(TRACE, span("turn").getTraceId());
        assertFalse(span("invoke_agent turngap").getParentSpanContext().isValid());
    }

    @Test
    void aPipecatClientsTraceComesInTheQueryAndItsOwnFunctionIsNotModelled() throws Exception {
        WireStage stage = new WireStage(
                Map.of(TraceContext.HEADER, List.of(PARENT)),
                false,
                "{}",
                frame -> PipecatFrame.audio(0, WireFormat.PCM.encode(frame, frame.length), 16_000),
                traced(PipecatSession::new),
                "four two seven one");
        stage.binary(PipecatFrame.message("{\"label\":\"rtvi-ai\",\"type\":\"client-ready\",\"id\":\"r\","
                + "\"data\":{\"version\":\"2.1.0\",\"functions\":[\"lookup_order\"]}}"));
        stage.speech(400).silence(900).pass(20_000);
        SpanData tool = span("execute_tool");
        assertEquals(TRACE, tool.getTraceId());
        assertEquals("functions of the client", text(tool, "gen_ai.tool.name"));
        assertNull(tool.getAttributes().get(AttributeKey.booleanKey("turngap.modelled")));
    }
}
