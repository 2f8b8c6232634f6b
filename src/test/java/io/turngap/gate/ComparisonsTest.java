package io.turngap.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.measure.Comparison;
import io.turngap.measure.Comparison.Grown;
import io.turngap.measure.Comparison.Row;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Metrics;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonsTest {

    private static final Validity VALID = new Validity(true, List.of(), Map.of(), Map.of(), null, Map.of(), Map.of());
    private static final ScenarioInfo SCENARIO = new ScenarioInfo("s", "", "s.yaml", "abc", 1, 1, List.of(), null);

    /** A turn that waits so long for the end of the caller's turn, then 150 to 450 ms for a model, then for a tool where there is one. */
    private static Turn turn(int call, int turn, int endpointingMs, int llmMs, int toolMs) {
        long decided = 10L + endpointingMs;
        long token = decided + llmMs;
        long done = token + toolMs;
        List<Object> at = new ArrayList<>(List.of(
                Milestone.SPEECH_END, 0,
                Milestone.AGENT_SPEECH_END, 10_000,
                Milestone.AGENT_TURN_END, decided * 1000,
                Milestone.STT_FINAL, decided * 1000,
                Milestone.LLM_REQUEST, decided * 1000,
                Milestone.LLM_FIRST_TOKEN, token * 1000));
        if (toolMs > 0) {
            at.addAll(List.of(Milestone.TOOL_START, token * 1000, Milestone.TOOL_END, done * 1000));
        }
        at.addAll(List.of(
                Milestone.TTS_REQUEST, done * 1000,
                Milestone.TTS_FIRST_BYTE, (done + 60) * 1000,
                Milestone.FIRST_PACKET, (done + 70) * 1000,
                Milestone.FIRST_AUDIBLE, (done + 70) * 1000));
        return Turns.of(call, turn, Outcome.ANSWERED, at.toArray());
    }

    private static Evaluation run(String name, int calls, IntUnaryOperator endpointingMs, IntUnaryOperator toolMs) {
        var random = new Seeds(5).at(name).random();
        List<Turn> all = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            for (int turn = 1; turn <= 4; turn++) {
                int n = 4 * call + turn;
                int ms = endpointingMs.applyAsInt(n);
                all.add(turn(call, turn, ms, 150 + random.nextInt(300), toolMs.applyAsInt(n)));
            }
        }
        return Evaluation.of(all, 1);
    }

    private static Baseline stored(Evaluation evaluation) {
        return new Baseline("before", Baseline.Measured.CALLS, SCENARIO, evaluation, List.of("a note"));
    }

    private static Comparison compare(Evaluation was, Evaluation is) {
        return Comparisons.of(is, stored(was), Metrics.TTFA, 7).orElseThrow();
    }

    private static Row row(List<Row> rows, String name, String statistic) {
        return rows.stream()
                .filter(row -> row.name().equals(name) && row.statistic().equals(statistic))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theStageThatGrewIsNamedWithItsPartOfTheWhole() {
        Comparison it = compare(run("a", 60, n -> 500, n -> 0), run("b", 60, n -> 700, n -> 0));
        Grown first = it.grew().getFirst();
        assertEquals("endpointing", first.stage());
        assertEquals(200, first.meanMs(), 0.001);
        assertEquals(200, first.medianMs(), 0.001);
        double share = Objects.requireNonNull(first.shareOfGrowth());
        assertTrue(share > 0.8 && share < 1.2, "the model wavers by a few ms in the mean: " + share);
        Row p95 = row(it.rows(), "ttfa", "p95");
        assertEquals("slower", p95.verdict());
        assertTrue(p95.ci95Percent().getFirst() > 0, p95.toString());
        assertTrue(Objects.requireNonNull(p95.p()) < 0.01, p95.toString());
        assertEquals("slower", row(it.stages(), "endpointing", "p50").verdict());
        assertEquals("same", row(it.stages(), "tts", "p50").verdict());
        assertEquals(10, it.shift().size());
        assertTrue(
                it.shift().stream()
                        .allMatch(at -> at.ci95Ms().get(0) > 100 && at.ci95Ms().get(1) < 300),
                it.shift().toString());
        assertEquals(List.of(Baseline.DRIFT, "a note"), it.notes());
        assertEquals("before", it.baselines().getFirst().runId());
        assertEquals(60, it.baselines().getFirst().calls());
    }

    @Test
    void aStageThatMostTurnsDoWithoutAddsItsPartToTheMean() {
        Comparison it = compare(run("a", 60, n -> 500, n -> 0), run("b", 60, n -> 500, n -> n % 5 == 0 ? 1_000 : 0));
        Grown tool = it.grew().getFirst();
        assertEquals("tool", tool.stage());
        assertEquals(200, tool.meanMs(), 0.001);
        assertEquals(0, tool.medianMs(), 0.001);
        assertTrue(it.stages().stream().noneMatch(row -> row.name().equals("tool")), "the baseline has no value of it");
    }

    @Test
    void theSameAgainGrowsNothing() {
        Comparison it = compare(run("a", 60, n -> 500, n -> 0), run("b", 60, n -> 500, n -> 0));
        assertEquals(List.of(), it.grew());
        assertTrue(
                it.rows().stream().noneMatch(row -> row.verdict().equals("slower")),
                it.rows().toString());
        Evaluation same = run("a", 60, n -> 500, n -> 0);
        Baseline beside = new Baseline(
                "before",
                Baseline.Measured.CALLS,
                SCENARIO,
                same,
                List.of(),
                new Baseline.Origin(
                        true,
                        List.of(new Baseline.Origin.Run(
                                new Comparison.Side("side", "2026-01-01T00:00:00Z", "old", 60, 240), 0))));
        Comparison paired = Comparisons.of(same, beside, Metrics.TTFA, 7).orElseThrow();
        assertEquals(Comparison.INTERLEAVED, paired.design());
        assertEquals(List.of(), paired.notes(), "no drift within pairs");
        assertEquals("side", paired.baselines().getFirst().runId());
        assertTrue(
                paired.rows().stream()
                        .filter(row -> !row.ci95Percent().isEmpty())
                        .allMatch(row -> row.ci95Percent().equals(List.of(0.0, 0.0))
                                && row.verdict().equals("same")),
                paired.rows().toString());
    }

    @Test
    void aFailedGateSaysWhichStageGrew() {
        Evaluation was = run("a", 60, n -> 500, n -> 0);
        Evaluation is = run("b", 60, n -> 700, n -> 0);
        List<Rule> rules = Stream.of("ttfa p95 regresses < 5 %", "endpointing p50 regresses < 5 %", "ttfa p95 < 2 s")
                .map(Rule::parse)
                .toList();
        List<GateResult> gates =
                Gates.judge(rules, is, VALID, Optional.of(stored(was)), 7).gates();
        Comparison comparison = compare(was, is);
        List<GateResult> told = Comparisons.explained(gates, comparison, Metrics.TTFA);
        String reason = told.getFirst().reason();
        assertTrue(reason.contains("worse by more than 5 %; it is stage endpointing that grew: +200 ms of +"), reason);
        assertTrue(reason.contains(" ms in the mean. Note: the baseline is a stored run"), reason);
        assertEquals(gates.subList(1, 3), told.subList(1, 3));
        assertEquals(told, Comparisons.explained(told, comparison, Metrics.TTFA), "said once");
        assertEquals(gates.getFirst().was(), told.getFirst().was());
    }

    @Test
    void whatIsNotThereMakesNoNumbers() throws JsonProcessingException {
        List<Turn> sound = new ArrayList<>();
        List<Turn> equal = new ArrayList<>();
        List<Turn> zero = new ArrayList<>();
        List<Turn> early = new ArrayList<>();
        List<Turn> missed = new ArrayList<>();
        var random = new Seeds(5).at("bad").random();
        for (int call = 0; call < 20; call++) {
            sound.add(turn(call, 1, 500, 150 + random.nextInt(300), 0));
            equal.add(Turns.answered(call, 1, 800));
            zero.add(Turns.answered(call, 1, 0));
            early.add(Turns.answered(call, 1, -300 + call));
            missed.add(Turns.missed(call, 1, 8_000));
        }
        Map<String, List<Turn>> kinds = Map.of(
                "sound", sound,
                "two turns", sound.subList(0, 2),
                "one call", sound.subList(0, 1),
                "all equal", equal,
                "all zero", zero,
                "all early", early,
                "all missed", missed,
                "nothing", List.of());
        List<Rule> rules = Stream.of(
                        "ttfa p50 regresses < 5 %",
                        "ttfa p95 regresses < 5 %",
                        "missed regresses < 1 %",
                        "endpointing p95 regresses < 5 %",
                        "goodput regresses < 1 %",
                        "ttfa p95 < 900 ms",
                        "missed <= 1 %")
                .map(Rule::parse)
                .toList();
        ObjectMapper json = new ObjectMapper();
        for (var was : kinds.entrySet()) {
            for (var is : kinds.entrySet()) {
                // Each beside a sound one, either way round, and beside itself.
                if (!was.getKey().equals("sound")
                        && !is.getKey().equals("sound")
                        && !was.getKey().equals(is.getKey())) {
                    continue;
                }
                String which = was.getKey() + " against " + is.getKey() + ": ";
                Evaluation before = Evaluation.of(was.getValue(), 1);
                Evaluation now = Evaluation.of(is.getValue(), 1);
                Gates.Case asked =
                        new Gates.Case(rules, now, VALID, Optional.of(stored(before)), 7, List.of(), new Looks(2, 3));
                Gates.Judgement judgement = Gates.judge(asked, 200);
                String written = json.writeValueAsString(judgement.gates())
                        + json.writeValueAsString(Comparisons.of(now, stored(before), Metrics.TTFA, 7)
                                .orElse(null));
                assertFalse(written.contains("NaN") || written.contains("Infinity"), which + written);
                assertTrue(
                        judgement.gates().stream()
                                .noneMatch(gate -> gate.reason().isBlank()),
                        which);
                boolean few = Math.min(was.getValue().size(), is.getValue().size()) < 10;
                assertTrue(
                        !few
                                || judgement.gates().stream()
                                        .filter(gate -> gate.rule().contains("regresses"))
                                        .allMatch(gate ->
                                                gate.verdict() == Verdict.UNSURE || gate.verdict() == Verdict.INVALID),
                        which + judgement);
            }
        }
    }

    @Test
    void nothingInCommonIsNoComparison() {
        assertTrue(Comparisons.of(run("a", 5, n -> 500, n -> 0), stored(Evaluation.of(List.of(), 1)), Metrics.TTFA, 7)
                .isEmpty());
        Comparison few = compare(run("a", 1, n -> 500, n -> 0), run("b", 1, n -> 700, n -> 0));
        assertTrue(few.rows().stream().allMatch(row -> row.ci95Percent().isEmpty()), "two calls carry no interval");
        assertNull(few.baselines().isEmpty() ? "none" : null);
    }
}
