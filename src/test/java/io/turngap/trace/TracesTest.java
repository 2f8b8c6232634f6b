package io.turngap.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Milestone;
import io.turngap.measure.TraceFacts;
import io.turngap.measure.TracedTurn;
import io.turngap.trace.Exports.Agent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** From spans to turns: matching, clocks, placement. */
class TracesTest {

    private static final double DAYS = 3 * 86_400.25;

    private static Traces.Result place(List<Span> spans, CallWindow... calls) {
        return Traces.of(Exports.received(spans), List.of(calls), 0);
    }

    private static void near(double expectedMs, TracedTurn turn, String milestone) {
        Long us = turn.milestonesUs().get(milestone);
        assertTrue(us != null, milestone + " is missing of " + turn.milestonesUs());
        double off = Math.abs(Objects.requireNonNull(us) / 1_000.0 - expectedMs);
        double allowed = Objects.requireNonNull(turn.uncertaintyUs()) / 1_000.0;
        assertTrue(off <= allowed, milestone + " is off by " + off + " ms, more than ± " + allowed);
    }

    @Test
    void clocksThatAreDaysApartAreComparedByWhatComesBeforeWhat() {
        CallWindow call = Exports.call(0, 0, 950, 2, 6, 9);
        Agent agent = new Agent(call.traceId(), "far", DAYS, Exports.ELSEWHERE);
        agent.span("livekit-agents", "agent_session", 0.03, 12, Map.of())
                .livekitTurn(2)
                .livekitTurn(6)
                .livekitTurn(9);
        Traces.Result result = place(agent.spans(), call);
        TraceFacts.Clock clock = result.facts().clocks().getFirst();
        assertEquals("estimated", clock.state());
        double trueUs = DAYS * 1e6;
        double offset = Objects.requireNonNull(clock.offsetUs());
        double uncertainty = Objects.requireNonNull(clock.uncertaintyUs());
        assertTrue(Math.abs(offset - trueUs) <= uncertainty, offset + " ± " + uncertainty + " against " + trueUs);
        assertTrue(
                uncertainty <= 41_000,
                "the voice left 50 ms before it was heard, the session began 30 ms after: " + uncertainty);
        assertEquals(3, clock.turnsAgreeing());
        assertEquals(3, result.turns().size());
        for (TracedTurn turn : result.turns()) {
            near(20, turn, Milestone.AGENT_SPEECH_END);
            near(500, turn, Milestone.AGENT_TURN_END);
            near(520, turn, Milestone.LLM_REQUEST);
            near(720, turn, Milestone.LLM_FIRST_TOKEN);
            assertEquals(880.0, turn.claimsMs().get("lk.e2e_latency"));
            assertEquals("trace id", turn.matchedBy());
        }
        assertEquals(0, result.facts().milestonesDropped());
    }

    @Test
    void oneMachineHasOneClockUnlessTurnsSayOtherwise() {
        CallWindow call = Exports.call(0, 0, 950, 2, 6);
        List<Span> same = new Agent(call.traceId(), "vm", 0, Exports.HERE)
                .livekitTurn(2)
                .livekitTurn(6)
                .spans();
        TraceFacts.Clock ours = place(same, call).facts().clocks().getFirst();
        assertEquals("same clock", ours.state());
        assertEquals(0L, ours.offsetUs());
        List<Span> other = new Agent(call.traceId(), "vm", 5, Exports.HERE)
                .livekitTurn(2)
                .livekitTurn(6)
                .spans();
        TraceFacts.Clock set = place(other, call).facts().clocks().getFirst();
        assertEquals("estimated", set.state(), "a tunnel ends here, but its other end's clock is five seconds ahead");
    }

