package io.turngap.call;

import static io.turngap.call.Bench.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.link.ToolAnswer;
import io.turngap.measure.Metrics;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import io.turngap.measure.Waterfall;
import io.turngap.scenario.ToolScripts;
import io.turngap.scenario.ToolsFile;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Functions on the caller's side. The caller's 500 ms of speech end at 509.9375 ms; the agent calls at 800 ms, 290.0625 ms later. */
class CallerToolsTest {

    private static final String ORDER = "{\"order\":\"4271\",\"name\":\"Kim\"}";

    private static ToolScripts scripts(String... set) {
        return ToolsFile.read(Optional.empty(), List.of(set));
    }

    private static Bench bench(ToolScripts tools, Consumer<TestAgent.Session> behaviour) {
        Bench bench = new Bench(behaviour);
        bench.tools = tools;
        return bench;
    }

    private static long deadAirUs(Turn turn) {
        return Objects.requireNonNull(turn.toolDeadAirUs(), "a tool ran");
    }

    /** Answers with 100 ms of sound, so long after a function was answered. */
    private static TestAgent.Session repliesAfter(TestAgent.Session agent, double ms) {
        return agent.onAnswer(answer ->
                agent.audio((agent.timeline().nowNanos() - agent.zero) / 1e6 + ms, "r-" + answer.id(), 0, 1_600));
    }

    @Test
    void aCallIsAnsweredAfterItsDelayAndNoted() {
        Bench bench = bench(
                scripts(
                        "lookup_order.delay_ms=1500",
                        "lookup_order.result={order: '{order}', who: '{name}', said: 'by {tool} {argument}'}"),
                agent -> repliesAfter(agent.answers(), 200).calls(800, "c1", "lookup_order", ORDER));
        bench.run(say(500));
        Turn turn = bench.turn(1);
        TestAgent.Answered answered = bench.session().answers.getFirst();
        assertEquals(2_300, answered.ms(), 1e-6);
        assertEquals(
                new ToolAnswer(
                        "c1",
                        "lookup_order",
                        "{\"order\":\"4271\",\"who\":\"Kim\",\"said\":\"by {tool} 4271\"}",
                        false),
                answered.answer());
        assertEquals(290_063, turn.at(Milestone.TOOL_START).orElseThrow());
        assertEquals(1_790_063, turn.at(Milestone.TOOL_END).orElseThrow());
        assertEquals("answered", turn.levers().get("tool lookup_order"));
        assertEquals(1_500_000L, turn.toolDeadAirUs());
        assertEquals(
                1_500_000L,
                Objects.requireNonNull(Metrics.of(turn).get(Metrics.TOOL_DEAD_AIR))
                        .us());
        assertEquals(1_500_000L, Waterfall.of(turn).orElseThrow().stagesUs().get(Stage.TOOL));
        assertEquals(List.of("tool"), turn.modelled(), "its time is drawn from a distribution");
        assertEquals(Outcome.ANSWERED, turn.outcome());
        assertEquals("", turn.detail());
    }

    @Test
    void theSameSeedCallTurnNameAndCountDrawTheSame() {
        List<Double> first = answers(7, 3);
        assertEquals(first, answers(7, 3));
        assertNotEquals(first, answers(8, 3));
        assertEquals(first.getFirst(), answers(7, 1).getFirst(), "a further call changes none before it");
        assertNotEquals(first.get(0), first.get(1), "each call draws anew");
    }

    private static List<Double> answers(long seed, int calls) {
        Bench bench = bench(scripts("lookup_order.delay={p50_ms: 400, p95_ms: 900}"), agent -> {
            agent.answers().audio(4_000, "r", 0, 1_600);
            for (int i = 0; i < calls; i++) {
                agent.calls(800, "c" + i, "lookup_order", ORDER);
            }
        });
        bench.seed = seed;
        bench.run(say(500));
        return bench.session().answers.stream()
                .sorted((a, b) -> a.answer().id().compareTo(b.answer().id()))
                .map(TestAgent.Answered::ms)
                .toList();
    }

    @Test
    void toolsThatRunAtOnceHaveAPassEachAndTheirSilenceCountsOnce() {
        Bench bench = bench(
                scripts("lookup_order.delay_ms=1000", "slow.delay_ms=1500"),
                agent -> agent.answers()
                        .calls(800, "a", "slow", "{}")
                        .calls(900, "b", "lookup_order", ORDER)
                        .calls(950, "c", "lookup_order", ORDER)
                        .audio(2_400, "r", 0, 1_600));
        bench.run(say(500));
        Turn turn = bench.turn(1);
        assertEquals(290_063 + 1_500_000, turn.at("tool.end").orElseThrow(), "the end of the first, not the first end");
        assertEquals(390_063 + 1_000_000, turn.at("tool.end#2").orElseThrow());
        assertEquals(440_063 + 1_000_000, turn.at("tool.end#3").orElseThrow());
        assertEquals(1_500_000L, turn.toolDeadAirUs());
        assertEquals("answered", turn.levers().get("tool lookup_order#2"));
    }

