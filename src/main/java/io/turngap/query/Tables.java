package io.turngap.query;

import static io.turngap.query.Column.flag;
import static io.turngap.query.Column.instant;
import static io.turngap.query.Column.number;
import static io.turngap.query.Column.text;
import static io.turngap.query.Column.whole;

import io.turngap.measure.Goodput;
import io.turngap.measure.Metrics;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.Share;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import io.turngap.query.Rows.OfCall;
import io.turngap.query.Rows.OfGate;
import io.turngap.query.Rows.OfPercentile;
import io.turngap.query.Rows.OfRun;
import io.turngap.query.Rows.OfTurn;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables and their columns: what {@code query --schema} lists, and where each value comes from. */
final class Tables {

    private static final double US_A_MS = 1_000.0;

    static final Table<OfRun> RUNS = new Table<>("runs", "a row a run, as its run.json tells", runs());
    static final Table<OfTurn> TURNS = new Table<>(
            "turns", "a row a turn of the journal (turn 0 is the greeting), or a request of a probe", turns());
    static final Table<OfCall> CALLS =
            new Table<>("calls", "a row a call, as calls.jsonl tells; runs of old have none", calls());
    static final Table<OfGate> GATES = new Table<>("gates", "a row a gate of a run", gates());
    static final Table<OfPercentile> PERCENTILES = new Table<>(
            "percentiles", "a row a percentile of a metric or stage of a run, as its reports give it", percentiles());

    /** Every table with rows of its own. */
    static final List<Table<?>> ALL = List.of(RUNS, TURNS, CALLS, GATES, PERCENTILES);

    /** The stages of turns in long form. */
    static final String STAGES = "stages";

    private Tables() {}

    /** The statement that makes {@link #STAGES} from the columns of {@code turns}. */
    static String createStages() {
        String columns = Arrays.stream(Stage.values()).map(Tables::column).collect(Collectors.joining(", "));
        return "CREATE VIEW " + STAGES
                + " AS SELECT run_id, call, turn, regexp_replace(column_name, '_ms$', '') AS stage, ms"
                + " FROM (UNPIVOT (SELECT run_id, call, turn, " + columns + " FROM turns)"
                + " ON COLUMNS(* EXCLUDE (run_id, call, turn)) INTO NAME column_name VALUE ms)";
    }

    /** Each table with its columns and their meanings, for people. */
    static String describe() {
        StringBuilder out = new StringBuilder();
        for (Table<?> table : ALL) {
            out.append(table.name()).append(": ").append(table.meaning()).append('\n');
            for (Column<?> column : table.columns()) {
                line(out, column.name(), column.type(), column.meaning());
            }
            out.append('\n');
        }
        out.append(STAGES).append(": a row a stage of a turn, the stages of turns in long form\n");
        line(out, "run_id", "VARCHAR", "the run");
        line(out, "call", "BIGINT", "the call");
        line(out, "turn", "BIGINT", "the turn");
        line(out, "stage", "VARCHAR", String.join(", ", Stage.names()));
        line(out, "ms", "DOUBLE", "how long it took; the stages of a turn add up to its TTFA");
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String type, String meaning) {
        out.append(String.format("  %-30s %-10s %s%n", name, type, meaning));
    }

    private static List<Column<OfRun>> runs() {
        List<Column<OfRun>> columns = new ArrayList<>(List.of(
                text("run_id", "its name in all tables", OfRun::id),
                text("folder", "where it is", OfRun::folder),
                instant(
                        "started_at",
                        "when it began, UTC",
                        row -> parsed(row.run().startedAt())),
                number("wall_ms", "how long it took", row -> (double) row.run().wallMs()),
                text(
                        "scenario",
                        "name of the scenario",
                        row -> row.run().scenario().name()),
                text(
                        "scenario_digest",
                        "of the scenario as written",
                        row -> row.run().scenario().digest()),
                whole("seed", "origin of every random number", row -> row.run().seed()),
                text("agent", "who was called", row -> row.run().agent().address()),
                text("protocol", "how", row -> row.run().agent().protocol()),
                flag(
                        "complete",
                        "false of a run that did not end",
                        row -> row.run().complete()),
                flag(
                        "valid",
                        "whether the instrument kept up",
                        row -> row.run().validity().valid()),
                text(
                        "verdict",
                        "pass, fail, unsure, invalid",
                        row -> row.run().verdict().wireName()),
                whole("calls", "calls made", row -> row.run().counts().get("calls")),
                whole(
                        "turns",
                        "utterances, greetings apart",
                        row -> row.run().counts().get("turns")),
                number("missed", "rate, from 0 to 1", row -> row.run().rates().missed()),
                number(
                        "false_cut_off",
                        "rate, from 0 to 1",
                        row -> row.run().rates().falseCutOff()),
                number(
                        "false_barge_in",
                        "rate, from 0 to 1",
                        row -> row.run().rates().falseBargeIn()),
                number(
                        "failed_calls",
                        "rate, from 0 to 1",
                        row -> row.run().rates().failedCalls()),
                number(
                        "goodput",
                        "rate, from 0 to 1, where the run has a target",
                        row -> row.run().rates().goodput()),
                text(
                        "headline",
                        "the metric that the run is about: ttfa, or a probe's",
                        row -> row.run().headline())));
        columns.add(headline("p50_ms", Summary::p50Ms));
        columns.add(headline("p90_ms", Summary::p90Ms));
        columns.add(headline("p95_ms", Summary::p95Ms));
        columns.add(headline("p99_ms", Summary::p99Ms));
        columns.add(headline("max_ms", Summary::maxMs));
        return columns;
    }

