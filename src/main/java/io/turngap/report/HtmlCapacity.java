package io.turngap.report;

import io.turngap.capacity.By;
import io.turngap.capacity.Capacity;
import io.turngap.capacity.Scaling;
import io.turngap.capacity.Step;
import java.util.Locale;

/** How much load an agent takes, as one page that needs no network; as {@link HtmlReport} in style and in what its policy lets run. */
final class HtmlCapacity {

    private HtmlCapacity() {}

    /** The page. */
    static String render(Capacity of) {
        String style = HtmlReport.resource("report.css") + HtmlReport.resource("capacity.css");
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
        out.element("title", "Capacity: " + of.scenario() + " – Turngap").line();
        out.open("style")
                .trusted(style)
                .close("style")
                .close("head")
                .open("body")
                .line();
        out.open("div", "class", "top")
                .element("b", "Turngap")
                .element("span", of.simulated() ? "simulated, every latency modelled" : of.agent());
        out.element("button", "Theme", "type", "button", "id", "theme", "class", "push", "hidden", "")
                .close("div");
        out.open("main").line();
        hero(out, of);
        pictures(out, of);
        scaling(out, of);
        plan(out, of);
        steps(out, of);
        notes(out, of);
        out.close("main");
        out.element("footer", "Turngap schema " + of.schemaVersion() + ". The same figures stand in capacity.json.")
                .line();
        out.open("script").trusted(script).close("script").close("body").close("html");
        return out.toString();
    }

    private static void hero(Markup out, Capacity of) {
        out.element("h1", of.complete() ? "Capacity" : "Capacity, as far as the search came");
        out.element(
                "p",
                "Scenario " + of.scenario() + ", " + of.agent() + ", by "
                        + of.by().unit() + ". Target: " + of.target() + ".",
                "class",
                "lead");
        out.open("section", "class", "card hero", "aria-label", "Answer");
        out.element("p", CapacityWords.answer(of), "class", "story");
        if (!CapacityWords.hysteresis(of).isEmpty()) {
            out.element("p", CapacityWords.hysteresis(of));
        }
        Double least = of.least();
        if (least != null) {
            out.element(
                    "p",
                    "Gate: at least " + CapacityWords.load(of.by(), least) + ": "
                            + of.gate().name().toLowerCase(Locale.ROOT) + ".");
        }
        out.close("section");
    }

    private static void pictures(Markup out, Capacity of) {
        if (of.steps().isEmpty()) {
            return;
        }
        HtmlReport.section(
                out,
                "Goodput against load",
                "Share of turns answered within " + of.target().sloMs()
                        + " ms, in percent, with 95 % intervals; the line is what is asked for.");
        out.add(CapacityChart.goodput(of)).add(CapacityChart.legend()).close("section");
        HtmlReport.section(
                out,
                "P95 against load",
                "TTFA in ms at the 95th percentile, with 95 % intervals; the line is the SLO.");
        out.add(CapacityChart.p95(of)).close("section");
    }

    private static void scaling(Markup out, Capacity of) {
        HtmlReport.section(
                out, "How throughput scales", "Turns a second against calls at once; the band is its 95 % interval.");
        Scaling scaling = of.scaling();
        if (scaling != null) {
            out.add(CapacityChart.throughput(of, scaling));
        }
        CapacityWords.scaling(of).forEach(line -> out.element("p", line));
        out.close("section");
    }

    private static void plan(Markup out, Capacity of) {
        if (of.plan() == null) {
            return;
        }
        HtmlReport.section(out, "The plan", "");
        CapacityWords.plan(of).forEach(line -> out.element("p", line));
        out.close("section");
    }

    private static void steps(Markup out, Capacity of) {
        HtmlReport.section(
                out,
                "Steps",
                "In the order in which they were made. Each is a run with a folder of its own; warm-up is not counted.");
        Markup table = HtmlTables.open(
                "Steps",
                "Step",
                of.by() == By.CONCURRENCY ? "Calls at once" : "Calls a second",
                "Goodput",
                "P50, ms",
                "P95, ms",
                "Failed calls",
                "Turns a second",
                "In flight",
                "Verdict");
        for (Step step : of.steps()) {
            table.open("tr").open("th", "scope", "row").text(step.index() + " " + step.purpose());
            table.element("small", step.folder()).close();
            table.element("td", of.by().format(step.load()), "class", "num strong");
            table.element("td", CapacityWords.goodput(step), "class", "num");
            table.element("td", Figures.ms(step.p50Ms()), "class", "num");
            table.element("td", Figures.ms(step.p95Ms()), "class", "num");
            table.element("td", step.failedCalls() + " of " + step.calls(), "class", "num");
            table.element("td", String.format(Locale.ROOT, "%.2f", step.turnsASecond()), "class", "num");
            table.element("td", String.format(Locale.ROOT, "%.1f", step.inFlight()), "class", "num");
            table.open("td", "class", "why").text(CapacityWords.verdict(step));
            if (!step.why().isEmpty()) {
                table.element("small", step.why());
            }
            table.close().close("tr");
        }
        out.add(HtmlTables.shut(table)).close("section");
    }

    private static void notes(Markup out, Capacity of) {
        HtmlReport.section(out, "What must be said beside it", "");
        out.open("ul", "class", "reasons");
        of.notes().forEach(note -> out.element("li", note + "."));
        out.element(
                "li",
                "A step that says \"leans\" did not rule out chance after four looks; the knee may lie one step beside it.");
        out.element(
                "li",
                "The interval of the scalability law is from drawing each step's calls anew; that the law may be the wrong one is not in"
                        + " it, and the held-out step says that.");
        out.close("ul").element("p", "Seed " + of.seed() + ", started " + of.startedAt() + ".", "class", "soft");
        out.close("section");
    }
}
