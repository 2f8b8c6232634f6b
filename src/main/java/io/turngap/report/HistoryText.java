package io.turngap.report;

import io.turngap.history.History;
import io.turngap.history.PastRun;
import io.turngap.history.Series;
import io.turngap.history.Shift;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs over time on a terminal: a line a run, and a line where the level changed. */
public final class HistoryText {

    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final String ASCII_BARS = "_.,-~=*#";
    private static final int MOST_BARS = 40;
    private static final int CHANGED = 208;

    private final TerminalStyle style;
    private final StringBuilder out = new StringBuilder();

    private HistoryText(TerminalStyle style) {
        this.style = style;
    }

    /** The text, lines ended. */
    public static String render(History history, TerminalStyle style) {
        HistoryText text = new HistoryText(style);
        for (Series series : history.series()) {
            text.series(series, history.percentile());
        }
        List<String> problems = HistoryWords.problems(history);
        if (!problems.isEmpty()) {
            text.line(style.bold("Passed over"));
            problems.forEach(problem -> Paragraph.of("  ", problem, style).forEach(part -> text.line(style.dim(part))));
            text.line("");
        }
        return text.out.toString();
    }

    private void series(Series series, String percentile) {
        line(style.bold(style.plain(HistoryWords.title(series))) + "  " + bars(series, percentile));
        Paragraph.of("", HistoryWords.subject(series), style).forEach(part -> line(style.dim(part)));
        line(style.dim(String.format(
                "%-16s %6s %22s %22s %22s  %-7s  %s",
                "when, UTC", "calls", "P50 ms", "P95 ms", "P99 ms", "verdict", "run")));
        boolean agents = HistoryWords.agents(series).size() > 1;
        for (int i = 0; i < series.runs().size(); i++) {
            int place = i;
            Optional<Shift> shift =
                    series.shifts().stream().filter(each -> each.at() == place).findFirst();
            shift.ifPresent(each -> Paragraph.of("> ", HistoryWords.shift(each, percentile), style)
                    .forEach(part -> line(style.paint(part, CHANGED))));
            run(series.runs().get(i), agents);
        }
        Paragraph.of("", HistoryWords.answer(series, percentile), style).forEach(part -> line(style.bold(part)));
        line("");
    }

    private void run(PastRun run, boolean agents) {
        String row = String.format(
                "%-16s %6s %22s %22s %22s  %-7s  %s",
                HistoryWords.when(run),
                Figures.grouped(run.calls()),
                HistoryWords.point(run, "p50"),
                HistoryWords.point(run, "p95"),
                HistoryWords.point(run, "p99"),
                run.verdict().wireName().toUpperCase(Locale.ROOT),
                run.runId()
                        + (agents ? "  " + run.agent() : "")
                        + (run.counts() ? "" : "  (left out: " + run.left() + ")"));
        line(run.counts() ? style.plain(row) : style.dim(style.plain(row)));
    }

    /** The last runs that count as bars from the lowest percentile to the highest. */
    private String bars(Series series, String percentile) {
        List<Double> values = new ArrayList<>();
        for (PastRun run : series.runs()) {
            if (run.counts()) {
                run.point(percentile).ifPresent(point -> values.add(point.ms()));
            }
        }
        List<Double> shown = values.subList(Math.max(0, values.size() - MOST_BARS), values.size());
        double low = shown.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double high = shown.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        String steps = style.unicode() ? BARS : ASCII_BARS;
        StringBuilder bars = new StringBuilder();
        for (double value : shown) {
            double share = high > low ? (value - low) / (high - low) : 0;
            bars.append(steps.charAt((int) Math.round(share * (steps.length() - 1))));
        }
        return bars.isEmpty()
                ? ""
                : bars
                        + style.dim(style.plain("  " + percentile.toUpperCase(Locale.ROOT) + " " + Figures.ms(low)
                                + " to " + Figures.ms(high) + " ms"));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