    private static Column<OfRun> headline(String name, Function<Summary, @Nullable Double> value) {
        return number(name, "of the headline metric; intervals stand in percentiles", row -> {
            Summary summary = row.headline();
            return summary == null ? null : value.apply(summary);
        });
    }

    private static List<Column<OfTurn>> turns() {
        List<Column<OfTurn>> columns = new ArrayList<>(List.of(
                text("run_id", "the run", OfTurn::runId),
                whole(
                        "call",
                        "index of the call in the run, from 0",
                        row -> row.turn().call()),
                whole(
                        "turn",
                        "index of the turn in the call; 0 is the greeting",
                        row -> row.turn().turn()),
                text(
                        "utterance",
                        "what the caller said: a fixture's id or a file",
                        row -> row.turn().utterance()),
                text("voice", "whose voice", row -> row.turn().voice()),
                text(
                        "noise",
                        "noise bed and SNR, such as cafe@15dB",
                        row -> row.turn().noise()),
                text(
                        "outcome",
                        "answered, missed, cut_off, rate_limited, error",
                        row -> row.turn().outcome().wireName()),
                text(
                        "detail",
                        "why, where the outcome needs a word",
                        row -> row.turn().detail()),
                instant(
                        "started_at",
                        "first speech sample, UTC",
                        row -> instantOf(row.turn().startEpochUs()))));
        for (String metric : Metrics.NAMES) {
            if (!metric.equals(Metrics.CONNECT)) {
                columns.add(number(metric + "_ms", meaning(metric), row -> row.ms(metric)));
                if (Metrics.isReply(metric) || metric.equals(Metrics.BARGE_IN_STOP)) {
                    columns.add(flag(
                            metric + "_censored",
                            "true where " + metric + "_ms is a lower bound only: "
                                    + (metric.equals(Metrics.BARGE_IN_STOP)
                                            ? "the agent never yielded"
                                            : "nothing was heard as long as the caller waited"),
                            row -> row.censored(metric)));
                }
            }
        }
        for (String rate : List.of(Share.MISSED, Share.FALSE_CUT_OFF, Share.FALSE_BARGE_IN, Share.RATE_LIMITED)) {
            columns.add(flag(
                    rate,
                    "null of a turn that does not count in the rate, so avg(" + rate + "::int) is the run's rate",
                    row -> row.trials().get(rate)));
        }
        columns.add(flag("good", "heard within the run's target (slo_ms)", Tables::good));
        stages(columns, false);
        columns.addAll(List.of(
                text("barge_in", "interruption, backchannel or noise, where there was one", row -> {
                    Turn.BargeIn bargeIn = row.turn().bargeIn();
                    return bargeIn == null ? null : bargeIn.kind();
                }),
                whole(
                        "frames_late",
                        "caller's frames sent later than the budget",
                        row -> row.turn().framesLate()),
                text(
                        "levers",
                        "what the agent says its levers did: name=value",
                        row -> joined(row.turn().levers())),
                text(
                        "modelled",
                        "stages whose latency was modelled",
                        row -> String.join(", ", row.turn().modelled())),
                text(
                        "transcript_heard",
                        "what the agent says it understood",
                        row -> row.turn().transcriptHeard()),
                text(
                        "transcript_spoken",
                        "what the agent says it answered",
                        row -> row.turn().transcriptSpoken())));
        for (String metric : ProbeKind.allMetrics()) {
            if (!metric.equals(ProbeKind.INTER_TOKEN)) {
                columns.add(number(metric + "_ms", "of a probe's request", row -> row.ms(metric)));
            }
        }
        stages(columns, true);
        return columns;
    }

    private static void stages(List<Column<OfTurn>> columns, boolean ofProbes) {
        Stream.of(Stage.values())
                .filter(stage -> stage.isOfProbes() == ofProbes)
                .forEach(stage -> columns.add(number(
                        column(stage),
                        (ofProbes ? "of a probe's request" : "part of ttfa_ms") + " that this stage took",
                        row -> row.ms(stage))));
    }

    private static String column(Stage stage) {
        return stage.wireName() + "_ms";
    }

