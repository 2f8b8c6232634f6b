package io.turngap.report;

import io.turngap.measure.CallLine;
import io.turngap.measure.Concurrency;
import io.turngap.measure.Evaluation;
import io.turngap.measure.HealthLine;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Runs whose calls come faster and faster, on an agent that slows down beyond so many at once, refuses some and wakes up slowly.
 *
 * @param turns the journal
 * @param series calls and health
 */
record LoadSamples(List<Turn> turns, RunSeries series) {

    static final long ORIGIN_US = 1_795_000_000_000_000L;
    private static final int TURNS_A_CALL = 4;
    private static final long TURN_US = 6_000_000;

    /**
     * A run.
     *
     * @param calls how many
     * @param seconds over how long they start, slowly first
     * @param knee from so many calls in flight on the agent slows down
     */
    static LoadSamples of(int calls, int seconds, int knee) {
        UniformRandomProvider random = new Seeds(3).at("load samples").random();
        List<CallLine> made = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            long due = ORIGIN_US + Math.round(Math.sqrt(call / (double) calls) * seconds * 1e6);
            long start = due + random.nextInt(4_000);
            boolean refused = call > calls / 2 && random.nextInt(40) == 0;
            long end = start + (refused ? 30_000 : TURNS_A_CALL * TURN_US + random.nextInt(2_000_000));
            made.add(
                    refused
                            ? new CallLine(
                                    call,
                                    due,
                                    start,
                                    null,
                                    end,
                                    "unreachable",
                                    true,
                                    "connection refused by 127.0.0.1:" + (40_000 + call),
                                    1,
                                    0,
                                    0)
                            : new CallLine(
                                    call,
                                    due,
                                    start,
                                    start + 1_200,
                                    end,
                                    "hung_up",
                                    false,
                                    "",
                                    TURNS_A_CALL + 1,
                                    900,
                                    0));
        }
        Concurrency concurrency = Concurrency.of(made);
        List<Turn> turns = new ArrayList<>();
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        for (CallLine call : made) {
            if (call.failed()) {
                turns.add(turn(call, 0, Outcome.ERROR, call.detail(), Map.of(), Map.of()));
                continue;
            }
            for (int turn = 1; turn <= TURNS_A_CALL; turn++) {
                long at = call.startEpochUs() + turn * TURN_US;
                double over = Math.max(0, concurrency.at(at) - knee) / (double) knee;
                boolean cold = turn == 1 && call.call() < 12;
                double ms = (520 + 700 * over * over + (cold ? 900 : 0)) * Math.exp(0.25 * normal.sample());
                turns.add(
                        ms > 4_000
                                ? turn(
                                        call,
                                        turn,
                                        Outcome.MISSED,
                                        "no audible reply within 4000 ms",
                                        Map.of(),
                                        Map.of())
                                : turn(
                                        call,
                                        turn,
                                        Outcome.ANSWERED,
                                        "",
                                        Map.of(
                                                Milestone.SPEECH_END,
                                                0L,
                                                Milestone.FIRST_AUDIBLE,
                                                Math.round(ms * 1_000)),
                                        cold ? Map.of("cold_start", "900 ms") : Map.of()));
            }
        }
        return new LoadSamples(turns, new RunSeries(made, health(seconds + 30, random)));
    }

    private static Turn turn(
            CallLine call, int turn, Outcome outcome, String detail, Map<String, Long> us, Map<String, String> levers) {
        return new Turn(
                call.call(),
                turn,
                "load",
                turn == 0 ? "" : "order-status/when",
                turn == 0 ? "" : "slt-us-female",
                "",
                outcome,
                detail,
                call.startEpochUs() + turn * TURN_US,
                us,
                Map.of(),
                null,
                0,
                0,
                0,
                "",
                "",
                List.of(),
                levers,
                null,
                outcome == Outcome.MISSED ? (Long) 4_000_000L : null);
    }

    private static List<HealthLine> health(int seconds, UniformRandomProvider random) {
        List<HealthLine> lines = new ArrayList<>();
        for (int s = 0; s < seconds; s++) {
            boolean stall = s == seconds / 2;
            lines.add(new HealthLine(
                    ORIGIN_US + s * 1_000_000L,
                    1_000_000,
                    50L * s,
                    400 + random.nextInt(900) + (stall ? 30_000 : 0),
                    2_000,
                    s / 10,
                    stall ? 0 : s / 10,
                    300 + random.nextInt(1_500) + (stall ? 140_000 : 0),
                    200,
                    0.5,
                    Math.min(0.97, 0.2 + s / (double) seconds * 0.7),
                    Math.min(1, 0.3 + s / (double) seconds * 0.7),
                    0.0,
                    0.4,
                    0));
        }
        return lines;
    }

    /** The record of the run, with a target. */
    RunRecord run(long sloMs) {
        RunRecord before = Samples.run(turns, Verdict.PASS, "load");
        RunRecord.ScenarioInfo scenario = before.scenario();
        RunRecord.ScenarioInfo load = new RunRecord.ScenarioInfo(
                scenario.name(),
                scenario.description(),
                scenario.file(),
                scenario.digest(),
                series.calls().size(),
                50,
                scenario.gates(),
                null,
                sloMs);
        return new RunRecord(
                        before.schemaVersion(),
                        before.runId(),
                        true,
                        before.startedAt(),
                        before.wallMs(),
                        load,
                        before.seed(),
                        before.agent(),
                        before.environment(),
                        before.definitions(),
                        before.validity(),
                        before.metrics(),
                        before.stages(),
                        before.rates(),
                        before.counts(),
                        before.gates(),
                        before.verdict())
                .with(
                        Evaluation.of(turns, before.seed()).withGoodput(turns, OptionalLong.of(sloMs)),
                        before.gates(),
                        before.verdict());
    }

    /** The page. */
    String page(long sloMs) {
        return HtmlReport.render(run(sloMs), turns, List.of(), "", Map.of(), series);
    }
}
