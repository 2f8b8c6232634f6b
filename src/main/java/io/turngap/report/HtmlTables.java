package io.turngap.report;

import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables of the page. */
final class HtmlTables {

    private HtmlTables() {}

    /** A verdict as colour, sign and word. */
    static Markup badge(Verdict verdict, boolean large) {
        String sign = switch (verdict) {
            case PASS -> "M3.5 8.5L6.5 11.5L12.5 4.5";
            case FAIL -> "M4 4L12 12M12 4L4 12";
            case UNSURE -> "M5.2 5.6C5.2 2.6 10.8 2.6 10.8 5.8C10.8 8 8 7.8 8 10M8 12.6V12.7";
            case INVALID -> "M8 3V9M8 12.4V12.5";
        };
        return new Markup()
                .open("span", "class", "badge v-" + verdict.wireName() + (large ? " large" : ""))
                .open(
                        "svg",
                        "viewBox",
                        "0 0 16 16",
                        "width",
                        large ? "22" : "13",
                        "height",
                        large ? "22" : "13",
                        "aria-hidden",
                        "true")
                .shape("path", "d", sign, "class", "sign")
                .close()
                .text(verdict.wireName().toUpperCase(Locale.ROOT))
                .close();
    }

    static Markup gates(List<GateResult> gates) {
        Markup out = open("Gates", "Gate", "Verdict", "Value", "Limit", "95 % interval", "Why");
        for (GateResult gate : gates) {
            out.open("tr")
                    .open("th", "scope", "row")
                    .element("code", gate.rule())
                    .close();
            out.open("td").add(badge(gate.verdict(), false)).close();
            out.open("td", "class", "num strong").text(Figures.gate(gate.value(), gate.unit()));
            ComparisonWords.both(gate).ifPresent(both -> out.element("small", both));
            if (gate.p() != null) {
                out.element("small", "p " + ComparisonWords.p(gate.p()));
            }
            out.close();
            out.element("td", Figures.gate(gate.limit(), gate.unit()), "class", "num");
            out.element("td", interval(gate.ci95(), gate.unit()), "class", "num soft");
            out.element("td", gate.reason(), "class", "why").close("tr");
        }
        return shut(out);
    }

    /** 95 % interval of a gate's value. */
    static String interval(List<Double> ci95, String unit) {
        if (ci95.size() != 2) {
            return Figures.NONE;
        }
        String low = Figures.gate(ci95.get(0), unit);
        String high = Figures.gate(ci95.get(1), unit);
        if (low.equals(high) && unit.equals("%") && Math.abs(ci95.get(0)) >= 10) {
            // Narrow, not empty.
            return String.format(Locale.ROOT, "%.1f\u202f–\u202f%.1f\u00a0%%", ci95.get(0), ci95.get(1))
                    .replace('-', '−');
        }
        return low.substring(0, low.lastIndexOf('\u00a0')) + "\u202f–\u202f" + high;
    }

    static Markup percentiles(RunRecord run) {
        Markup out = open("Percentiles in milliseconds", "Metric, ms", "n", "P50", "P90", "P95", "P99", "max");
        List<String> censored = new ArrayList<>();
        Story.shown(run).forEach((name, summary) -> {
            out.open("tr").open("th", "scope", "row").element("code", name);
            out.element("small", Story.meanings(run).getOrDefault(name, "")).close();
            out.open("td", "class", "num soft").element("span", Figures.grouped(summary.n()), "class", "value");
            if (summary.notes().containsKey("n")) {
                out.element("sup", "†", "title", summary.notes().getOrDefault("n", ""));
            }
            out.close();
            for (String key : Story.PERCENTILES) {
                percentile(out, summary, key);
            }
            out.close("tr");
            if (summary.censored() > 0) {
                String why = name.equals("barge_in_stop")
                        ? "the agent was never heard to stop"
                        : name.equals("answer") ? "no answer was heard" : "no reply was heard";
                censored.add(name + ": " + summary.censored() + " of " + summary.n() + " are lower bounds, as " + why
                        + "; they count as at least that long.");
            }
        });
        shut(out);
        out.open("ul", "class", "notes");
        Story.notes(run).forEach(note -> out.element("li", "† " + note));
        censored.forEach(note -> out.element("li", note));
        return out.close("ul");
    }