    @Test
    void soundOfEitherSideIsNoDeadAirWhileAToolRuns() {
        Bench bench = bench(
                scripts("lookup_order.delay_ms=2000"),
                agent -> agent.answers()
                        .calls(410, "c", "lookup_order", ORDER)
                        .audio(1_000, "filler", 0, 8_000)
                        .audio(3_000, "r", 0, 1_600));
        bench.run(say(500));
        // From 410 ms to 2,410 ms, less 100 ms of the caller's last words and 500 ms of filler.
        assertEquals(1_400_000, deadAirUs(bench.turn(1)), 100);
    }

    @Test
    void theScriptGoesOnOnlyOnceTheAgentSpokeOfWhatTheToolSaid() {
        Bench bench = bench(
                scripts("lookup_order.delay_ms=3000"),
                agent -> repliesAfter(agent.answers(), 900)
                        .audio(700, "filler", 0, 1_600)
                        .calls(800, "c", "lookup_order", ORDER)
                        .audio(9_000, "r2", 0, 1_600));
        bench.run(say(500), say(500));
        assertEquals(
                3_800 + 900 + 99.9375,
                bench.turn(1).at(Milestone.AGENT_AUDIO_END).orElseThrow() / 1e3 + 509.9375,
                1);
        assertEquals(Outcome.ANSWERED, bench.turn(1).outcome());
        assertTrue(bench.turn(2).startEpochUs() > 4_800_000, "the second turn waited for the first one's answer");
        assertNull(bench.turn(2).toolDeadAirUs(), "no tool ran in it");
    }

    @Test
    void aFailedCallIsAnsweredWithItsError() {
        Bench bench = bench(
                scripts("lookup_order.delay_ms=100", "lookup_order.fail_rate=1", "lookup_order.error=no order {order}"),
                agent -> repliesAfter(agent.answers(), 100).calls(800, "c", "lookup_order", ORDER));
        bench.run(say(500));
        assertEquals(
                new ToolAnswer("c", "lookup_order", "{\"error\":\"no order 4271\"}", true),
                bench.session().answers.getFirst().answer());
        assertEquals("failed", bench.turn(1).levers().get("tool lookup_order"));
        assertTrue(bench.turn(1).at(Milestone.TOOL_END).isPresent());
    }

    @Test
    void aCallThatHangsIsNeverAnsweredAndLastsUntilTheAgentSpeaksOrIsGivenUp() {
        ToolScripts hangs = scripts("lookup_order.hang_rate=1");
        Bench silent = bench(hangs, agent -> agent.answers().calls(800, "c", "lookup_order", ORDER));
        silent.run(say(500));
        Turn missed = silent.turn(1);
        assertEquals(List.of(), silent.session().answers);
        assertEquals("hung", missed.levers().get("tool lookup_order"));
        assertTrue(missed.at(Milestone.TOOL_END).isEmpty());
        assertEquals(Outcome.MISSED, missed.outcome());
        assertEquals(5_000_000 - 290_063, deadAirUs(missed), 1);

        Bench patient = bench(
                hangs,
                agent -> agent.answers().calls(800, "c", "lookup_order", ORDER).audio(2_800, "sorry", 0, 1_600));
        patient.run(say(500));
        assertEquals(2_000_000L, patient.turn(1).toolDeadAirUs());
        assertEquals(Outcome.ANSWERED, patient.turn(1).outcome());
    }

    @Test
    void aFunctionThatNobodyScriptedIsRefusedAtOnceAndSaidInTheTurn() {
        Bench bench = bench(
                ToolScripts.NONE, agent -> repliesAfter(agent.answers(), 100).calls(800, "c", "weather", "{}"));
        bench.run(say(500));
        TestAgent.Answered answered = bench.session().answers.getFirst();
        assertEquals(800, answered.ms(), 1e-6);
        assertTrue(answered.answer().error());
        assertEquals(
                "{\"error\":\"no tool of that name is scripted: weather\"}",
                answered.answer().output());
        assertTrue(
                bench.turn(1).detail().contains("function weather"),
                bench.turn(1).detail());
        assertEquals("not scripted", bench.turn(1).levers().get("tool weather"));
        assertFalse(bench.turn(1).milestonesUs().containsKey(Milestone.TOOL_START));
    }

