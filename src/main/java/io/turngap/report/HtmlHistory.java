package io.turngap.report;

import io.turngap.history.History;
import io.turngap.history.PastRun;
import io.turngap.history.Series;
import io.turngap.history.Shift;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Runs over time, as one page that needs no network; as {@link HtmlReport} in style and in what its policy lets run. */
final class HtmlHistory {

    private HtmlHistory() {}

    /**
     * The page.
     *
     * @param links what stands before a run's folder in a link to its report: empty where the page stands beside the folders
     */
    static String render(History of, String links) {
        String style = HtmlReport.resource("report.css") + HtmlReport.resource("history.css");
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
        out.element("title", "History – Turngap").line();
        out.open("style")
                .trusted(style)
                .close("style")
                .close("head")
                .open("body")
                .line();
        out.open("div", "class", "top").element("b", "Turngap").element("span", of.folder());
        out.element("button", "Theme", "type", "button", "id", "theme", "class", "push", "hidden", "")
                .close("div");
        out.open("main").line();
        out.element("h1", "History");
        out.element(
                "p",
                "Runs of the same callers, one after the other, in milliseconds with 95 % intervals. A change is a new level of "
                        + of.percentile().toUpperCase(Locale.ROOT)
                        + " that two runs or more have; it may be the agent's, the machine's or the network's.",
                "class",
                "lead");
        of.series().forEach(series -> series(out, series, of.percentile(), links));
        List<String> problems = HistoryWords.problems(of);
        if (!problems.isEmpty()) {
            HtmlReport.section(out, "Passed over", "").open("ul", "class", "reasons");
            problems.forEach(problem -> out.element("li", problem));
            out.close("ul").close("section");
        }
        out.close("main");
        out.element("footer", "The same figures: turngap history --json").line();
        out.open("script").trusted(script).close("script").close("body").close("html");
        return out.toString();
    }

    private static void series(Markup out, Series series, String percentile, String links) {
        HtmlReport.section(out, HistoryWords.title(series), HistoryWords.subject(series) + ".");
        out.element("p", HistoryWords.answer(series, percentile), "class", "his-answer");
        out.add(HistoryChart.legend(percentile)).add(HistoryChart.of(series, percentile, links));
        Markup table = HtmlTables.open(
                "Runs of " + series.scenario(),
                "Run",
                "When, UTC",
                "Calls",
                "P50, ms",
                "P95, ms",
                "P99, ms",
                "Verdict");
        for (int i = series.runs().size() - 1; i >= 0; i--) {
            int place = i;
            row(table, series.runs().get(i), links);
            series.shifts().stream()
                    .filter(shift -> shift.at() == place)
                    .forEach(shift -> change(table, shift, percentile));
        }
        out.add(HtmlTables.shut(table)).close("section");
    }

    /** Below the first run of the new level, as the newest run stands first. */
    private static void change(Markup table, Shift shift, String percentile) {
        table.open("tr", "class", shift.percent() > 0 ? "his-change" : "his-change his-down")
                .open("td", "colspan", "7")
                .element("p", HistoryWords.shift(shift, percentile))
                .close()
                .close("tr");
    }

    private static void row(Markup table, PastRun run, String links) {
        table.open("tr", "class", run.counts() ? "" : "his-out").open("th", "scope", "row");
        if (run.report()) {
            table.element("a", run.runId(), "href", links + path(run.folder()) + "/report.html");
        } else {
            table.text(run.runId());
        }
        table.element("small", run.agent());
        if (!run.counts()) {
            table.element("small", "left out: " + run.left());
        }
        table.close();
        table.element("td", HistoryWords.when(run), "class", "when");
        table.element("td", Figures.grouped(run.calls()));
        for (String name : PastRun.PERCENTILES) {
            table.open("td", "class", "num")
                    .text(run.point(name).map(point -> Figures.ms(point.ms())).orElse(Figures.NONE));
            run.point(name).ifPresent(point -> {
                Double low = point.lowMs();
                Double high = point.highMs();
                if (low != null && high != null) {
                    table.element("small", Figures.ms(low) + " to " + Figures.ms(high));
                }
            });
            table.close();
        }
        table.open("td").add(HtmlTables.badge(run.verdict(), false)).close().close("tr");
    }

    /** A folder's name in a link. */
    static String path(String folder) {
        return URLEncoder.encode(folder, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