    private static void percentile(Markup out, Summary summary, String key) {
        String note = summary.notes().get(key);
        out.open("td", "class", note == null ? "num" : "num weak");
        out.element("span", Figures.ms(Story.percentile(summary, key)), "class", "value");
        if (note != null) {
            out.element("sup", "†", "title", note);
        }
        List<Double> ci = summary.ci95().get(key);
        if (ci != null && ci.size() == 2) {
            out.element("small", Figures.ms(ci.get(0)) + "\u202f–\u202f" + Figures.ms(ci.get(1)));
        }
        out.close();
    }

    static Markup stages(RunRecord run, Map<Stage, Double> all, Map<Stage, Double> slow) {
        Markup out = open(
                "Stages of the reply",
                "Stage",
                "Engine",
                "P50, ms",
                "P95, ms",
                "Share of all waits",
                "Share of the slowest 5 %");
        for (Stage stage : Stage.values()) {
            Summary summary = run.stages().get(stage.wireName());
            if (!all.containsKey(stage) && (summary == null || summary.n() == 0)) {
                continue;
            }
            boolean modelled = run.agent().modelled().contains(stage.wireName());
            String engine = run.agent().stages().getOrDefault(stage.wireName(), "");
            out.open("tr")
                    .open("th", "scope", "row")
                    .open("svg", "width", "12", "height", "12", "aria-hidden", "true", "class", "swatch")
                    .shape("rect", "width", "12", "height", "12", "rx", "2", "class", StageLook.style(stage))
                    .close();
            out.element("code", stage.wireName())
                    .element("small", StageLook.meaning(stage))
                    .close();
            out.open("td").text(engine);
            if (modelled) {
                out.text(" ").element("span", "modelled", "class", "chip");
            }
            out.close();
            out.element("td", Figures.ms(summary == null ? null : summary.p50Ms()), "class", "num");
            out.element("td", Figures.ms(summary == null ? null : summary.p95Ms()), "class", "num");
            share(out, stage, all.getOrDefault(stage, 0.0));
            share(out, stage, slow.getOrDefault(stage, 0.0));
            out.close("tr");
        }
        return shut(out);
    }

    private static void share(Markup out, Stage stage, double share) {
        out.open("td", "class", "share").open("div");
        out.open("svg", "width", "100%", "height", "8", "aria-hidden", "true")
                .shape(
                        "rect",
                        "width",
                        Figures.percentAt(share),
                        "height",
                        "8",
                        "rx",
                        "1",
                        "class",
                        StageLook.style(stage))
                .close();
        out.element("span", Figures.percent(share)).close().close();
    }

    static Markup rates(RunRecord run) {
        Markup out = open("Rates", "Rate", "Share", "Counted", "What it counts");
        for (Story.Rate rate : Story.rates(run)) {
            out.open("tr")
                    .open("th", "scope", "row")
                    .element("code", rate.name())
                    .close();
            out.element("td", rate.text(), "class", "num strong");
            out.element("td", rate.counted(), "class", "soft");
            out.element("td", rate.meaning(), "class", "why").close("tr");
        }
        return shut(out);
    }

    /** Names and values; names with underscores read as words. */
    static Markup facts(Map<String, String> facts) {
        Markup out = new Markup().open("dl", "class", "facts");
        facts.forEach((name, value) -> out.open("div")
                .element("dt", name.replace('_', ' '))
                .element("dd", value)
                .close());
        return out.close("dl");
    }

    static Markup open(String caption, String... heads) {
        Markup out = new Markup();
        out.open(
                        "div",
                        "class",
                        "scroll " + Clean.token(caption),
                        "tabindex",
                        "0",
                        "role",
                        "region",
                        "aria-label",
                        caption)
                .open("table");
        out.element("caption", caption, "class", "sr").open("thead").open("tr");
        for (String head : heads) {
            boolean number = head.matches(
                    "n|max|P\\d.*|Value|Limit|Share|Goodput|In flight|Started|Failed|95 % interval|Baseline, ms|This run, ms|Slower by, ms");
            out.element("th", head, "scope", "col", "class", number ? "num" : "");
        }
        return out.close().close().open("tbody").line();
    }

    static Markup shut(Markup out) {
        return out.close("tbody").close("table").close("div");
    }
}
