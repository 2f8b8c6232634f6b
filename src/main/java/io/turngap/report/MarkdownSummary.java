package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run for the summary page of a CI step, in GitHub's Markdown, without links, pictures or anything that a name could break out of. */
public final class MarkdownSummary {

    private static final int BAR = 48;
    /** Of a run with a baseline, whose summary is to stay short: reasons, and gates. */
    private static final int MOST_OF_COMPARED = 6;

    private static final int MOST_NOTES = 4;

    private MarkdownSummary() {}

    /** The file's content where the folder tells nothing besides turns. */
    public static String render(RunRecord run, List<Turn> turns) {
        return render(run, turns, RunSeries.NONE);
    }

    /** The file's content. */
    public static String render(RunRecord run, List<Turn> turns, RunSeries series) {
        Picks picks = Picks.of(turns);
        Comparison comparison = run.comparison();
        int most = comparison == null ? Integer.MAX_VALUE : MOST_OF_COMPARED;
        StringBuilder out = new StringBuilder();
        out.append("## ")
                .append(sign(run.verdict()))
                .append(' ')
                .append(run.verdict().wireName().toUpperCase(Locale.ROOT));
        out.append(" – ").append(Clean.markdown(run.scenario().name())).append("\n\n");
        out.append(Clean.markdown(Story.verdict(run))).append("\n\n");
        List<String> reasons = Story.reasons(run);
        reasons.stream()
                .limit(most)
                .forEach(reason ->
                        out.append("- ").append(Clean.markdown(reason)).append('\n'));
        if (reasons.size() > most) {
            out.append("- and ").append(reasons.size() - most).append(" more, in the report\n");
        }
        if (!run.complete()) {
            out.append("- The run ended before it was done: only finished turns are counted.\n");
        }
        out.append('\n');
        if (comparison != null) {
            out.append(ComparisonMarkdown.of(run, comparison));
        }
        out.append(Clean.markdown(Story.callers(run, picks))).append("\n\n");
        Story.fallbacks(run, turns)
                .ifPresent(said -> out.append(Clean.markdown(said)).append("\n\n"));
        gates(out, run, most);
        if (comparison != null) {
            return compared(out, run, comparison);
        }
        percentiles(out, run);
        if (run.analysed()) {
            rates(out, run);
            return out.append("Analysis of recordings: no calls were made and no instrument ran.\n")
                    .toString();
        }
        waterfall(out, run, picks);
        agentSays(out, run, turns);
        rates(out, run);
        load(out, UnderLoad.of(run, turns, series));
        out.append("Seed ")
                .append(run.seed())
                .append(", scenario digest ")
                .append(Clean.markdown(run.scenario().digest()));
        if (run.probe().isEmpty()) {
            out.append(", instrument error: ").append(Clean.markdown(HtmlFacts.instrumentError(run.validity())));
        }
        return out.append(".\n").toString();
    }

    /** The end of a short summary, as a pull request wants it: what the figures rest on, and where the rest is. */
    private static String compared(StringBuilder out, RunRecord run, Comparison comparison) {
        ComparisonWords.notes(comparison).stream()
                .limit(MOST_NOTES)
                .forEach(note -> out.append("- ").append(Clean.markdown(note)).append('\n'));
        out.append('\n');
        rates(out, run);
        return out.append("Seed ")
                .append(run.seed())
                .append(", scenario digest ")
                .append(Clean.markdown(run.scenario().digest()))
                .append(". Stages, the slowest turns and their sound: report.html in the folder of run ")
                .append(Clean.markdown(run.runId()))
                .append(".\n")
                .toString();
    }

