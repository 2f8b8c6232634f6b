package io.turngap.report;

import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Share;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A run on one screen: percentiles, where the time goes, rates, gates, verdict. */
public final class TerminalReport {

    private static final int SHORT_NAME = 15;
    private static final int LONG_NAME = 22;
    private static final int VALUE = 8;
    private static final int CLAIM = 40;
    private static final int MOST_NOTES = 4;
    private static final Map<Verdict, Integer> COLOURS =
            Map.of(Verdict.PASS, 71, Verdict.FAIL, 203, Verdict.UNSURE, 179, Verdict.INVALID, 141);

    private final RunRecord run;
    private final Picks picks;
    private final Optional<String> fallbacks;
    private final List<AgentSays.Row> claims;
    private final List<String> load;
    private final TerminalStyle style;
    private final List<String> lines = new ArrayList<>();
    /** Columns of the first column: metrics of probes have longer names. */
    private final int nameWidth;

    private TerminalReport(RunRecord run, List<Turn> turns, RunSeries series, TerminalStyle style) {
        this.run = run;
        this.picks = Picks.of(turns);
        this.fallbacks = Story.fallbacks(run, turns);
        this.claims = AgentSays.rows(turns);
        this.load = UnderLoad.of(run, turns, series).lines();
        this.style = style;
        this.nameWidth = run.probe().isPresent() ? LONG_NAME : SHORT_NAME;
    }

    /** As {@link #render(RunRecord, List, RunSeries, String, TerminalStyle)} where the folder tells nothing besides turns. */
    public static String render(RunRecord run, List<Turn> turns, String reportPath, TerminalStyle style) {
        return render(run, turns, RunSeries.NONE, reportPath, style);
    }

    /**
     * The report, ending in a line break.
     *
     * @param turns the journal, in any order
     * @param series what the folder tells besides
     * @param reportPath where the page lies; empty when there is none
     */
    public static String render(
            RunRecord run, List<Turn> turns, RunSeries series, String reportPath, TerminalStyle style) {
        TerminalReport report = new TerminalReport(run, turns, series, style);
        report.head();
        report.percentiles();
        report.whereTheTimeGoes();
        report.agentSays();
        report.rates();
        report.lines.addAll(ComparisonText.lines(run, style));
        report.gates();
        report.end(reportPath);
        return String.join("\n", report.lines) + "\n";
    }

    private void head() {
        lines.add("");
        lines.add(style.bold(style.plain(run.scenario().name()))
                + style.dim(style.plain(
                        run.analysed()
                                ? "  analysis of recordings · no calls were made"
                                : "  seed " + run.seed() + " · "
                                        + run.scenario().calls() + " " + Story.things(run)
                                        + run.probe()
                                                .map(kind -> " · probe of " + kind.title() + " at ")
                                                .orElse(" · agent ")
                                        + run.agent().address())));
        if (!run.validity().valid()) {
            lines.add("");
            run.validity().reasons().forEach(reason -> paragraph("invalid: ", reason));
        }
    }

    private void percentiles() {
        Map<String, Summary> shown = Story.shown(run);
        lines.add("");
        if (shown.isEmpty()) {
            lines.add("  No turn got far enough to be measured.");
            return;
        }
        StringBuilder head =
                new StringBuilder("  ").append(left("ms", nameWidth)).append(right("n", 6));
        Story.PERCENTILES.forEach(key -> head.append(right(Story.percentileName(key), VALUE)));
        lines.add(style.dim(head.append("   95 % interval of P95").toString()));
        shown.forEach((name, summary) -> {
            StringBuilder line = new StringBuilder("  ")
                    .append(left(style.plain(name), nameWidth))
                    .append(right(style.plain(Figures.grouped(summary.n())), 6));
            for (String key : Story.PERCENTILES) {
                String value = style.plain(Figures.ms(Story.percentile(summary, key)));
                line.append(right(value + (summary.notes().containsKey(key) ? "*" : ""), VALUE));
            }
            List<Double> ci = summary.ci95().getOrDefault("p95_ms", List.of());
            line.append("   ")
                    .append(ci.size() == 2 ? style.plain(Figures.ms(ci.get(0)) + "–" + Figures.ms(ci.get(1))) : "");
            lines.add(line.toString().stripTrailing());
        });
        List<String> notes = Story.notes(run);
        notes.stream().limit(MOST_NOTES).forEach(note -> paragraph("  * ", note));
        if (notes.size() > MOST_NOTES) {
            lines.add("  * and " + (notes.size() - MOST_NOTES) + " more notes, in the report");
        }
    }

    private void whereTheTimeGoes() {
        Optional<Turn> median = picks.at(0.5);
        Optional<Turn> slow = picks.at(0.95);
        if (picks.shares(0).isEmpty() || run.analysed()) {
            return;
        }
        lines.add("");
        lines.add(style.dim("  Where the time goes, " + ProbeStory.span(run)));
        long scaleUs = slow.or(() -> median).map(Picks::ttfaUs).orElse(0L);
        median.ifPresent(turn -> bar("median " + ProbeStory.turn(run), turn, Math.max(1, scaleUs)));
        slow.ifPresent(turn -> bar("P95 " + ProbeStory.turn(run), turn, Math.max(1, scaleUs)));
        StringBuilder legend = new StringBuilder();
        int column = 0;
        for (Map.Entry<Stage, Double> share : picks.shares(0).entrySet()) {
            Stage stage = share.getKey();
            boolean modelled = run.agent().modelled().contains(stage.wireName());
            String words = stage.wireName() + (modelled ? "~ " : " ") + style.plain(Figures.percent(share.getValue()));
            if (column + words.length() + 4 > style.width() - 2 - nameWidth) {
                legend.append('\n').append(" ".repeat(2 + nameWidth));
                column = 0;
            }
            legend.append(style.paint(mark(stage), StageLook.colour(stage)))
                    .append(' ')
                    .append(words)
                    .append("  ");
            column += words.length() + 4;
        }
        for (String line : ("  " + left("share of all", nameWidth) + legend).split("\n")) {
            lines.add(line.stripTrailing());
        }
        if (!run.agent().modelled().isEmpty()) {
            lines.add(style.dim("  ~ modelled by the agent, not real"));
        }
    }

