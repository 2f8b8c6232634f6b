package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted turn by turn is what an evaluation of the whole journal says. */
class TotalsTest {

    private static final long SLO_MS = 800;

    @TempDir
    Path dir;

    /** Calls of four turns, in which some reply overlaps, some is missed, some call breaks. */
    private static List<Turn> turns(int calls) {
        UniformRandomProvider random = new Seeds(3).random();
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            double slow = random.nextDouble();
            for (int turn = 0; turn <= 4; turn++) {
                double kind = random.nextDouble();
                long us = Math.round(400_000 + 900_000 * slow * random.nextDouble());
                if (turn > 0 && kind < 0.03) {
                    turns.add(Turns.missed(call, turn, 8_000));
                } else if (turn > 0 && kind < 0.04) {
                    turns.add(Turns.of(
                            call, turn, Outcome.CUT_OFF, Milestone.SPEECH_END, 0, Milestone.FIRST_AUDIBLE, -us / 4));
                } else if (turn == 4 && kind < 0.06) {
                    turns.add(Turns.of(call, turn, Outcome.ERROR, Milestone.SPEECH_END, 0));
                } else {
                    turns.add(Turns.of(
                            call,
                            turn,
                            Outcome.ANSWERED,
                            Milestone.SPEECH_END,
                            0,
                            Milestone.AGENT_TURN_END,
                            us / 2,
                            Milestone.FIRST_AUDIBLE,
                            us));
                }
            }
        }
        return turns;
    }

    private static Totals totals(List<Turn> turns, JournalSample sample) {
        Totals totals = new Totals(sample, OptionalLong.of(SLO_MS));
        turns.forEach(totals::add);
        totals.over();
        return totals;
    }

    private static void assertClose(@Nullable Double expected, @Nullable Double actual, String what) {
        if (expected == null || actual == null) {
            assertEquals(expected, actual, what);
            return;
        }
        assertEquals(expected, actual, Math.abs(expected) * 0.002, what);
    }

    @Test
    void figuresOfAllTurnsAreThoseOfAnEvaluationOfAllTurns() {
        List<Turn> turns = turns(2_000);
        Evaluation whole = Evaluation.of(turns, 1);
        JournalSample sample = new JournalSample(10, 1);
        List<Turn> kept =
                turns.stream().filter(turn -> sample.keeps(turn.call())).toList();
        Evaluation counted = Evaluation.of(kept, List.of(), 1, Optional.of(totals(turns, sample)));

        assertEquals(whole.metrics().keySet(), counted.metrics().keySet());
        assertEquals(whole.stages().keySet(), counted.stages().keySet());
        whole.metrics().forEach((name, expected) -> {
            RunRecord.Summary actual = Objects.requireNonNull(counted.metrics().get(name), name);
            assertEquals(expected.n(), actual.n(), name);
            assertEquals(expected.censored(), actual.censored(), name);
            assertClose(expected.p50Ms(), actual.p50Ms(), name + " p50");
            assertClose(expected.p95Ms(), actual.p95Ms(), name + " p95");
            assertClose(expected.maxMs(), actual.maxMs(), name + " max");
        });
        whole.shares().forEach((name, expected) -> {
            Share actual = counted.share(name);
            assertEquals(expected.hits(), actual.hits(), name);
            assertEquals(expected.total(), actual.total(), name);
            assertEquals(expected.calls(), actual.calls(), name);
            assertEquals(expected.designEffect(), actual.designEffect(), 1e-9, name);
        });
        whole.counts()
                .forEach((name, expected) ->
                        assertEquals(expected, counted.counts().get(name), name));
        assertEquals(10L, counted.counts().get("journal_one_call_in"));
    }

    @Test
    void goodputIsOfAllTurnsWhateverTheJournalHolds() throws Exception {
        List<Turn> turns = turns(2_000);
        Share whole = Evaluation.of(turns, 1)
                .withGoodput(turns, OptionalLong.of(SLO_MS))
                .share(Share.GOODPUT);
        JournalSample sample = new JournalSample(10, 1);
        List<Turn> kept =
                turns.stream().filter(turn -> sample.keeps(turn.call())).toList();
        RunFolder folder = RunFolder.create(dir.resolve("run"));
        folder.write(totals(turns, sample));
        Evaluation counted = Evaluation.of(kept, List.of(), 1, folder.readTotals())
                .withGoodput(kept, OptionalLong.of(SLO_MS), folder.readTotals());
        Share share = counted.share(Share.GOODPUT);
        assertEquals(whole.hits(), share.hits());
        assertEquals(whole.total(), share.total());
        assertEquals(whole.calls(), share.calls());
        assertEquals(whole.designEffect(), share.designEffect(), 1e-9);
        assertEquals((long) whole.hits(), counted.counts().get("good"));

        Share other = Evaluation.of(kept, 1)
                .withGoodput(kept, OptionalLong.of(500), folder.readTotals())
                .share(Share.GOODPUT);
        assertEquals(Goodput.share(kept, 500).hits(), other.hits(), "another target can be told of the journal alone");
    }

    /** A bootstrap over calls and the order statistics of all turns must tell the same story. */
    @Test
    void intervalsAreAboutThoseOfABootstrap() {
        List<Turn> turns = turns(2_000);
        List<Double> bootstrap = ofMedian(Evaluation.of(turns, 1));
        List<Double> counted =
                ofMedian(Evaluation.of(turns, List.of(), 1, Optional.of(totals(turns, new JournalSample(1, 1)))));
        double wide = bootstrap.get(1) - bootstrap.get(0);
        double counts = counted.get(1) - counted.get(0);
        assertTrue(counts > wide / 2 && counts < wide * 2, bootstrap + " and " + counted);
        List<Double> without =
                ofMedian(Evaluation.of(List.of(), List.of(), 1, Optional.of(totals(turns, new JournalSample(0, 1)))));
        assertTrue(without.get(1) - without.get(0) >= counts, "without a sample a call counts as one value");
    }

    private static List<Double> ofMedian(Evaluation evaluation) {
        RunRecord.Summary ttfa = Objects.requireNonNull(evaluation.metrics().get("ttfa"));
        return Objects.requireNonNull(ttfa.ci95().get("p50_ms"));
    }

    @Test
    void theyComeBackFromTheirFileAsTheyWere() throws Exception {
        RunFolder folder = RunFolder.create(dir.resolve("run"));
        Totals totals = totals(turns(300), new JournalSample(7, 5));
        assertTrue(folder.readTotals().isEmpty());
        folder.write(totals);
        assertEquals(totals.toJson(), folder.readTotals().orElseThrow().toJson());

        Files.writeString(folder.totals(), "{\"schema_version\": 9}");
        String message = String.valueOf(
                assertThrows(MeasureException.class, folder::readTotals).getMessage());
        assertTrue(message.contains("totals.json") && message.contains("9"), message);
    }

    @Test
    void aSampleKeepsOneOfEachBlockAndEveryPlaceAsOften() {
        JournalSample sample = new JournalSample(8, 42);
        int[] places = new int[8];
        for (int block = 0; block < 8_000; block++) {
            int kept = 0;
            for (int i = 0; i < 8; i++) {
                if (sample.keeps(block * 8 + i)) {
                    kept++;
                    places[i]++;
                }
            }
            assertEquals(1, kept, "block " + block);
        }
        for (int count : places) {
            assertEquals(1_000, count, 130);
        }
        assertTrue(new JournalSample(1, 1).keeps(3));
        assertTrue(!new JournalSample(0, 1).keeps(3));
    }
}
