package io.turngap.report;

import io.turngap.explain.Explainer;
import io.turngap.measure.RecordingIndex.Recording;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The report as one page that needs no network. Styles and script are the program's own and are named by their hashes in the page's
 * Content-Security-Policy, so that nothing else in it can run or load; what comes from outside is escaped besides.
 */
public final class HtmlReport {

    private final RunRecord run;
    private final List<Turn> turns;
    private final List<Recording> recordings;
    private final String soundProblem;
    private final Map<String, String> texts;
    private final RunSeries series;
    private final Picks picks;
    private final OptionalDouble limitMs;
    /** The metric that the page is about, as people write it. */
    private final String headline;

    private HtmlReport(
            RunRecord run,
            List<Turn> turns,
            List<Recording> recordings,
            String soundProblem,
            Map<String, String> texts,
            RunSeries series) {
        this.run = run;
        this.turns = turns;
        this.recordings = recordings;
        this.soundProblem = soundProblem;
        this.texts = texts;
        this.series = series;
        this.picks = Picks.of(turns);
        this.headline = ProbeStory.headline(run);
        this.limitMs = run.gates().stream()
                .filter(g -> g.metric().equals(run.headline()) && g.unit().equals("ms"))
                .mapToDouble(GateResult::limit)
                .findFirst();
    }

    /**
     * The page.
     *
     * @param turns the journal, in any order
     * @param recordings what sound was kept; a file that cannot be read is said so in its place
     * @param texts what an utterance says, by its id, where known
     */
    public static String render(
            RunRecord run, List<Turn> turns, List<Recording> recordings, Map<String, String> texts) {
        return render(run, turns, recordings, "", texts, RunSeries.NONE);
    }

    /**
     * As {@link #render(RunRecord, List, List, Map)}, with a word on why sound is missing (empty when none is) and with what the folder
     * tells besides.
     */
    static String render(
            RunRecord run,
            List<Turn> turns,
            List<Recording> recordings,
            String soundProblem,
            Map<String, String> texts,
            RunSeries series) {
        return new HtmlReport(run, turns, recordings, soundProblem, texts, series).page();
    }

    private String page() {
        String style = resource("report.css");
        String script = resource("report.js");
        String policy = "default-src 'none'; style-src 'sha256-" + sha256(style) + "'; script-src 'sha256-"
                + sha256(script) + "'; media-src data:; base-uri 'none'; form-action 'none'";
        Markup out = new Markup().trusted("<!doctype html>\n");
        out.open("html", "lang", "en").open("head").line();
        out.trusted("<meta charset=\"utf-8\">\n");
        meta(out, "http-equiv", "Content-Security-Policy", policy);
        meta(out, "name", "viewport", "width=device-width, initial-scale=1");
        meta(out, "name", "referrer", "no-referrer");
        out.element("title", run.verdict().wireName() + ": " + run.scenario().name() + " – Turngap")
                .line();
        out.open("style")
                .trusted(style)
                .close("style")
                .close("head")
                .open("body")
                .line();
        defs(out);
        top(out);
        out.open("main").line();
        hero(out);
        HtmlComparison.of(run).ifPresent(out::add);
        gates(out);
        percentiles(out);
        if (run.analysed()) {
            section(
                            out,
                            "Where the time goes",
                            "Audio alone does not tell: stages need an agent's own milestones. See `run` and its traces.")
                    .close("section");
        } else {
            whereTheTimeGoes(out);
        }
        if (!run.analysed() && run.probe().isEmpty()) {
            out.add(HtmlAgentSays.of(run, turns));
            out.add(HtmlExplanation.of(Explainer.explain(turns, run.seed())));
        }
        charts(out);
        TrafficText.html(series.traffic()).ifPresent(out::add);
        HtmlLoad.of(UnderLoad.of(run, turns, series), recordings).ifPresent(out::add);
        section(out, "Rates", "").add(HtmlTables.rates(run)).close("section");
        worst(out);
        out.add(HtmlFacts.validity(run));
        out.add(HtmlFacts.run(run));
        out.close("main");
        out.element(
                        "footer",
                        "Turngap schema " + run.schemaVersion()
                                + ". Everything on this page was computed from turns.jsonl and run.json beside it, and can be again.")
                .line();
        out.open("script").trusted(script).close("script").close("body").close("html");
        return out.toString();
    }

    static void meta(Markup out, String kind, String name, String content) {
        out.trusted("<meta " + kind + "=\"" + name + "\" content=\"" + content + "\">\n");
    }

    private static void defs(Markup out) {
        out.open("svg", "width", "0", "height", "0", "aria-hidden", "true", "class", "sr")
                .open("defs");
        out.open(
                        "pattern",
                        "id",
                        "hatch",
                        "width",
                        "6",
                        "height",
                        "6",
                        "patternUnits",
                        "userSpaceOnUse",
                        "patternTransform",
                        "rotate(45)")
                .shape("rect", "width", "6", "height", "6", "class", "hatch-back")
                .shape("line", "x1", "0", "y1", "0", "x2", "0", "y2", "6", "class", "hatch-line")
                .close();
        out.open("pattern", "id", "dots", "width", "5", "height", "5", "patternUnits", "userSpaceOnUse")
                .shape("circle", "cx", "2", "cy", "2", "r", "0.9", "class", "dots-dot")
                .close();
        out.close("defs").close("svg");
    }

