package io.turngap.report;

import io.turngap.history.FoundRuns.Problem;
import io.turngap.history.History;
import io.turngap.history.PastRun;
import io.turngap.history.Series;
import io.turngap.history.Shift;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a history says, in words that the page and the terminal share. */
final class HistoryWords {

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final int DIGEST = 8;
    private static final int MOST_PROBLEMS = 12;

    private HistoryWords() {}

    /** When a run began, UTC. */
    static String when(PastRun run) {
        return WHEN.format(run.start().atOffset(ZoneOffset.UTC));
    }

    /** Which series this is. */
    static String title(Series series) {
        String name = series.scenario().isEmpty() ? "(no scenario)" : series.scenario();
        return name + ": " + series.metric();
    }

    /** What its runs have in common. */
    static String subject(Series series) {
        List<String> agents = agents(series);
        return Figures.count(series.runs().size(), "run") + " of "
                + (agents.size() == 1 ? agents.getFirst() : agents.size() + " agents") + ", link " + series.protocol()
                + ", callers "
                + series.callers()
                        .substring(0, Math.min(DIGEST, series.callers().length()));
    }

    /** Who was called, each once. */
    static List<String> agents(Series series) {
        return series.runs().stream().map(PastRun::agent).distinct().toList();
    }

    /** A percentile with its interval, {@code 812 (780–850)}. */
    static String point(PastRun run, String percentile) {
        return run.point(percentile)
                .map(point -> Figures.ms(point.ms())
                        + (point.lowMs() == null || point.highMs() == null
                                ? ""
                                : " (" + Figures.ms(point.lowMs()) + "–" + Figures.ms(point.highMs()) + ")"))
                .orElse(Figures.NONE);
    }

    /** One change in a sentence. */
    static String shift(Shift shift, String percentile) {
        Shift.StageShift stage = shift.stage();
        boolean up = shift.percent() > 0;
        return percentile.toUpperCase(Locale.ROOT) + (up ? " up " : " down ")
                + percent(Math.abs(shift.percent())) + " from " + shift.from() + " on (95 % interval "
                + signed(shift.ci95Percent().getFirst()) + " to "
                + signed(shift.ci95Percent().getLast()) + "): " + Figures.span(shift.beforeMs()) + ", then "
                + Figures.span(shift.afterMs())
                + (stage == null
                        ? ""
                        : "; the stage that " + (up ? "grew" : "shrank") + " most is " + stage.stage() + ", from "
                                + Figures.span(stage.beforeMs()) + " to " + Figures.span(stage.afterMs()));
    }

    private static String percent(double percent) {
        return Figures.percent(percent / 100);
    }

    private static String signed(double percent) {
        return (percent < 0 ? "−" : "+") + percent(Math.abs(percent));
    }

    /** What is known of changes, and of the last of them. */
    static String answer(Series series, String percentile) {
        String said = series.said();
        if (series.shifts().isEmpty()) {
            return upper(said) + ".";
        }
        return upper(said) + ". "
                + (series.shifts().size() > 1 ? "The last: " : "")
                + shift(series.shifts().getLast(), percentile) + ".";
    }

    private static String upper(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** What could not be taken, a line each, the first dozen. */
    static List<String> problems(History history) {
        List<Problem> all = history.problems();
        List<String> lines = new ArrayList<>();
        all.stream().limit(MOST_PROBLEMS).forEach(problem -> lines.add(problem.folder() + ": " + problem.what()));
        if (all.size() > MOST_PROBLEMS) {
            lines.add("and " + (all.size() - MOST_PROBLEMS) + " more folders (--json names them all)");
        }
        return lines;
    }
}