    private static String sign(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "✅";
            case FAIL -> "❌";
            case UNSURE -> "❔";
            case INVALID -> "⚠️";
        };
    }

    private static void gates(StringBuilder out, RunRecord run, int most) {
        if (run.gates().isEmpty()) {
            return;
        }
        out.append("| gate | value | limit | 95 % interval | verdict |\n|---|---:|---:|---:|---|\n");
        // Where not all have room, those that did not pass have it.
        List<GateResult> gates = run.gates().size() <= most
                ? run.gates()
                : run.gates().stream()
                        .sorted(Comparator.comparing(gate -> gate.verdict() == Verdict.PASS))
                        .limit(most)
                        .toList();
        for (GateResult gate : gates) {
            row(
                    out,
                    gate.rule(),
                    Figures.gate(gate.value(), gate.unit())
                            + ComparisonWords.both(gate)
                                    .map(both -> " (" + both + ")")
                                    .orElse(""),
                    Figures.gate(gate.limit(), gate.unit()),
                    HtmlTables.interval(gate.ci95(), gate.unit()),
                    sign(gate.verdict()) + " " + gate.verdict().wireName());
        }
        if (run.gates().size() > most) {
            row(out, "and " + (run.gates().size() - most) + " more, in the report", "", "", "", "");
        }
        out.append('\n');
        FurtherCalls.of(run).ifPresent(said -> out.append(Clean.markdown(said)).append("\n\n"));
        String baseline = run.definitions().get("baseline");
        if (baseline != null && run.comparison() == null) {
            out.append("Baseline: ").append(Clean.markdown(baseline)).append(".\n\n");
        }
    }

    private static void percentiles(StringBuilder out, RunRecord run) {
        Map<String, Summary> shown = Story.shown(run);
        if (shown.isEmpty()) {
            return;
        }
        out.append(
                "| ms | n | P50 | P90 | P95 | P99 | max | 95 % of P95 |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
        shown.forEach((name, summary) -> row(
                out,
                name,
                Figures.grouped(summary.n()),
                value(summary, "p50_ms"),
                value(summary, "p90_ms"),
                value(summary, "p95_ms"),
                value(summary, "p99_ms"),
                value(summary, "max_ms"),
                interval(summary)));
        out.append('\n');
        Story.notes(run)
                .forEach(note -> out.append("- † ").append(Clean.markdown(note)).append('\n'));
        out.append('\n');
    }

    private static String value(Summary summary, String key) {
        return Figures.ms(Story.percentile(summary, key)) + (summary.notes().containsKey(key) ? " †" : "");
    }

    private static String interval(Summary summary) {
        List<Double> ci = summary.ci95().getOrDefault("p95_ms", List.of());
        return ci.size() == 2 ? Figures.ms(ci.get(0)) + "–" + Figures.ms(ci.get(1)) : Figures.NONE;
    }

    private static void waterfall(StringBuilder out, RunRecord run, Picks picks) {
        Map<Stage, Double> shares = picks.shares(0);
        if (shares.isEmpty()) {
            return;
        }
        out.append("Where the time goes, over all waits:\n\n```text\n");
        double most =
                shares.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        shares.forEach((stage, share) -> {
            String bar = "█".repeat(Math.max(1, (int) Math.round(BAR * share / most)));
            boolean modelled = run.agent().modelled().contains(stage.wireName());
            out.append(String.format(
                    Locale.ROOT,
                    "%-13s %5s %s%s\n",
                    stage.wireName(),
                    Figures.percent(share),
                    bar,
                    modelled ? " modelled" : ""));
        });
        out.append("```\n\n");
    }

    private static void agentSays(StringBuilder out, RunRecord run, List<Turn> turns) {
        List<AgentSays.Row> rows = AgentSays.rows(turns);
        if (!rows.isEmpty()) {
            out.append(AgentSays.TITLE).append(" (ms, P50 and P95):\n\n");
            out.append("| the agent's figure | n | the agent | the caller | difference |\n|---|---:|---:|---:|---:|\n");
            for (AgentSays.Row row : rows) {
                row(out, row.name(), Figures.grouped(row.n()), both(row.said()), both(row.heard()), both(row.less()));
            }
            out.append('\n');
        }
        List<String> facts = AgentSays.facts(run);
        facts.forEach(fact -> out.append("- ").append(Clean.markdown(fact)).append('\n'));
        out.append(facts.isEmpty() ? "" : "\n");
    }

    private static String both(double[] values) {
        return values.length == 0
                ? Figures.NONE
                : AgentSays.Row.text(values, 0) + " / " + AgentSays.Row.text(values, 1);
    }

    private static void rates(StringBuilder out, RunRecord run) {
        List<String> rates = Story.rates(run).stream()
                .map(r -> r.name() + " " + r.text() + (r.counted().isEmpty() ? "" : " (" + r.counted() + ")"))
                .toList();
        out.append("Rates: ").append(Clean.markdown(String.join(", ", rates))).append(".\n\n");
    }

    private static void load(StringBuilder out, UnderLoad load) {
        List<String> said = load.lines();
        said.forEach(line ->
                out.append("- ").append(Clean.markdown(ProbeStory.upper(line))).append(".\n"));
        out.append(said.isEmpty() ? "" : "\n");
    }

    static void row(StringBuilder out, String... cells) {
        out.append('|');
        for (String cell : cells) {
            out.append(' ').append(Clean.markdown(cell)).append(" |");
        }
        out.append('\n');
    }
}
