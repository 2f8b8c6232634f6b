package io.turngap.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.turngap.measure.CallLine;
import io.turngap.measure.Concurrency;
import io.turngap.measure.InstrumentFacts;
import io.turngap.measure.Outcome;
import io.turngap.measure.RecordingIndex.Recording;
import io.turngap.measure.RunRecord;
import io.turngap.measure.TrafficRow;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * What a run says of load, in figures and sentences: the same in every form of the report.
 *
 * @param turns utterances; greetings, and lines that only say that a call broke, apart
 * @param all every line of the journal
 */
record UnderLoad(RunRecord run, List<Turn> turns, List<Turn> all, RunSeries series, Concurrency concurrency) {

    /** With fewer calls at once than this, and none that come by themselves, there is no load to speak of. */
    private static final int HANDFUL = 5;

    private static final int LONGEST_EXAMPLE = 160;

    static UnderLoad of(RunRecord run, List<Turn> turns, RunSeries series) {
        boolean calls = run.probe().isEmpty() && !run.analysed();
        List<Turn> spoken = calls
                ? turns.stream()
                        .filter(turn -> !turn.isGreeting() && !turn.isEmptyError())
                        .toList()
                : List.of();
        RunSeries of = calls ? series : RunSeries.NONE;
        // Of a sample of the calls it could only be told how many of the sample were in flight.
        Concurrency concurrency = Concurrency.of(Story.isSample(run) ? List.of() : of.calls());
        return new UnderLoad(run, spoken, calls ? turns : List.of(), of, concurrency);
    }

    /** True where the page has more to say than of a handful of calls. */
    boolean speaks() {
        return !all.isEmpty() && (isOpen() || atOnce() >= HANDFUL);
    }

    /** Most calls in flight; of a folder without a list of calls, what the scenario wanted. */
    private int atOnce() {
        return series.calls().isEmpty()
                ? run.probe().isPresent() || run.analysed() ? 0 : run.scenario().concurrency()
                : concurrency.most();
    }

    /** True where calls came by a schedule, whether or not others had ended. */
    boolean isOpen() {
        JsonNode effective = run.scenario().effective();
        JsonNode load = effective == null ? MissingNode.getInstance() : effective.path("load");
        String arrivals = run.environment().getOrDefault("arrivals", "");
        return load.has("rate") || !load.path("phases").isEmpty() || arrivals.startsWith("by a schedule");
    }

    OptionalLong sloMs() {
        return run.scenario().slo();
    }

    /** Utterances, and each line that says that a call broke: both were wanted of the agent. */
    LoadOverTime overTime() {
        List<Turn> wanted = all.stream()
                .filter(turn -> !turn.isGreeting() || turn.outcome() == Outcome.ERROR)
                .toList();
        return LoadOverTime.of(wanted, series.calls(), sloMs());
    }

    /** Empty where nothing tells how many calls were in flight. */
    Optional<LoadBands> bands() {
        return concurrency.calls() == 0 || turns.isEmpty()
                ? Optional.empty()
                : Optional.of(LoadBands.of(turns, concurrency, sloMs(), run.seed()));
    }

    /** Few calls in flight against many. */
    Optional<TurnContrast> ends() {
        return concurrency.calls() == 0 ? Optional.empty() : LoadBands.ends(turns, concurrency, run.seed());
    }

    List<TurnContrast> contrasts() {
        return LoadContrasts.of(turns, run.seed());
    }

    List<LoadFailures.Kind> failures(List<Recording> recordings) {
        return LoadFailures.of(all, series.calls(), recordings);
    }

    /** Calls a second that were due; empty where nothing tells, or there are not two. */
    OptionalDouble dueASecond() {
        return rate("due_per_s", series.calls().stream().mapToLong(CallLine::dueEpochUs));
    }

    /** Calls a second that started. */
    OptionalDouble startedASecond() {
        return rate(
                "started_per_s",
                series.calls().stream().filter(Concurrency::made).mapToLong(CallLine::startEpochUs));
    }

    private OptionalDouble rate(String noted, LongStream instantsUs) {
        InstrumentFacts facts = run.validity().instrument();
        Double told = facts == null ? null : facts.arrivals().get(noted);
        if (told != null && Double.isFinite(told)) {
            return OptionalDouble.of(told);
        }
        var instants = instantsUs.summaryStatistics();
        long spanUs = instants.getCount() < 2 ? 0 : instants.getMax() - instants.getMin();
        return spanUs <= 0 ? OptionalDouble.empty() : OptionalDouble.of((instants.getCount() - 1) * 1e6 / spanUs);
    }