    private static String meaning(String metric) {
        return switch (metric) {
            case Metrics.TTFA -> "caller's last speech sample to first audible agent sample; negative is overlap";
            case Metrics.FIRST_PACKET -> "the same to the first audio bytes";
            case Metrics.ANSWER -> "the same to the substantive answer";
            case Metrics.GREETING -> "connected to first audible sample";
            case Metrics.BARGE_IN_STOP -> "interruption to last audible agent sample";
            case Metrics.RECOVERY -> "end of the interruption to first settled agent audio";
            case Metrics.DEAD_AIR -> "both silent beyond the threshold";
            case Metrics.TOOL_DEAD_AIR -> "both silent while a tool ran";
            default -> "both audible";
        };
    }

    private static @Nullable Object good(OfTurn row) {
        Turn turn = row.turn();
        boolean counts = row.sloMs().isPresent() && !turn.isGreeting() && !turn.isEmptyError();
        return !counts ? null : (Boolean) Goodput.isGood(turn, row.sloMs().getAsLong());
    }

    private static List<Column<OfCall>> calls() {
        return List.of(
                text("run_id", "the run", OfCall::runId),
                whole(
                        "call",
                        "index of the call in the run, from 0",
                        row -> row.call().call()),
                instant(
                        "due_at",
                        "when the schedule wanted it to start, UTC",
                        row -> instantOf(row.call().dueEpochUs())),
                instant(
                        "started_at",
                        "when the attempt was made, UTC",
                        row -> instantOf(row.call().startEpochUs())),
                instant(
                        "ended_at",
                        "when it was over, UTC",
                        row -> instantOf(row.call().endEpochUs())),
                number(
                        "connect_ms",
                        "intended start to open conversation; null when it never opened",
                        row -> row.call().connectUs().isEmpty()
                                ? null
                                : (Double) (row.call().connectUs().getAsLong() / US_A_MS)),
                number(
                        "duration_ms",
                        "attempt to end",
                        row -> (row.call().endEpochUs() - row.call().startEpochUs()) / US_A_MS),
                text(
                        "ending",
                        "such as hung_up, unreachable, agent_closed",
                        row -> row.call().ending()),
                flag(
                        "failed",
                        "the script did not come to its end",
                        row -> row.call().failed()),
                text(
                        "detail",
                        "a sentence, where there is something to say",
                        row -> row.call().detail()),
                whole(
                        "turns",
                        "turns in the journal, the greeting included",
                        row -> row.call().turns()),
                whole(
                        "frames_sent",
                        "frames that left the caller",
                        row -> row.call().framesSent()),
                whole(
                        "frames_late",
                        "frames that left later than the budget",
                        row -> row.call().framesLate()));
    }

    private static List<Column<OfGate>> gates() {
        return List.of(
                text("run_id", "the run", OfGate::runId),
                text("metric", "what was gated", row -> row.gate().metric()),
                text("rule", "as written", row -> row.gate().rule()),
                text(
                        "verdict",
                        "pass, fail, unsure",
                        row -> row.gate().verdict() == null
                                ? null
                                : row.gate().verdict().wireName()),
                number("found", "the value found", row -> row.gate().value()),
                number("allowed", "the limit", row -> row.gate().limit()),
                text("unit", "ms or %", row -> row.gate().unit()),
                number(
                        "low",
                        "lower end of the 95 % interval",
                        row -> end(row.gate().ci95(), 0)),
                number("high", "upper end", row -> end(row.gate().ci95(), 1)),
                number(
                        "was",
                        "of a regression: the baseline's figure",
                        row -> row.gate().was()),
                number("now", "of a regression: this run's", row -> row.gate().is()),
                number(
                        "p",
                        "of a regression: the p-value, adjusted for all that were asked",
                        row -> row.gate().p()),
                whole(
                        "more_calls",
                        "of an undecided gate: further calls that would tell",
                        row -> row.gate().moreCalls()),
                text("reason", "a sentence", row -> row.gate().reason()));
    }

    private static List<Column<OfPercentile>> percentiles() {
        return List.of(
                text("run_id", "the run", OfPercentile::runId),
                text("kind", "metric or stage", OfPercentile::kind),
                text("name", "of the metric or stage", OfPercentile::name),
                text("percentile", "p50, p90, p95, p99, max", OfPercentile::percentile),
                number("ms", "its value", OfPercentile::ms),
                number("low_ms", "lower end of its 95 % interval, where the run can carry one", row -> row.ci(0)),
                number("high_ms", "upper end", row -> row.ci(1)),
                whole("n", "values counted", row -> row.summary().n()),
                whole(
                        "censored",
                        "how many of them are lower bounds only",
                        row -> row.summary().censored()));
    }

    private static @Nullable Double end(List<Double> ci95, int end) {
        return ci95.size() == 2 ? ci95.get(end) : null;
    }

    private static String joined(Map<String, String> levers) {
        return levers.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Instant instantOf(long epochUs) {
        return Instant.EPOCH.plus(epochUs, ChronoUnit.MICROS);
    }

    private static @Nullable Instant parsed(String startedAt) {
        try {
            return Instant.parse(startedAt);
        } catch (DateTimeParseException unknown) {
            return null;
        }
    }
}