    @Test
    void turnsThatContradictEachOtherPlaceNothingButTheirClaimsStand() {
        CallWindow call = Exports.call(0, 0, 950, 2, 6, 9);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            double end = List.of(2.0, 6.0, 9.0).get(i);
            // The clock is set forward by 400 ms between turns; the reply would be heard before it left.
            spans.addAll(new Agent(call.traceId(), "far", 100 + i * 0.4, Exports.ELSEWHERE)
                    .livekitTurn(end).spans().stream()
                            .map(span -> renamed(span, end))
                            .toList());
        }
        Traces.Result result = place(spans, call);
        assertEquals("inconsistent", result.facts().clocks().getFirst().state());
        assertEquals(0, result.facts().milestonesFilled());
        assertEquals(3, result.turns().size());
        for (TracedTurn turn : result.turns()) {
            assertEquals(Map.of(), turn.milestonesUs());
            assertNull(turn.offsetUs());
            assertEquals(880.0, turn.claimsMs().get("lk.e2e_latency"));
        }
    }

    private static Span renamed(Span span, double end) {
        return new Span(
                span.traceId(),
                String.format("%08x", (int) end) + span.spanId().substring(8),
                span.parentId(),
                span.scope(),
                span.name(),
                span.startNanos(),
                span.endNanos(),
                span.numbers(),
                span.texts(),
                span.ids(),
                span.origin());
    }

    @Test
    void aCallIsFoundByItsNameWhereTheTraceIsTheAgentsOwn() {
        CallWindow first = Exports.call(0, 0, 950, 2, 6);
        CallWindow second = Exports.call(1, 0.1, 950, 2, 6);
        List<Span> spans = new ArrayList<>();
        spans.addAll(new Agent("1".repeat(32), "far", 0.2, Exports.ELSEWHERE)
                .span("livekit-agents", "agent_session", 0.05, 12, Map.of(), "a-run/0")
                .livekitTurn(2)
                .spans());
        spans.addAll(new Agent("2".repeat(32), "far", 0.2, Exports.ELSEWHERE)
                .span("livekit-agents", "agent_session", 0.15, 12, Map.of(), "a-run/1")
                .livekitTurn(6.1)
                .spans());
        Traces.Result result = place(spans, first, second);
        assertEquals(Map.of("session id", 2L), result.facts().callsMatchedBy());
        assertEquals(
                List.of("0/1", "1/2"),
                result.turns().stream().map(t -> t.call() + "/" + t.turn()).toList());
        assertEquals(0, result.facts().spansUnmatched());
    }

    @Test
    void timeAloneMatchesOnlyWhereOneCallOverlaps() {
        CallWindow first = Exports.call(0, 0, 950, 2, 6);
        CallWindow alone = Exports.call(1, 100, 950, 2, 6);
        CallWindow sameTime = Exports.call(2, 0.5, 950, 2, 6);
        List<Span> ambiguous = new Agent("1".repeat(32), "far", 0, Exports.ELSEWHERE)
                .livekitTurn(2)
                .spans();
        List<Span> clear = new Agent("2".repeat(32), "far", 0, Exports.ELSEWHERE)
                .livekitTurn(102)
                .spans();
        List<Span> spans = new ArrayList<>(ambiguous);
        spans.addAll(clear);
        Traces.Result result = place(spans, first, alone, sameTime);
        assertEquals(ambiguous.size(), result.facts().spansUnmatched());
        assertEquals(Map.of("time", 1L), result.facts().callsMatchedBy());
        assertEquals(List.of(1), result.turns().stream().map(TracedTurn::call).toList());
        assertEquals("time", result.turns().getFirst().matchedBy());
    }

    @Test
    void whatTheProtocolToldStaysAndWhatCannotBeIsDropped() {
        CallWindow plain = Exports.call(0, 0, 950, 2, 6);
        CallWindow.TurnWindow told = plain.turns().getFirst();
        Map<String, Long> milestones = new java.util.LinkedHashMap<>(told.turn().milestonesUs());
        milestones.put(Milestone.AGENT_TURN_END, 444_000L);
        CallWindow call = new CallWindow(
                0,
                plain.name(),
                plain.traceId(),
                plain.spanId(),
                "",
                plain.startNanos(),
                plain.endNanos(),
                List.of(
                        new CallWindow.TurnWindow(
                                Exports.turn(0, 1, milestones), told.startNanos(), told.speechEndNanos()),
                        plain.turns().get(1)));
        Agent agent = new Agent(call.traceId(), "far", 7, Exports.ELSEWHERE);
        agent.span("livekit-agents", "agent_session", 0.03, 12, Map.of())
                .livekitTurn(2)
                .livekitTurn(6)
                .span("livekit-agents", "function_tool", 7.5, 7.9, Map.of());
        Traces.Result result = place(agent.spans(), call);
        TracedTurn first = result.turns().getFirst();
        assertFalse(first.milestonesUs().containsKey(Milestone.AGENT_TURN_END), first.toString());
        assertEquals(
                444_000L,
                first.amend(Exports.turn(0, 1, milestones)).milestonesUs().get(Milestone.AGENT_TURN_END));
        assertTrue(first.milestonesUs().containsKey(Milestone.LLM_REQUEST), first.toString());
        TracedTurn second = result.turns().get(1);
        assertFalse(second.milestonesUs().containsKey(Milestone.TOOL_START), "a tool after the reply was heard");
        assertEquals(1, result.facts().milestonesDropped());
    }

    @Test
    void aFrameworksSpansAreReadAndNotTheClientLibrarysBelowThem() {
        CallWindow call = Exports.call(0, 0, 950, 2, 6);
        List<Span> spans = new ArrayList<>(new Agent(call.traceId(), "far", 1, Exports.ELSEWHERE)
                .livekitTurn(2)
                .livekitTurn(6)
                .spans());
        Span node = spans.get(2);
        spans.add(new Span(
                call.traceId(),
                "00000000000000ff",
                node.spanId(),
                "opentelemetry.instrumentation.openai",
                "chat gpt-x",
                node.startNanos() + 5_000_000,
                node.endNanos(),
                Map.of(),
                Map.of("gen_ai.operation.name", "chat"),
                List.of(),
                node.origin()));
        TracedTurn turn = place(spans, call).turns().getFirst();
        assertFalse(turn.milestonesUs().containsKey("llm.request#2"), turn.toString());
    }

    @Test
    void spansOfNobodyKnownAreCountedAndNoMore() {
        CallWindow call = Exports.call(0, 0, 950, 2);
        List<Span> spans = new Agent(call.traceId(), "far", 1, Exports.ELSEWHERE)
                .span("my.own", "whatever", 1, 2, Map.of())
                .spans();
        Traces.Result result = place(spans, call);
        assertEquals(1, result.facts().spansMatched());
        assertEquals(List.of(), result.turns());
        assertEquals("unknown", result.facts().clocks().getFirst().state());
    }

    @Test
    void whatIsOrMayBeOfAnotherAgentsCallIsOfNoCallOfOurs() {
        CallWindow ours = Exports.call(0, 0, 950, 2, 6);
        CallWindow theirs = Exports.call(1, 0, 950, 2, 6);
        List<Span> nameless = turnsOf("ab".repeat(16));
        assertEquals(2, place(nameless, ours).turns().size(), "alone it is matched by time");
        assertEquals(List.of(), beside(nameless, ours, theirs).turns(), "it may be theirs");
        List<Span> both = new ArrayList<>(turnsOf(ours.traceId()));
        both.addAll(turnsOf(theirs.traceId()));
        Traces.Result result = beside(both, ours, theirs);
        assertEquals(place(turnsOf(ours.traceId()), ours).turns(), result.turns());
        assertEquals(0, result.facts().spansUnmatched());
    }

    private static Traces.Result beside(List<Span> spans, CallWindow ours, CallWindow theirs) {
        return Traces.of(Exports.received(spans), List.of(ours), List.of(theirs), 0);
    }

    private static List<Span> turnsOf(String traceId) {
        return new Agent(traceId, "vm", 0, Exports.HERE)
                .livekitTurn(2)
                .livekitTurn(6)
                .spans();
    }
}
