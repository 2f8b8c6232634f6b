package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluationTest {

    private static List<Turn> spread(int calls, int turns) {
        var random = new Seeds(5).at("spread").random();
        List<Turn> all = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            for (int turn = 1; turn <= turns; turn++) {
                all.add(Turns.answered(call, turn, 300 + random.nextInt(1000)));
            }
        }
        return all;
    }

    @Test
    void theOrderOfTheJournalChangesNothing() {
        List<Turn> turns = spread(40, 4);
        List<Turn> shuffled = new ArrayList<>(turns);
        Collections.shuffle(shuffled, new Random(1));
        Evaluation evaluation = Evaluation.of(turns, 9);
        assertEquals(evaluation.metrics(), Evaluation.of(shuffled, 9).metrics());
        assertEquals(evaluation.counts(), Evaluation.of(shuffled, 9).counts());
    }

    @Test
    void percentilesAreTheHistogramsAndLieWithinTheirIntervals() {
        RunRecord.Summary ttfa = Turns.in(Evaluation.of(spread(80, 4), 9).metrics(), "ttfa");
        double[] ms = spread(80, 4).stream()
                .mapToDouble(t -> t.at("first_audible").orElse(0) / 1000.0)
                .sorted()
                .toArray();
        assertEquals(ms[303], some(ttfa.p95Ms()), ms[303] * 0.001, "rank 304 of 320, 3 digits");
        assertEquals(ms[319], ttfa.maxMs());
        Map<String, Double> values =
                Map.of("p50_ms", some(ttfa.p50Ms()), "p90_ms", some(ttfa.p90Ms()), "p95_ms", some(ttfa.p95Ms()));
        for (Map.Entry<String, List<Double>> ci : ttfa.ci95().entrySet()) {
            double value = Turns.in(values, ci.getKey());
            assertTrue(ci.getValue().get(0) <= value && value <= ci.getValue().get(1), ci + " " + value);
        }
        assertTrue(ttfa.ci95().keySet().equals(values.keySet()), ttfa.ci95().toString());
    }

    private static double some(@Nullable Double value) {
        return Objects.requireNonNull(value);
    }

    @Test
    void whatTheSampleCannotCarryIsSaid() {
        RunRecord.Summary few = Turns.in(Evaluation.of(spread(20, 1), 9).metrics(), "ttfa");
        assertEquals(java.util.Set.of("p50_ms"), few.ci95().keySet());
        assertEquals("needs 368 independent turns, has 20", few.notes().get("p99_ms"));
        assertEquals("needs 36 independent turns, has 20", few.notes().get("p90_ms"));
        RunRecord.Summary ofThree = Turns.in(Evaluation.of(spread(3, 10), 9).metrics(), "ttfa");
        assertEquals("needs 10 calls, has 3", ofThree.notes().get("p50_ms"));
        List<Turn> alike = new ArrayList<>();
        for (int call = 0; call < 40; call++) {
            for (int turn = 1; turn <= 4; turn++) {
                alike.add(Turns.answered(call, turn, 500 + 10L * call));
            }
        }
        RunRecord.Summary clustered = Turns.in(Evaluation.of(alike, 9).metrics(), "ttfa");
        assertEquals(
                "needs 72 independent turns, has 40",
                clustered.notes().get("p95_ms"),
                "160 turns of which those of a call are the same are 40");
    }

    @Test
    void everyOutcomeIsCountedWhereItBelongs() {
        List<Turn> turns = List.of(
                Turns.of(0, 0, Outcome.ANSWERED, "first_audible", 400_000),
                Turns.answered(0, 1, 800),
                Turns.of(0, 2, Outcome.MISSED, "first_packet", 9_000_000),
                Turns.of(1, 1, Outcome.CUT_OFF, "first_audible", -300_000, "first_packet", -310_000),
                Turns.of(1, 2, Outcome.ERROR),
                Turns.of(2, 0, Outcome.ERROR));
        Evaluation evaluation = Evaluation.of(turns, 1);
        assertEquals(2, Turns.in(evaluation.metrics(), "ttfa").n(), "a missed turn has no TTFA, a greeting is none");
        assertEquals(-300.0, Turns.in(evaluation.metrics(), "ttfa").p50Ms(), "a negative percentile is exact");
        assertTrue(Turns.in(Turns.in(evaluation.metrics(), "ttfa").notes(), "n").startsWith("1 values are negative"));
        assertEquals(1, Turns.in(evaluation.metrics(), "greeting").n());
        assertEquals(2, Turns.in(evaluation.metrics(), "first_packet").n(), "what was received was received");
        assertEquals(3, Turns.in(evaluation.metrics(), "dead_air").n(), "of turns that did not break");
        assertEquals(1, Turns.in(evaluation.stages(), "unattributed").n(), "of turns with a TTFA that is not negative");
        assertEquals(
                new RunRecord.Rates(1.0 / 3, 1.0 / 3, 0.0, 2.0 / 3, 0.0, null, null),
                evaluation.rates(),
                "a turn in which the call broke is no trial");
        Map<String, Long> counts = evaluation.counts();
        assertEquals(3, counts.get("calls"));
        assertEquals(2, counts.get("failed_calls"));
        assertEquals(4, counts.get("turns"));
        assertEquals(3, counts.get("turns_unbroken"));
        assertEquals(2, counts.get("errors"));
        assertEquals(1, counts.get("overlaps"));
    }

    @Test
    void anAgentThatNeverYieldsIsNotDropped() {
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < 20; call++) {
            boolean yields = call % 4 != 0;
            Turn.BargeIn bargeIn = new Turn.BargeIn(
                    "interruption", yields ? 200_000L + call * 1000 : null, yields ? null : 3_000_000L, null, false);
            turns.add(Turns.of(call, 1, Outcome.ANSWERED, Map.of(), bargeIn));
            turns.add(Turns.of(
                    call,
                    2,
                    Outcome.ANSWERED,
                    Map.of(),
                    new Turn.BargeIn("backchannel", 150_000L, null, null, call < 5)));
        }
        Evaluation evaluation = Evaluation.of(turns, 1);
        RunRecord.Summary stop = Turns.in(evaluation.metrics(), "barge_in_stop");
        assertEquals(20, stop.n(), "a backchannel is no interruption");
        assertEquals(5, stop.censored());
        assertEquals(213.0, stop.p50Ms(), "the tenth of twenty: the censored are counted among the slow");
        assertNull(stop.p95Ms());
        assertEquals("not reached: 5 of 20 were not seen to end", stop.notes().get("p95_ms"));
        assertEquals(0.125, evaluation.rates().falseBargeIn(), "5 of 40 turns that were answered");
    }

    /** 85 replies of 500 to 584 ms, and 15 that come too late for a caller who waits so long. */
    private static List<Turn> someMissed(int missed, boolean told) {
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < 100; call++) {
            turns.add(
                    call >= missed
                            ? Turns.answered(call, 1, 500 + call - missed)
                            : told ? Turns.missed(call, 1, 10_000) : Turns.of(call, 1, Outcome.MISSED));
        }
        return turns;
    }

    @Test
    void anAgentThatMissesMoreDoesNotLookQuicker() {
        RunRecord.Summary ttfa = Turns.in(Evaluation.of(someMissed(15, true), 1).metrics(), "ttfa");
        assertEquals(100, ttfa.n());
        assertEquals(15, ttfa.censored());
        assertEquals(549.0, ttfa.p50Ms(), "rank 50 of 100, not of 85");
        assertNull(ttfa.p90Ms());
        assertNull(ttfa.p95Ms());
        assertEquals("beyond 10 s: 15 of 100 were never answered", ttfa.notes().get("p95_ms"));
        assertEquals(
                "a lower bound: the longest was never answered", ttfa.notes().get("max_ms"));
        List<Turn> few = new ArrayList<>(someMissed(3, true));
        assertTrue(!Evaluation.of(few, 1).metrics().containsKey("answer"), "where no answer is told, none is missed");
        few.add(Turns.of(100, 1, Outcome.ANSWERED, "first_audible", 500_000, "answer_audible", 900_000));
        RunRecord.Summary answer = Turns.in(Evaluation.of(few, 1).metrics(), "answer");
        assertEquals(4, answer.n(), "the answer waits as long");
        assertEquals(3, answer.censored());
        assertEquals(
                85,
                Turns.in(Evaluation.of(someMissed(15, false), 1).metrics(), "ttfa")
                        .n(),
                "a journal that does not tell the wait gives no value");
    }

    @Test
    void aReplyHeardLateCountsAsHeard() {
        List<Turn> turns = new ArrayList<>(someMissed(0, true));
        turns.add(Turns.waited(
                Turns.of(100, 1, Outcome.MISSED, "first_packet", 11_900_000, "first_audible", 12_000_000), 10_000));
        Evaluation evaluation = Evaluation.of(turns, 1);
        RunRecord.Summary ttfa = Turns.in(evaluation.metrics(), "ttfa");
        assertEquals(12_000.0, ttfa.maxMs());
        assertEquals(0, ttfa.censored());
        assertEquals(1.0 / 101, evaluation.rates().missed(), "it is missed all the same");
        assertEquals(101, Turns.in(evaluation.stages(), "unattributed").n());
    }

    @Test
    void aPercentileIsNeverBeyondTheLargestValue() {
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < 20; call++) {
            turns.add(Turns.answered(call, 1, 2_481));
        }
        RunRecord.Summary ttfa = Turns.in(Evaluation.of(turns, 1).metrics(), "ttfa");
        assertEquals(2_481.0, ttfa.maxMs());
        assertEquals(2_481.0, ttfa.p99Ms());
        assertEquals(2_481.0, ttfa.p50Ms());
    }

    @Test
    void aCallThatBrokeBetweenTurnsIsNoTurn() {
        Turn broke = new Turn(
                0,
                2,
                "test",
                "",
                "",
                "",
                Outcome.ERROR,
                "connection reset",
                1,
                Map.of(),
                Map.of(),
                null,
                0,
                0,
                0,
                "",
                "",
                List.of(),
                Map.of(),
                null,
                null);
        Evaluation evaluation = Evaluation.of(List.of(Turns.answered(0, 1, 500), broke), 1);
        assertEquals(1, evaluation.counts().get("turns"));
        assertEquals(1, evaluation.counts().get("errors"));
        assertEquals(1, evaluation.share(Share.MISSED).total());
        assertEquals(1, evaluation.share(Share.FALSE_CUT_OFF).total());
        assertEquals(1.0, evaluation.rates().failedCalls());
    }

    @Test
    void stoppingForNoiseIsAFalseBargeIn() {
        Turn.BargeIn noise = new Turn.BargeIn("noise", 90_000L, null, null, true);
        Evaluation evaluation = Evaluation.of(
                List.of(
                        Turns.answered(0, 1, 500),
                        Turns.of(0, 2, Outcome.ANSWERED, Map.of("first_audible", 600_000L), noise),
                        Turns.answered(1, 1, 500),
                        Turns.missed(1, 2, 10_000)),
                1);
        assertEquals(1.0 / 3, evaluation.rates().falseBargeIn());
        assertEquals(1, evaluation.counts().get("false_barge_ins"));
        assertEquals(3, evaluation.counts().get("false_barge_in_trials"));
        assertTrue(!evaluation.metrics().containsKey("barge_in_stop"), "noise is no interruption");
    }

    @Test
    void aRateOfNothingIsAbsent() throws com.fasterxml.jackson.core.JsonProcessingException {
        RunRecord.Rates rates =
                Evaluation.of(List.of(Turns.of(0, 0, Outcome.ERROR)), 1).rates();
        assertEquals("{\"failed_calls\":1.0}", Json.MAPPER.writeValueAsString(rates));
    }

    @Test
    void nothingAtAllIsAnAnswerToo() {
        Evaluation evaluation = Evaluation.of(List.of(), 1);
        assertTrue(evaluation.metrics().isEmpty());
        assertEquals(RunRecord.Rates.NONE, evaluation.rates());
        assertEquals(0, evaluation.counts().get("turns"));
    }

    @Test
    void anExcuseIsNoAnswerHoweverQuickItCame() {
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < 20; call++) {
            Turn turn = Turns.of(
                    call,
                    1,
                    Outcome.ANSWERED,
                    Milestone.SPEECH_END,
                    0,
                    Milestone.FIRST_AUDIBLE,
                    500_000 + call,
                    Milestone.ANSWER_AUDIBLE,
                    500_000 + call);
            turns.add(call % 2 == 0 ? turn : Turns.with(turn, Map.of("fallback", "llm failed")));
        }
        Evaluation evaluation = Evaluation.of(turns, 1);
        assertEquals(0, Objects.requireNonNull(evaluation.metrics().get("ttfa")).censored(), "a sound was heard");
        assertEquals(
                10, Objects.requireNonNull(evaluation.metrics().get("answer")).censored());
    }
}
