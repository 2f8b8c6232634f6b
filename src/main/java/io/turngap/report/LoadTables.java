package io.turngap.report;

import io.turngap.measure.RecordingIndex;
import io.turngap.measure.RunRecord.Summary;
import java.util.List;

/** The tables of the section on load. */
final class LoadTables {

    private LoadTables() {}

    static Markup slices(LoadOverTime overTime, boolean goodput, boolean calls) {
        Markup out = HtmlTables.open(
                "Slices of the run", "Time", "n", "P50, ms", "P95, ms", "Goodput", "In flight", "Started", "Failed");
        for (int i = 0; i < overTime.slice().size(); i++) {
            LoadOverTime.Slice slice = overTime.slice().get(i);
            out.open("tr").element("th", overTime.slices().name(i), "scope", "row");
            number(out, Figures.grouped(slice.turns()));
            number(out, slice.p50Ms().isPresent() ? Figures.ms(slice.p50Ms().getAsDouble()) : Figures.NONE);
            number(out, slice.p95Ms().isPresent() ? Figures.ms(slice.p95Ms().getAsDouble()) : Figures.NONE);
            number(
                    out,
                    goodput && slice.turns() > 0
                            ? Figures.percent(slice.good() / (double) slice.turns())
                            : Figures.NONE);
            number(out, calls ? Figures.grouped(slice.inFlight()) : Figures.NONE);
            number(out, calls ? Figures.grouped(slice.started()) : Figures.NONE);
            number(out, Figures.grouped(slice.bad()));
            out.close("tr");
        }
        return HtmlTables.shut(out);
    }

    static Markup failures(List<LoadFailures.Kind> kinds, TimeSlices slices) {
        Markup out = HtmlTables.open("Failures by kind", "Kind", "n", "Share", "First", "Last", "Examples");
        for (LoadFailures.Kind kind : kinds) {
            out.open("tr").open("th", "scope", "row").text(kind.name());
            out.element("small", kind.what()).close();
            number(out, Figures.grouped(kind.count()));
            number(out, kind.of() == 0 ? Figures.NONE : Figures.percent(kind.count() / (double) kind.of()));
            out.element("td", slices.since(kind.firstUs() - slices.fromUs()), "class", "when");
            out.element("td", slices.since(kind.lastUs() - slices.fromUs()), "class", "when");
            out.open("td", "class", "why");
            for (LoadFailures.Example example : kind.examples()) {
                example(out, example);
            }
            out.close().close("tr");
        }
        return HtmlTables.shut(out);
    }

    private static void example(Markup out, LoadFailures.Example example) {
        out.open("div").element("b", example.name());
        if (!example.detail().isEmpty()) {
            out.text(": " + example.detail());
        }
        // The name of a file that came with a folder from elsewhere leads nowhere but into its recordings.
        if (example.wav().matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,120}\\.wav")) {
            out.text(" (")
                    .element("a", "sound", "href", RecordingIndex.FOLDER + "/" + example.wav())
                    .text(")");
        }
        out.close();
    }

    static Markup contrasts(List<TurnContrast> contrasts) {
        Markup out = HtmlTables.open(
                "First and later, cold and warm", "Turns", "n", "P50", "P95", "P50, difference", "P95, difference");
        for (TurnContrast contrast : contrasts) {
            row(out, contrast.first(), contrast.firstTtfa(), "ld-above");
            number(out, "");
            number(out, "");
            out.close("tr");
            row(out, contrast.second(), contrast.secondTtfa(), "");
            difference(out, contrast.p50());
            difference(out, contrast.p95());
            out.close("tr");
        }
        return HtmlTables.shut(out);
    }

    private static void row(Markup out, String name, Summary ttfa, String style) {
        out.open("tr", "class", style).element("th", name, "scope", "row");
        number(out, Figures.grouped(ttfa.n()));
        for (String key : List.of("p50_ms", "p95_ms")) {
            String note = ttfa.notes().getOrDefault(key, "");
            out.open("td", "class", note.isEmpty() ? "num" : "num weak");
            out.element("span", Figures.ms(Story.percentile(ttfa, key)), "class", "value");
            if (!note.isEmpty()) {
                out.element("sup", "†", "title", note);
            }
            List<Double> ci = ttfa.ci95().getOrDefault(key, List.of());
            if (ci.size() == 2) {
                out.element("small", Figures.ms(ci.get(0)) + "\u202f–\u202f" + Figures.ms(ci.get(1)));
            }
            out.close();
        }
    }

    private static void difference(Markup out, TurnContrast.Difference difference) {
        out.open("td", "class", difference.isSure() ? "num strong" : "num soft");
        if (difference.ms().isEmpty()) {
            out.text(Figures.NONE);
        } else {
            out.text(signed(difference.ms().getAsDouble()));
            difference.ci95().ifPresent(ci -> out.element("small", signed(ci.low()) + " to " + signed(ci.high())));
        }
        out.close();
    }

    private static String signed(double ms) {
        String text = Figures.ms(ms);
        return Math.round(ms * 10) > 0 ? "+" + text : text;
    }

    private static void number(Markup out, String text) {
        out.element("td", text, "class", "num");
    }
}
