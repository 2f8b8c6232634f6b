package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.Comparison.Decile;
import io.turngap.measure.Comparison.Row;
import io.turngap.measure.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run beside its baseline, as lines for a terminal or a log. */
final class ComparisonText {

    private static final int NAME = 22;
    private static final int VALUE = 10;
    private static final int RANGE = 18;
    private static final Map<String, Integer> COLOURS =
            Map.of(ComparisonWords.SLOWER, 203, ComparisonWords.FASTER, 71, ComparisonWords.UNSURE, 179);

    private final RunRecord run;
    private final Comparison comparison;
    private final TerminalStyle style;
    private final List<String> lines = new ArrayList<>();

    private ComparisonText(RunRecord run, Comparison comparison, TerminalStyle style) {
        this.run = run;
        this.comparison = comparison;
        this.style = style;
    }

    /** The lines, the first empty; none for a run that was held against nothing. */
    static List<String> lines(RunRecord run, TerminalStyle style) {
        return Optional.ofNullable(run.comparison())
                .map(it -> new ComparisonText(run, it, style).all())
                .orElse(List.of());
    }

    private List<String> all() {
        lines.add("");
        lines.add(
                style.dim("  " + ComparisonWords.TITLE + style.plain(" (" + ComparisonWords.design(comparison) + ")")));
        lines.addAll(Paragraph.of("  ", ComparisonWords.who(run, comparison), style));
        ComparisonWords.headline(run, comparison).ifPresent(said -> lines.addAll(Paragraph.of("  ", said, style)));
        List<Row> rows = new ArrayList<>(ComparisonRows.metrics(run, comparison));
        rows.addAll(ComparisonRows.stages(comparison));
        if (!rows.isEmpty()) {
            lines.add(style.dim("  " + left("ms", NAME) + right("baseline", VALUE) + right("this run", VALUE)
                    + right("change", VALUE) + right("95 % interval", RANGE) + "  verdict"));
            rows.forEach(this::row);
        }
        ComparisonRows.left(run, comparison).ifPresent(said -> lines.addAll(Paragraph.of("  ", said, style)));
        List<Decile> deciles = ComparisonWords.shift(comparison);
        if (!deciles.isEmpty()) {
            List<String> said = deciles.stream()
                    .map(d -> ComparisonWords.quantile(d.quantile()) + ":" + ComparisonWords.signedMs(d.shiftMs()))
                    .toList();
            lines.addAll(Paragraph.of("  slower by, ms  ", String.join(", ", said), style));
        }
        ComparisonWords.notes(comparison).forEach(note -> lines.addAll(Paragraph.of("  note: ", note, style)));
        return lines;
    }

    private void row(Row row) {
        String name = Clean.line(row.name());
        String shown = name.length() > NAME - 5 ? name.substring(0, NAME - 6) + "…" : name;
        String verdict = ComparisonWords.word(row.verdict());
        lines.add("  "
                + left(style.plain(shown + " " + ComparisonWords.percentile(row.statistic())), NAME)
                + right(style.plain(Figures.ms(row.wasMs())), VALUE)
                + right(style.plain(Figures.ms(row.isMs())), VALUE)
                + right(style.plain(ComparisonWords.change(row)), VALUE)
                + right(style.plain(ComparisonWords.interval(row).orElse(Figures.NONE)), RANGE)
                + "  "
                + style.paint(style.plain(verdict), COLOURS.getOrDefault(row.verdict(), 245)));
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