    /** The run's load in a sentence; empty where nothing tells of it. */
    Optional<String> load() {
        if (concurrency.calls() == 0) {
            return series.traffic().stream()
                    .map(TrafficRow::inFlight)
                    .max(Integer::compare)
                    .map(most -> "at most " + Figures.count(most, "call") + " in flight");
        }
        StringBuilder said = new StringBuilder("at most ")
                .append(Figures.count(concurrency.most(), "call"))
                .append(" in flight");
        startedASecond().ifPresent(rate -> {
            said.append(", ").append(rateText(rate)).append(" a second started");
            if (isOpen()) {
                dueASecond()
                        .ifPresent(
                                due -> said.append(" (").append(rateText(due)).append(" were due)"));
            }
        });
        return Optional.of(said.toString());
    }

    /** A rate of calls, with as many digits as tell it from another. */
    static String rateText(double aSecond) {
        return aSecond >= 99.5
                ? Figures.grouped(Math.round(aSecond))
                : String.format(Locale.ROOT, aSecond >= 9.95 ? "%.1f" : "%.2f", aSecond);
    }

    /** Failed calls by kind with an example; empty where none failed, or nothing tells. */
    Optional<String> failedCalls() {
        List<String> kinds = new ArrayList<>();
        for (LoadFailures.Kind kind : failures(List.of())) {
            if (kind.what().equals("calls")) {
                LoadFailures.Example example = kind.examples().getFirst();
                String detail = example.detail().length() > LONGEST_EXAMPLE
                        ? example.detail().substring(0, LONGEST_EXAMPLE) + "…"
                        : example.detail();
                kinds.add(kind.name() + " " + Figures.grouped(kind.count()) + " (such as " + example.name()
                        + (detail.isEmpty() ? "" : ": " + detail) + ")");
            }
        }
        return kinds.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", kinds));
    }

    /** How P95 stands with many calls in flight against few, where that is more than chance. */
    Optional<String> growth() {
        return ends().filter(ends -> ends.p95().isSure() || isLost(ends)).map(UnderLoad::ends);
    }

    /** True where so many calls in flight cost so many answers that there is no P95. */
    static boolean isLost(TurnContrast ends) {
        return ends.secondTtfa().p95Ms() == null && ends.firstTtfa().p95Ms() != null;
    }

    /** The two ends of the load beside each other. */
    static String ends(TurnContrast ends) {
        if (isLost(ends)) {
            return "with " + ends.second() + " calls in flight more than 1 turn in 20 was never answered ("
                    + Figures.grouped(ends.secondTtfa().censored()) + " of "
                    + Figures.grouped(ends.secondTtfa().n()) + "), with " + ends.first() + " P95 is "
                    + Figures.span(ends.firstTtfa().p95Ms());
        }
        return "P95 is " + Figures.span(ends.secondTtfa().p95Ms()) + " with " + ends.second() + " calls in flight and "
                + Figures.span(ends.firstTtfa().p95Ms()) + " with " + ends.first() + ": " + difference(ends.p95());
    }

    /** The few lines that a screen has room for: the load, what failed, and whether more calls made the agent slower. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (speaks()) {
            load().ifPresent(lines::add);
        }
        failedCalls().ifPresent(kinds -> lines.add("failed calls: " + kinds));
        if (speaks()) {
            growth().ifPresent(lines::add);
        }
        return lines;
    }

    /** Such as {@code 540 ms more (95 % sure of 400 to 690)}. */
    static String difference(TurnContrast.Difference difference) {
        if (difference.ms().isEmpty()) {
            return "a difference that was not reached";
        }
        double ms = difference.ms().getAsDouble();
        return Figures.span(Math.abs(ms))
                + (ms < 0 ? " less" : " more")
                + difference
                        .ci95()
                        .map(ci -> {
                            double near = Math.min(Math.abs(ci.low()), Math.abs(ci.high()));
                            double far = Math.max(Math.abs(ci.low()), Math.abs(ci.high()));
                            return " (95 % sure of " + Figures.ms(near) + " to " + Figures.ms(far) + "\u00a0ms)";
                        })
                        .orElse("");
    }
}
