package io.turngap.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Milestone;
import io.turngap.measure.TracedTurn;
import io.turngap.measure.Turn;
import io.turngap.measure.Waterfall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Exports as LiveKit Agents and Pipecat make them, for one call of two turns: utterances end at 3 s and 8 s, heard at 4.08 s and 9.8 s. */
class FrameworkSpansTest {

    private static CallWindow call(String traceId) {
        CallWindow shape = Exports.call(3, 0, 0, 3, 8);
        List<CallWindow.TurnWindow> turns = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            CallWindow.TurnWindow window = shape.turns().get(i);
            Map<String, Long> milestones =
                    Map.of(Milestone.SPEECH_END, 0L, Milestone.FIRST_AUDIBLE, i == 0 ? 1_080_000L : 1_800_000L);
            turns.add(new CallWindow.TurnWindow(
                    Exports.turn(3, i + 1, milestones), window.startNanos(), window.speechEndNanos()));
        }
        return new CallWindow(
                3, "a-run/3", traceId, "00f067aa0ba902b7", "", shape.startNanos(), shape.endNanos(), turns);
    }

    private static void near(long expectedMs, TracedTurn turn, String milestone) {
        Long us = turn.milestonesUs().get(milestone);
        assertTrue(us != null, milestone + " is missing of " + turn.milestonesUs());
        long off = Math.abs(Objects.requireNonNull(us) - expectedMs * 1_000);
        assertTrue(
                off <= Objects.requireNonNull(turn.uncertaintyUs()), milestone + " is off by " + off + " µs: " + turn);
    }

    @Test
    void livekitsTurnsAreReadFromTheRoomsName() {
        CallWindow call = call("f".repeat(32));
        Traces.Result result =
                Traces.of(Exports.received(Exports.file("livekit-js.json", Exports.ELSEWHERE)), List.of(call), 0);
        assertEquals(Map.of("session id", 1L), result.facts().callsMatchedBy());
        assertEquals(2, result.turns().size());
        TracedTurn first = result.turns().getFirst();
        assertEquals(List.of("LiveKit Agents"), first.source());
        near(30, first, Milestone.AGENT_SPEECH_END);
        near(530, first, Milestone.AGENT_TURN_END);
        near(280, first, Milestone.STT_FINAL);
        near(560, first, Milestone.LLM_REQUEST);
        near(860, first, Milestone.LLM_FIRST_TOKEN);
        near(910, first, Milestone.TTS_REQUEST);
        near(1_030, first, Milestone.TTS_FIRST_BYTE);
        assertEquals(1_000.0, first.claimsMs().get("lk.e2e_latency"));
        assertEquals(300.0, first.claimsMs().get("lk.response.ttft"), "seconds became ms");
        assertEquals(290.0, first.claimsMs().get("lk.llm_metrics.ttft"), "ms stayed ms");
        assertEquals(500.0, first.claimsMs().get("lk.eou.endpointing_delay"), "JS gives ms");
        TracedTurn second = result.turns().get(1);
        near(900, second, Milestone.TOOL_START);
        near(1_400, second, Milestone.TOOL_END);
        near(1_400, second, "llm.request#2");
        near(1_600, second, "llm.first_token#2");
        Turn amended = second.amend(call.turns().get(1).turn());
        Waterfall waterfall = Waterfall.of(amended).orElseThrow();
        assertEquals(
                1_800_000,
                waterfall.segments().stream().mapToLong(Waterfall.Segment::us).sum());
        assertTrue(waterfall.segments().size() >= 6, waterfall.segments().toString());
    }

    @Test
    void pythonsEndpointingDelayIsInSeconds() {
        Span span = new Span(
                "1".repeat(32),
                "1".repeat(16),
                "",
                "livekit-agents",
                "eou_detection",
                1,
                2,
                Map.of("lk.eou.endpointing_delay", 0.5),
                Map.of(),
                List.of(),
                new Span.Origin("", "h", false, List.of()));
        List<Telling> told = new ArrayList<>();
        new LiveKitSpans().tell(span, told::add);
        assertEquals(List.of(new Telling.Claim("lk.eou.endpointing_delay", 500, 2)), told);
    }

    @Test
    void pipecatsTurnsAreReadFromTheSharedTrace() {
        CallWindow call = call("c7d1a2f07e5b4b8b9c5f3d2e1a0b9c8d");
        Traces.Result result =
                Traces.of(Exports.received(Exports.file("pipecat.json", Exports.ELSEWHERE)), List.of(call), 0);
        assertEquals(Map.of("trace id", 1L), result.facts().callsMatchedBy());
        TracedTurn first = result.turns().getFirst();
        near(300, first, Milestone.STT_FINAL);
        near(400, first, Milestone.LLM_REQUEST);
        near(750, first, Milestone.LLM_FIRST_TOKEN);
        near(800, first, Milestone.TTS_REQUEST);
        near(950, first, Milestone.TTS_FIRST_BYTE);
        assertEquals(1_050.0, first.claimsMs().get("turn.user_bot_latency"));
        assertEquals(350.0, first.claimsMs().get("llm.ttfb"));
        TracedTurn second = result.turns().get(1);
        near(250, second, Milestone.STT_FINAL);
        assertFalse(second.milestonesUs().containsKey("stt.final#2"), "an incomplete one was heard to no end");
        near(1_200, second, "llm.request#2");
        assertEquals(1_700.0, second.claimsMs().get("turn.user_bot_latency"));
    }

    @Test
    void nothingThatAnybodySaidIsKept() {
        for (String file : List.of("livekit-js.json", "pipecat.json")) {
            String kept = Exports.file(file, Exports.ELSEWHERE).toString();
            assertFalse(kept.contains("where is my order"), file);
            assertFalse(kept.contains("order number"), file);
            assertFalse(kept.contains("1234"), file);
            assertFalse(kept.contains("[...]"), file);
        }
    }
}