    private void top(Markup out) {
        out.open("div", "class", "top")
                .element("b", "Turngap")
                .element("span", run.startedAt().replaceFirst("\\.\\d+Z$", "Z"));
        out.element("button", "Theme", "type", "button", "id", "theme", "class", "push", "hidden", "")
                .close("div");
    }

    private void hero(Markup out) {
        out.element("h1", run.scenario().name());
        out.element("p", run.scenario().description(), "class", "lead");
        out.open("section", "class", "card hero", "aria-label", "Verdict").open("div", "class", "row");
        out.add(HtmlTables.badge(run.verdict(), true))
                .element("strong", Story.verdict(run))
                .close("div");
        if (!run.complete()) {
            out.element(
                    "p",
                    "The run ended before it was done: this page covers the " + Figures.count(turns.size(), "turn")
                            + " that finished.");
        }
        List<String> reasons = Story.reasons(run);
        if (!reasons.isEmpty() && run.verdict() != Verdict.PASS) {
            out.open("ul", "class", "reasons");
            reasons.forEach(reason -> out.element("li", reason));
            out.close("ul");
        }
        out.element("p", Story.callers(run, picks), "class", "story");
        Story.fallbacks(run, turns).ifPresent(said -> out.element("p", said, "class", "story"));
        tiles(out);
        out.close("section");
    }

    private void tiles(Markup out) {
        Summary ttfa = run.metrics().get(run.headline());
        out.open("dl", "class", "tiles");
        if (ttfa != null && ttfa.n() > 0) {
            for (String key : List.of("p50_ms", "p95_ms", "p99_ms")) {
                List<Double> ci = ttfa.ci95().getOrDefault(key, List.of());
                boolean noted = ttfa.notes().containsKey(key);
                String below = noted && (ttfa.censored() > 0 || Story.percentile(ttfa, key) == null)
                        ? ttfa.notes().getOrDefault(key, "")
                        : noted ? "more turns are needed" : ci.size() == 2 ? HtmlTables.interval(ci, "ms") : "";
                tile(out, headline + " " + Story.percentileName(key), Figures.span(Story.percentile(ttfa, key)), below);
            }
        }
        if (run.probe().isEmpty()) {
            tile(out, "missed turns", Figures.percent(run.rates().missed()), "");
            tile(
                    out,
                    run.analysed() ? "false cut-offs, candidates" : "false cut-offs",
                    Figures.percent(run.rates().falseCutOff()),
                    "");
        } else {
            Story.rates(run).forEach(rate -> tile(out, rate.name().replace('_', ' '), rate.text(), rate.counted()));
        }
        boolean sample = Story.isSample(run);
        long calls = sample
                ? run.counts().getOrDefault("calls", 0L)
                : turns.stream().mapToInt(Turn::call).distinct().count();
        long spoken = sample ? run.counts().getOrDefault("turns", 0L) : turns.size();
        tile(
                out,
                run.analysed() ? "recorded calls" : Story.things(run),
                Figures.grouped(calls),
                Figures.count(spoken, ProbeStory.turn(run))
                        + (run.analysed() ? "" : " in " + Figures.duration(run.wallMs())));
        out.close("dl");
    }

    private static void tile(Markup out, String name, String value, String below) {
        out.open("div").element("dt", name).open("dd").text(value);
        if (!below.isEmpty()) {
            out.element("small", below);
        }
        out.close().close();
    }

    private void gates(Markup out) {
        section(out, "Gates", "");
        if (run.gates().isEmpty()) {
            out.element(
                    "p",
                    run.probe().isPresent() || run.analysed()
                            ? "There are no gates. An option makes one: --gate \"" + run.headline() + " p95 < 800 ms\"."
                            : "The scenario has no gates. One line makes one: gates: [\"ttfa p95 < 800 ms\"].",
                    "class",
                    "soft");
        } else {
            out.add(HtmlTables.gates(run.gates()));
            FurtherCalls.of(run).ifPresent(said -> out.element("p", said));
        }
        out.close("section");
    }

    private void percentiles(Markup out) {
        section(
                out,
                "Percentiles",
                run.verdict() == Verdict.INVALID
                        ? "The instrument did not keep up, or heard too little: read these as a hint, not as a measurement."
                        : "Milliseconds, below them the 95 % interval where there is one.");
        if (Story.shown(run).isEmpty()) {
            out.element("p", "No " + ProbeStory.turn(run) + " got far enough to be measured.", "class", "soft");
        } else {
            out.add(HtmlTables.percentiles(run));
        }
        if (series.gatling()) {
            out.open("p", "class", "soft")
                    .element("a", "Gatling's charts of this run", "href", RunSeries.GATLING_PAGE)
                    .text(
                            " stand beside this page. Gatling's percentiles are approximate, of whole milliseconds; these here count.")
                    .close("p");
        }
        out.close("section");
    }

