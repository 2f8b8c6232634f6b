package io.turngap.report;

import io.turngap.measure.TrafficRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A run's time, a line an hour or so: for the terminal, for Markdown and for the page. One stretch alone says nothing that is not said elsewhere. */
public final class TrafficText {

    private static final int FEWEST = 2;
    private static final int[] WIDTHS = {6, 9, 10, 7, 9, 6, 8, 7, 9, 9, 9};
    private static final int LOAD = 6;
    private static final String NOTE =
            "In flight, queue, machines and load: at most. Machines and what they cost are modelled.";
    private static final List<String> HEAD = List.of(
            "from",
            "arrivals",
            "in flight",
            "queue",
            "machines",
            "cold",
            "load",
            "cache",
            "P50 ms",
            "P95 ms",
            "goodput");

    private TrafficText() {}

    /** Lines for a terminal; none for a single stretch. */
    public static List<String> lines(List<TrafficRow> rows) {
        List<String> lines = new ArrayList<>();
        if (rows.size() < FEWEST) {
            return lines;
        }
        lines.add("");
        lines.add("  Traffic by " + span(rows.getFirst().lengthS())
                + " (in flight, queue, machines, load: at most; machines and what they cost are modelled)");
        lines.add(padded(HEAD));
        rows.forEach(row -> lines.add(padded(cells(row))));
        return lines;
    }

    /** A section of Markdown; empty for a single stretch. */
    public static String markdown(List<TrafficRow> rows) {
        if (rows.size() < FEWEST) {
            return "";
        }
        StringBuilder text =
                new StringBuilder("\n### Traffic by " + span(rows.getFirst().lengthS()) + "\n\n" + NOTE + "\n\n");
        text.append("| ").append(String.join(" | ", HEAD)).append(" |\n|");
        text.append("---:|".repeat(HEAD.size())).append('\n');
        rows.forEach(
                row -> text.append("| ").append(String.join(" | ", cells(row))).append(" |\n"));
        return text.toString();
    }

    /** A section of the page; empty for a single stretch. */
    static Optional<Markup> html(List<TrafficRow> rows) {
        if (rows.size() < FEWEST) {
            return Optional.empty();
        }
        String title = "Traffic by " + span(rows.getFirst().lengthS());
        Markup out = HtmlReport.section(
                new Markup(),
                title,
                "Calls and turns belong to the time in which they began. " + NOTE
                        + " Load is the work asked for as a share of what all machines could do.");
        overload(rows).ifPresent(said -> out.element("p", ProbeStory.upper(said) + ".", "class", "story"));
        out.add(table(title, rows));
        return Optional.of(out.close("section"));
    }

    private static Markup table(String title, List<TrafficRow> rows) {
        Markup out = HtmlTables.open(title, HEAD.stream().map(ProbeStory::upper).toArray(String[]::new));
        for (TrafficRow row : rows) {
            List<String> cells = cells(row);
            out.open("tr").element("th", cells.getFirst(), "scope", "row");
            boolean over = isOver(row);
            for (int i = 1; i < cells.size(); i++) {
                out.element("td", cells.get(i), "class", over && i == LOAD ? "num strong" : "num");
            }
            out.close("tr");
        }
        return HtmlTables.shut(out);
    }

    private static boolean isOver(TrafficRow row) {
        return row.offered() > 1 && row.queue() > 0;
    }

    /** Says that requests came faster than machines could serve them, where they did. */
    public static Optional<String> overload(List<TrafficRow> rows) {
        List<TrafficRow> over = rows.stream().filter(TrafficText::isOver).toList();
        if (over.isEmpty()) {
            return Optional.empty();
        }
        double most = over.stream().mapToDouble(TrafficRow::offered).max().orElse(1);
        return Optional.of(String.format(
                Locale.ROOT,
                "the queue grows from %s to %s: offered load up to %.2f of what %d machines can serve; up to %d requests waited",
                clock(over.getFirst().fromS(), over.getFirst().lengthS()),
                clock(
                        over.getLast().fromS() + over.getLast().lengthS(),
                        over.getLast().lengthS()),
                most,
                over.stream().mapToInt(TrafficRow::machines).max().orElse(0),
                over.stream().mapToInt(TrafficRow::queue).max().orElse(0)));
    }

    private static List<String> cells(TrafficRow row) {
        boolean machines = row.machines() > 0;
        return List.of(
                clock(row.fromS(), row.lengthS()),
                Figures.grouped(row.arrivals()),
                Figures.grouped(row.inFlight()),
                machines ? Figures.grouped(row.queue()) : "–",
                machines ? Figures.grouped(row.machines()) : "–",
                machines ? Figures.grouped(row.coldStarts()) : "–",
                machines ? String.format(Locale.ROOT, "%.2f", row.offered()) : "–",
                percent(row.hitRate()),
                ms(row.p50Ms()),
                ms(row.p95Ms()),
                percent(row.goodput()));
    }

    private static String clock(long s, long lengthS) {
        return lengthS >= 86_400
                ? "day " + s / 86_400
                : String.format(Locale.ROOT, "%02d:%02d", s / 3_600, s / 60 % 60);
    }

    private static String span(long s) {
        return s == 60
                ? "the minute"
                : s < 3_600
                        ? s / 60 + " minutes"
                        : s == 3_600 ? "the hour" : s == 86_400 ? "the day" : s / 3_600 + " hours";
    }

    private static String ms(double value) {
        return Double.isNaN(value) ? "–" : Figures.grouped(Math.round(value));
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    private static String padded(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(" ".repeat(Math.max(1, WIDTHS[i] - cells.get(i).length())))
                    .append(cells.get(i));
        }
        return line.toString();
    }
}