    private void agentSays() {
        if (!claims.isEmpty()) {
            int name = Math.min(
                    CLAIM,
                    2
                            + claims.stream()
                                    .mapToInt(row -> row.name().length())
                                    .max()
                                    .orElse(0));
            lines.add("");
            lines.add(style.dim("  " + left("the agent says, ms", name) + right("n", 6) + right("P50", VALUE)
                    + right("heard", VALUE) + right("less", VALUE) + right("P95", VALUE) + right("heard", VALUE)
                    + right("less", VALUE)));
            for (AgentSays.Row row : claims) {
                String shown = row.name().length() > name - 2 ? row.name().substring(0, name - 2) : row.name();
                StringBuilder line = new StringBuilder("  ").append(left(style.plain(shown), name));
                line.append(right(style.plain(Figures.grouped(row.n())), 6));
                for (int i = 0; i < 2; i++) {
                    for (double[] values : List.of(row.said(), row.heard(), row.less())) {
                        line.append(right(style.plain(AgentSays.Row.text(values, i)), VALUE));
                    }
                }
                lines.add(line.toString());
            }
        }
        List<String> facts = AgentSays.facts(run);
        lines.addAll(facts.isEmpty() ? List.of() : List.of(""));
        facts.forEach(fact -> paragraph("  ", fact));
    }

    private String mark(Stage stage) {
        return style.colour() && style.unicode() ? "■" : String.valueOf(StageLook.letter(stage));
    }

    private void bar(String name, Turn turn, long scaleUs) {
        int room = style.width() - 2 - nameWidth - 11;
        StringBuilder bar = new StringBuilder();
        int drawn = 0;
        for (Segment segment : Segment.of(turn)) {
            int until = (int) Math.round(room * (segment.endUs() / (double) scaleUs));
            String cell = style.colour() && style.unicode() ? "█" : String.valueOf(StageLook.letter(segment.stage()));
            bar.append(style.paint(cell.repeat(Math.max(0, until - drawn)), StageLook.colour(segment.stage())));
            drawn = Math.max(drawn, until);
        }
        lines.add("  " + left(name, nameWidth) + bar + " " + style.plain(Figures.span(Picks.ttfaUs(turn) / 1_000.0)));
    }

    private void rates() {
        lines.add("");
        StringBuilder line = new StringBuilder("  ").append(left("rates", nameWidth));
        for (Story.Rate rate : Story.rates(run)) {
            String words = rate.name() + " " + style.plain(rate.text()) + within(rate);
            if (line.length() + words.length() > style.width() && line.length() > 2 + nameWidth) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
                line.append(" ".repeat(2 + nameWidth));
            }
            line.append(words).append("   ");
        }
        lines.add(line.toString().stripTrailing());
        String before = "  " + left("load", nameWidth);
        for (String said : load) {
            paragraph(before, said);
            before = " ".repeat(before.length());
        }
    }

    /** A goodput says little without its target, which may be the use case's and not the scenario's own. */
    private String within(Story.Rate rate) {
        return run.scenario().slo().isPresent() && rate.name().equals(Share.GOODPUT)
                ? " within "
                        + style.plain(Figures.span((double) run.scenario().slo().getAsLong()))
                : "";
    }

    private void gates() {
        if (run.gates().isEmpty()) {
            return;
        }
        lines.add("");
        for (GateResult gate : run.gates()) {
            String found = style.plain(Figures.gate(gate.value(), gate.unit())
                    + (gate.ci95().size() == 2 ? " (" + HtmlTables.interval(gate.ci95(), gate.unit()) + ")" : "")
                    + ComparisonWords.both(gate)
                            .map(both -> ", " + both + ", p " + ComparisonWords.p(gate.p()))
                            .orElse(""));
            lines.add(
                    "  " + word(gate.verdict(), 7) + "  " + style.plain(gate.rule()) + style.dim("   found ") + found);
            if (gate.verdict() != Verdict.PASS) {
                paragraph(" ".repeat(11), gate.reason());
            }
        }
        FurtherCalls.of(run).ifPresent(said -> paragraph("  ", said));
        String baseline = run.definitions().get("baseline");
        if (baseline != null && run.comparison() == null) {
            paragraph("  baseline: ", baseline);
        }
    }

    private void end(String reportPath) {
        lines.add("");
        lines.add(word(run.verdict(), 0) + "  " + style.plain(Story.verdict(run)));
        paragraph("", Story.callers(run, picks));
        fallbacks.ifPresent(said -> paragraph("", said));
        if (!run.complete()) {
            lines.add("The run ended before it was done: only finished turns are counted.");
        }
        if (!reportPath.isEmpty()) {
            lines.add("Report: " + style.plain(reportPath));
        }
    }

    private String word(Verdict verdict, int width) {
        String sign = !style.unicode()
                ? ""
                : switch (verdict) {
                    case PASS -> "✓ ";
                    case FAIL -> "✗ ";
                    case UNSURE -> "? ";
                    case INVALID -> "! ";
                };
        String word = left(sign + verdict.wireName().toUpperCase(Locale.ROOT), width + sign.length());
        return style.bold(style.paint(word, COLOURS.getOrDefault(verdict, 7)));
    }

    private void paragraph(String before, String text) {
        lines.addAll(Paragraph.of(before, text, style));
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