    private void whereTheTimeGoes(Markup out) {
        section(
                out,
                "Where the time goes",
                ProbeStory.upper(ProbeStory.span(run)) + ". The stages add up to the wait exactly.");
        Map<Stage, Double> shares = picks.shares(0);
        if (picks.heard().isEmpty()) {
            out.element("p", "No " + ProbeStory.turn(run) + " was answered.", "class", "soft")
                    .close("section");
            return;
        }
        boolean modelled = picks.heard().stream().anyMatch(t -> !t.modelled().isEmpty());
        out.add(WaterfallChart.legend(shares, modelled));
        List<WaterfallChart.Row> typical = new ArrayList<>();
        picks.at(0.5).ifPresent(t -> typical.add(new WaterfallChart.Row("median " + ProbeStory.turn(run), t)));
        picks.at(0.95).ifPresent(t -> typical.add(new WaterfallChart.Row("P95 " + ProbeStory.turn(run), t)));
        if (!typical.isEmpty()) {
            out.add(WaterfallChart.rows(typical));
        }
        List<Turn> worst = picks.worst();
        out.element(
                "h3",
                "The slowest "
                        + (worst.size() == 1
                                ? ProbeStory.turn(run)
                                : Figures.count(worst.size(), ProbeStory.turn(run))));
        List<WaterfallChart.Row> slow = new ArrayList<>();
        for (int i = 0; i < worst.size(); i++) {
            slow.add(new WaterfallChart.Row("no. " + (i + 1), worst.get(i)));
        }
        out.add(WaterfallChart.rows(slow));
        out.add(HtmlTables.stages(run, shares, picks.shares(0.95))).close("section");
    }

    private void charts(Markup out) {
        if (picks.heard().isEmpty()) {
            return;
        }
        section(
                out,
                "Percentile spectrum",
                "How long the slow end is: each further nine gets the same room. " + headline + " in ms.");
        List<SpectrumChart.Point> beside = SpectrumChart.baseline(run);
        out.add(SpectrumChart.of(picks.heard().stream().map(Picks::ttfaUs).toList(), limitMs, beside));
        if (!beside.isEmpty()) {
            out.element("p", "Circles: the baseline's percentiles.", "class", "soft");
        }
        long early = picks.heard().stream().filter(t -> Picks.ttfaUs(t) < 0).count();
        if (early > 0) {
            out.element(
                    "p",
                    Figures.count(early, "turn") + " in which the agent spoke too early (TTFA below 0) "
                            + (early == 1 ? "stands" : "stand") + " at 0.",
                    "class",
                    "soft");
        }
        if (picks.unheard() > 0) {
            out.element(
                    "p",
                    Figures.count(picks.unheard(), ProbeStory.turn(run)) + " never answered "
                            + (picks.unheard() == 1 ? "is" : "are")
                            + " not in this picture; the percentiles above count them as longer than the wait.",
                    "class",
                    "soft");
        }
        out.close("section");
        // The start of a turn in a recording is counted from the beginning of the recording.
        long fromUs = run.analysed()
                ? 0
                : turns.stream().mapToLong(Turn::startEpochUs).min().orElse(0);
        TimelineChart.Drawn drawn = TimelineChart.of(turns, picks, limitMs, fromUs);
        section(
                out,
                run.analysed() ? "Over the recordings" : "Over the run",
                run.analysed()
                        ? "TTFA of each turn in ms, by seconds since its recording's beginning; turns that failed stand above."
                        : headline + " of each " + ProbeStory.turn(run) + " in ms, by seconds since the first; "
                                + ProbeStory.turn(run) + "s that failed stand above.");
        out.add(TimelineChart.legend(run.probe().isPresent(), run.analysed())).add(drawn.markup());
        if (drawn.left() > 0) {
            out.element(
                    "p",
                    Figures.count(drawn.left(), "turn") + " of " + Figures.grouped(turns.size())
                            + " are not drawn: of each of 200 slices of the run the quickest, the middle and the slowest are.",
                    "class",
                    "soft");
        }
        out.close("section");
    }

    private void worst(Markup out) {
        if (picks.heard().isEmpty() && picks.failed().isEmpty()) {
            return;
        }
        if (run.probe().isPresent()) {
            section(out, "Requests worth a look", "The slowest and the failed ones.")
                    .add(HtmlProbe.of(picks))
                    .close("section");
            return;
        }
        section(
                out,
                "Turns worth hearing",
                "The slowest and the failed ones. Caller in the left ear and above, agent in the right and below; "
                        + "a click on the picture plays from there.");
        if (!soundProblem.isEmpty()) {
            out.element("p", soundProblem, "class", "why");
        }
        out.add(HtmlTurns.of(picks, recordings, texts, run.analysed() ? "found in" : "caller said"))
                .close("section");
    }

    /** Opens a section with its heading and, where there is one, a line below it. */
    static Markup section(Markup out, String title, String lead) {
        out.open("section").element("h2", title);
        if (!lead.isEmpty()) {
            out.element("p", lead, "class", "lead");
        }
        return out;
    }

    static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the program; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
