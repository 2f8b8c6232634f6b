package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.Comparison.Decile;
import io.turngap.measure.Comparison.Row;
import io.turngap.measure.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A run beside its baseline for a pull request: the sentence, a table, and the shift function as bars of text. Under 30 lines. */
final class ComparisonMarkdown {

    private static final int MOST_METRICS = 8;
    private static final int MOST_STAGES = 3;
    private static final int BAR = 30;
    /** Of the deciles, those that a few lines have room for. */
    private static final List<String> SHOWN = List.of("P10", "P30", "P50", "P70", "P90", "P95");

    private ComparisonMarkdown() {}

    /** The part, ending in an empty line. */
    static String of(RunRecord run, Comparison it) {
        StringBuilder out = new StringBuilder();
        ComparisonWords.headline(run, it)
                .ifPresent(said -> out.append("**").append(Clean.markdown(said)).append("**\n\n"));
        out.append(Clean.markdown(ComparisonWords.who(run, it)))
                .append(" Design: ")
                .append(Clean.markdown(ComparisonWords.design(it)))
                .append(".\n\n");
        table(out, run, it);
        shift(out, ComparisonWords.shift(it));
        return out.toString();
    }

    private static void table(StringBuilder out, RunRecord run, Comparison it) {
        List<Row> metrics =
                ComparisonRows.metrics(run, it).stream().limit(MOST_METRICS).toList();
        List<Row> stages = ComparisonRows.stages(it).stream().limit(MOST_STAGES).toList();
        if (metrics.isEmpty() && stages.isEmpty()) {
            return;
        }
        out.append("| metric, ms | baseline | this run | change | 95 % interval | verdict |\n")
                .append("|---|---:|---:|---:|---:|---|\n");
        Stream.concat(
                        metrics.stream().map(row -> cells("", row)),
                        stages.stream().map(row -> cells("stage ", row)))
                .forEach(cells -> MarkdownSummary.row(out, cells));
        out.append('\n');
    }

    private static String[] cells(String before, Row row) {
        return new String[] {
            before + row.name() + " " + ComparisonWords.percentile(row.statistic()),
            Figures.ms(row.wasMs()),
            Figures.ms(row.isMs()),
            ComparisonWords.change(row),
            ComparisonWords.interval(row).orElse(Figures.NONE),
            ComparisonWords.marked(row.verdict())
        };
    }

    private static void shift(StringBuilder out, List<Decile> all) {
        List<Decile> deciles = all.stream()
                .filter(d -> SHOWN.contains(ComparisonWords.quantile(d.quantile())))
                .toList();
        if (deciles.size() < 2) {
            return;
        }
        double most =
                deciles.stream().mapToDouble(d -> Math.abs(d.shiftMs())).max().orElse(0);
        List<String[]> columns = new ArrayList<>();
        for (Decile decile : deciles) {
            columns.add(new String[] {
                ComparisonWords.quantile(decile.quantile()),
                ComparisonWords.signedMs(decile.shiftMs()),
                ComparisonWords.rangeMs(decile.ci95Ms()).orElse(""),
                bar(decile.shiftMs(), most)
            });
        }
        int value = width(columns, 1);
        int range = width(columns, 2);
        out.append("Where it got slower, ms by percentile (95 % interval; █ slower, ░ faster):\n\n```text\n");
        for (String[] cells : columns) {
            out.append((pad(cells[0], 4, false) + "  " + pad(cells[1], value, true) + "  " + pad(cells[2], range, false)
                            + "  " + cells[3])
                    .stripTrailing());
            out.append('\n');
        }
        out.append("```\n\n");
    }

    private static String bar(double ms, double most) {
        int length = most <= 0 ? 0 : (int) Math.round(BAR * Math.abs(ms) / most);
        return (ms < 0 ? "░" : "█").repeat(length);
    }

    private static int width(List<String[]> columns, int column) {
        return columns.stream().mapToInt(cells -> cells[column].length()).max().orElse(0);
    }

    private static String pad(String text, int width, boolean right) {
        String room = " ".repeat(Math.max(0, width - text.length()));
        return right ? room + text : text + room;
    }
}
