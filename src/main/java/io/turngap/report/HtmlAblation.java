package io.turngap.report;

import io.turngap.claims.Ablation;
import java.util.List;

/** What each lever buys, as one page that needs no network; as {@link HtmlReport} in style and in what its policy lets run. */
final class HtmlAblation {

    private HtmlAblation() {}

    /** The page. */
    static String render(Ablation of) {
        String style = HtmlReport.resource("report.css");
        String script = HtmlReport.resource("report.js");
        Markup out = new Markup().trusted("<!doctype html>\n");
        out.open("html", "lang", "en").open("head").line();
        out.trusted("<meta charset=\"utf-8\">\n");
        HtmlReport.meta(
                out,
                "http-equiv",
                "Content-Security-Policy",
                "default-src 'none'; style-src 'sha256-" + HtmlReport.sha256(style) + "'; script-src 'sha256-"
                        + HtmlReport.sha256(script) + "'; base-uri 'none'; form-action 'none'");
        HtmlReport.meta(out, "name", "viewport", "width=device-width, initial-scale=1");
        HtmlReport.meta(out, "name", "referrer", "no-referrer");
        out.element("title", "What each lever buys: " + of.scenario() + " – Turngap")
                .line();
        out.open("style")
                .trusted(style)
                .close("style")
                .close("head")
                .open("body")
                .line();
        out.open("div", "class", "top").element("b", "Turngap").element("span", "simulated, every latency modelled");
        out.element("button", "Theme", "type", "button", "id", "theme", "class", "push", "hidden", "")
                .close("div");
        out.open("main").line();
        hero(out, of);
        picture(out, of);
        figures(out, of);
        costs(out, of);
        sides(out, of);
        notes(out, of);
        out.close("main");
        out.element("footer", "Turngap schema " + of.schemaVersion() + ". The same figures stand in ablation.json.")
                .line();
        out.open("script").trusted(script).close("script").close("body").close("html");
        return out.toString();
    }

    private static void hero(Markup out, Ablation of) {
        out.element("h1", "What each lever buys");
        out.element("p", "Scenario " + of.scenario() + ": " + AblationWords.subject(of) + ".", "class", "lead");
        out.open("section", "class", "card hero", "aria-label", "Gain");
        out.element("p", story(of), "class", "story");
        out.open("dl", "class", "tiles");
        tile(out, of.base().name() + " P50", of.base().p50Ms(), of.base().ci95().get("p50_ms"));
        tile(
                out,
                of.profile().name() + " P50",
                of.profile().p50Ms(),
                of.profile().ci95().get("p50_ms"));
        tile(out, of.base().name() + " P95", of.base().p95Ms(), of.base().ci95().get("p95_ms"));
        tile(
                out,
                of.profile().name() + " P95",
                of.profile().p95Ms(),
                of.profile().ci95().get("p95_ms"));
        out.close("dl").close("section");
    }

    private static String story(Ablation of) {
        List<Ablation.Row> working = AblationWords.working(of);
        String first = working.isEmpty()
                ? "No lever made a difference."
                : "The largest share of the gain at P95 is that of "
                        + working.getFirst().id() + ", " + working.getFirst().title() + ": "
                        + Figures.span(working.getFirst().p95().shareMs()) + ".";
        return of.profile().name() + " saves " + Figures.span(of.gainP50Ms()) + " at P50 and "
                + Figures.span(of.gainP95Ms()) + " at P95 of TTFA against "
                + of.base().name() + ". " + first;
    }

    private static void tile(
            Markup out, String name, double ms, @org.jspecify.annotations.Nullable List<Double> interval) {
        out.open("div").element("dt", name).open("dd").text(Figures.span(ms));
        if (interval != null) {
            out.element("small", HtmlTables.interval(interval, "ms"));
        }
        out.close().close();
    }

    private static void picture(Markup out, Ablation of) {
        HtmlReport.section(out, "Shares of the gain", AblationWords.MEANING);
        if (AblationWords.working(of).isEmpty()) {
            out.element("p", "Nothing to draw.", "class", "soft");
        } else {
            out.add(AblationChart.legend()).add(AblationChart.of(AblationWords.working(of)));
        }
        if (!AblationWords.idle(of).isEmpty()) {
            out.element("p", AblationWords.idle(of), "class", "soft");
        }
        out.close("section");
    }

    private static void figures(Markup out, Ablation of) {
        HtmlReport.section(out, "Levers in figures", "Milliseconds of TTFA saved; negative where callers wait longer.");
        Markup table = HtmlTables.open(
                "Levers",
                "Lever",
                "P50 share",
                "P50 on alone",
                "P50 off alone",
                "P95 share",
                "P95 on alone",
                "P95 off alone");
        for (Ablation.Row row : of.levers()) {
            table.open("tr").open("th", "scope", "row").text(row.id() + " " + row.title());
            row.changes().forEach(change -> table.element("small", change));
            table.close();
            saving(table, row.p50());
            saving(table, row.p95());
            table.close("tr");
        }
        out.add(HtmlTables.shut(table)).close("section");
    }

    private static void saving(Markup table, Ablation.Saving saving) {
        table.open("td", "class", "num strong").text(Figures.ms(saving.shareMs()));
        if (saving.highMs() > saving.lowMs()) {
            table.element("small", Figures.ms(saving.lowMs()) + " to " + Figures.ms(saving.highMs()));
        }
        table.close();
        table.element("td", Figures.ms(saving.onAloneMs()), "class", "num");
        table.element("td", Figures.ms(saving.offAloneMs()), "class", "num");
    }

    private static void costs(Markup out, Ablation of) {
        HtmlReport.section(
                out,
                "What a lever costs",
                "What changes with the lever beside the wait, in percentage points of turns, and what these calls cannot show.");
        Markup table = HtmlTables.open("Costs", "Lever", "Counted here", "Costs besides");
        for (Ablation.Row row : of.levers()) {
            table.open("tr").element("th", row.id() + " " + row.title(), "scope", "row");
            List<String> costs = AblationWords.costs(of, row);
            table.open("td", "class", "why");
            if (costs.isEmpty()) {
                table.text(Figures.NONE);
            }
            costs.forEach(cost -> table.element("div", cost));
            table.close().element("td", row.cost(), "class", "why").close("tr");
        }
        out.add(HtmlTables.shut(table)).close("section");
    }

    private static void sides(Markup out, Ablation of) {
        HtmlReport.section(out, "The two settings", "TTFA in ms of the runs with every lever off and every lever on.");
        Markup table = HtmlTables.open("Settings", "Setting", "n", "P50", "P90", "P95", "P99");
        for (Ablation.Side side : List.of(of.base(), of.profile())) {
            table.open("tr").element("th", side.name(), "scope", "row");
            table.element("td", Figures.grouped(side.turns()), "class", "num");
            for (double ms : new double[] {side.p50Ms(), side.p90Ms(), side.p95Ms(), side.p99Ms()}) {
                table.element("td", Figures.ms(ms), "class", "num");
            }
            table.close("tr");
        }
        out.add(HtmlTables.shut(table)).close("section");
    }

    private static void notes(Markup out, Ablation of) {
        HtmlReport.section(out, "What must be said beside it", "");
        out.open("ul", "class", "reasons");
        of.notes().forEach(note -> out.element("li", note));
        if (!AblationWords.conditions(of).isEmpty()) {
            out.element("li", AblationWords.conditions(of));
        }
        out.close("ul").element("p", "Seed " + of.seed() + ".", "class", "soft").close("section");
    }
}
