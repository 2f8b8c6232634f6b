package io.turngap.report;

import io.turngap.measure.Milestone;
import io.turngap.measure.RunRecord;
import io.turngap.measure.TraceFacts;
import io.turngap.measure.Turn;
import io.turngap.stats.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the agent says of itself beside what its caller heard: one row a figure that its protocol or its traces tell. A figure for the whole
 * wait is compared with the TTFA of the same turns, turn by turn; a figure for one stage has nothing at the caller's ear to be held against.
 */
final class AgentSays {

    static final String TITLE = "What the agent says, what the caller heard";
    static final String LEAD =
            "The agent's own figures beside the TTFA of the same turns, in ms; the difference is the caller's less the agent's, turn by turn.";

    /** Parts of the names under which frameworks tell of the whole wait. */
    private static final List<String> WHOLE =
            List.of("e2e_latency", "user_bot_latency", "reply_latency", "total_latency");

    private AgentSays() {}

    /**
     * One figure, in ms by nearest rank.
     *
     * @param said what the agent says, P50 and P95
     * @param heard TTFA of the same turns; empty where the figure is not for the whole wait
     * @param less TTFA less what the agent says, turn by turn
     */
    record Row(String name, int n, double[] said, double[] heard, double[] less) {

        boolean isCompared() {
            return heard.length > 0;
        }

        /** Percentile {@code i} of {@link #said}, {@link #heard} or {@link #less}, as text. */
        static String text(double[] values, int i) {
            return values.length == 0 ? Figures.NONE : Figures.ms(values[i]);
        }
    }

    /** The rows, those that can be compared first; greetings and further passes of a step are left out. */
    static List<Row> rows(List<Turn> turns) {
        Map<String, List<Turn>> telling = new TreeMap<>();
        for (Turn turn : turns) {
            if (!turn.isGreeting()) {
                turn.claimsMs().keySet().stream()
                        .filter(name -> name.indexOf('#') < 0)
                        .forEach(name -> telling.computeIfAbsent(name, unseen -> new ArrayList<>())
                                .add(turn));
            }
        }
        List<Row> rows = new ArrayList<>();
        telling.forEach((name, tellers) -> {
            if (isWhole(name)) {
                List<Turn> heard = tellers.stream()
                        .filter(turn -> turn.at(Milestone.FIRST_AUDIBLE).isPresent())
                        .toList();
                if (!heard.isEmpty()) {
                    rows.add(new Row(
                            name,
                            heard.size(),
                            percentiles(heard, turn -> said(turn, name)),
                            percentiles(heard, AgentSays::ttfaMs),
                            percentiles(heard, turn -> ttfaMs(turn) - said(turn, name))));
                }
            }
        });
        telling.forEach((name, tellers) -> {
            if (!isWhole(name)) {
                rows.add(new Row(
                        name,
                        tellers.size(),
                        percentiles(tellers, turn -> said(turn, name)),
                        new double[0],
                        new double[0]));
            }
        });
        return rows;
    }

    /** How the traces were brought to this run's calls and clock; empty where none came. */
    static List<String> facts(RunRecord run) {
        TraceFacts traces = run.traces();
        if (traces == null || traces.exports() + traces.refusedRequests() == 0) {
            return List.of();
        }
        List<String> facts = new ArrayList<>();
        StringBuilder matched = new StringBuilder();
        traces.callsMatchedBy()
                .forEach((how, calls) -> matched.append(matched.isEmpty() ? "" : ", ")
                        .append(Figures.count(calls, "call"))
                        .append(" by ")
                        .append(how));
        facts.add("Traces: " + Figures.count(traces.spansReceived(), "span") + " received, "
                + Figures.grouped(traces.spansMatched()) + " matched (" + (matched.isEmpty() ? "no call" : matched)
                + "), " + Figures.grouped(traces.spansUnmatched()) + " of no call that could be told, "
                + Figures.grouped(traces.spansDropped()) + " dropped; "
                + Figures.count(traces.milestonesFilled(), "milestone") + " filled in, "
                + Figures.grouped(traces.milestonesDropped()) + " impossible and dropped"
                + (traces.refusedRequests() == 0
                        ? "."
                        : "; " + Figures.count(traces.refusedRequests(), "request") + " could not be read."));
        for (TraceFacts.Clock clock : traces.clocks()) {
            facts.add("Clock of " + clock.host() + " (" + String.join(", ", clock.sources()) + "): " + clock(clock)
                    + ".");
        }
        return facts;
    }

    private static String clock(TraceFacts.Clock clock) {
        String agree = clock.turnsAgreeing() + " of " + Figures.count(clock.turns(), "turn") + " agree";
        return switch (clock.state()) {
            case "same clock" -> "this machine's, ± " + ms(clock.uncertaintyUs()) + "; " + agree;
            case "estimated" ->
                ms(clock.offsetUs()) + " ahead of the caller's, ± " + ms(clock.uncertaintyUs())
                        + " by what came before what; " + agree;
            case "inconsistent" ->
                "inconsistent with the caller's, only " + agree
                        + ", so no milestone was placed by it; figures of its own stand";
            case "too uncertain" -> "known too loosely to place milestones by it; figures of its own stand";
            default -> "not known: nothing was told of the ends of turns";
        };
    }

    private static String ms(@org.jspecify.annotations.Nullable Long us) {
        return us == null ? Figures.NONE : String.format(Locale.ROOT, "%.1f ms", us / 1_000.0);
    }

    private static boolean isWhole(String name) {
        return WHOLE.stream().anyMatch(name::contains);
    }

    private static double said(Turn turn, String name) {
        return turn.claimsMs().getOrDefault(name, Double.NaN);
    }

    private static double ttfaMs(Turn turn) {
        return turn.at(Milestone.FIRST_AUDIBLE).orElse(0) / 1_000.0;
    }

    private static double[] percentiles(List<Turn> turns, java.util.function.ToDoubleFunction<Turn> value) {
        double[] values = turns.stream().mapToDouble(value).sorted().toArray();
        return new double[] {Quantiles.nearestRank(values, 0.5), Quantiles.nearestRank(values, 0.95)};
    }
}