    @Test
    void aStarStandsForEveryOtherName() {
        Bench bench = bench(
                scripts("*.result='{name} says {argument}'", "*.delay_ms=10"),
                agent -> repliesAfter(agent.answers(), 100).calls(800, "c", "weather", "{\"place\":\"Oslo\"}"));
        bench.run(say(500));
        assertEquals(
                "weather says Oslo", bench.session().answers.getFirst().answer().output());
    }

    @Test
    void argumentsThatAreNoObjectAreSaidAndTheCallIsAnsweredAllTheSame() {
        Bench bench = bench(
                scripts("lookup_order.delay_ms=10"),
                agent -> repliesAfter(agent.answers(), 100).calls(800, "c", "lookup_order", "{\"order\":"));
        bench.run(say(500));
        assertEquals(1, bench.session().answers.size());
        assertTrue(
                bench.turn(1).detail().contains("no JSON object"), bench.turn(1).detail());
    }

    @Test
    void anAnswerThatIsNotWantedAnyMoreIsNotGiven() {
        Bench bench = bench(
                scripts("lookup_order.delay_ms=1000"),
                agent -> agent.answers()
                        .calls(800, "c", "lookup_order", ORDER)
                        .at(1_200, now -> agent.caller.toolCancelled(now, "c"))
                        .at(1_300, now -> agent.caller.toolCancelled(now, "never called"))
                        .audio(2_500, "r", 0, 1_600));
        bench.run(say(500));
        assertEquals(List.of(), bench.session().answers);
        assertEquals("cancelled", bench.turn(1).levers().get("tool lookup_order"));
        assertEquals(400_000L, bench.turn(1).toolDeadAirUs());
    }

    @Test
    void theEndOfTheCallCancelsWhatRuns() {
        Bench bench = bench(
                scripts("lookup_order.delay_ms=4000"),
                agent -> agent.answers()
                        .calls(800, "c", "lookup_order", ORDER)
                        .closes(2_000, io.turngap.link.Link.Ending.Kind.BROKEN, "gone"));
        bench.run(say(500));
        assertEquals(List.of(), bench.session().answers);
        assertEquals("cancelled", bench.turn(1).levers().get("tool lookup_order"));
        assertEquals(1_200_000L, bench.turn(1).toolDeadAirUs(), "until the call broke");
    }

    @Test
    void aCallThatTheAgentTellsOfItselfIsNotedOnce() {
        Bench bench = bench(
                scripts("lookup_order.delay_ms=1000"),
                agent -> agent.answers()
                        .milestone(780, Milestone.TOOL_START)
                        .calls(800, "c", "lookup_order", ORDER)
                        .milestone(1_830, Milestone.TOOL_END)
                        .audio(2_500, "r", 0, 1_600));
        bench.run(say(500));
        Turn turn = bench.turn(1);
        assertEquals(270_063, turn.at(Milestone.TOOL_START).orElseThrow());
        assertEquals(1_320_063, turn.at(Milestone.TOOL_END).orElseThrow());
        assertTrue(turn.at("tool.start#2").isEmpty());
        assertEquals(1_050_000L, turn.toolDeadAirUs());

        Bench late = bench(
                scripts("lookup_order.delay_ms=1000"),
                agent -> agent.answers()
                        .calls(800, "c", "lookup_order", ORDER)
                        .milestone(810, Milestone.TOOL_START)
                        .milestone(1_830, Milestone.TOOL_END)
                        .audio(2_500, "r", 0, 1_600));
        late.run(say(500));
        assertTrue(late.turn(1).at("tool.start#2").isEmpty(), "the caller was first");
        assertEquals(1_290_063, late.turn(1).at(Milestone.TOOL_END).orElseThrow());
    }

    @Test
    void tooManyCallsAtOnceAreRefused() {
        Bench bench = bench(scripts("lookup_order.delay_ms=2000"), agent -> {
            agent.answers().audio(4_000, "r", 0, 1_600);
            for (int i = 0; i <= CallerTools.MOST_OPEN; i++) {
                agent.calls(800, "c" + i, "lookup_order", ORDER);
            }
        });
        bench.run(say(500));
        assertEquals(CallerTools.MOST_OPEN + 1, bench.session().answers.size());
        assertEquals(
                1,
                bench.session().answers.stream()
                        .filter(answered -> answered.answer().error())
                        .count());
    }
}
