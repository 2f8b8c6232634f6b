package io.turngap.report;

import io.turngap.capacity.By;
import io.turngap.capacity.Capacity;
import io.turngap.capacity.Step;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A search for capacity on a terminal: a table that grows by a line a step, then what was found. */
public final class CapacityText {

    private static final String ROW = "%3s %-13s %8s %22s %7s %7s %9s %8s  %s";

    private final TerminalStyle style;
    private final PrintWriter out;

    /** Prints to {@code out}. */
    public CapacityText(TerminalStyle style, PrintWriter out) {
        this.style = style;
        this.out = out;
    }

    /** What is looked for, and the head of the table. */
    public void begin(Capacity search) {
        line(style.bold(style.plain("Capacity of " + search.agent() + ", scenario " + search.scenario() + ", by "
                + search.by().unit() + (search.simulated() ? "; simulated, every latency modelled" : ""))));
        line(style.plain("Target: " + search.target() + "."));
        line("");
        line(style.bold(String.format(
                ROW,
                "",
                "step",
                search.by() == By.CONCURRENCY ? "at once" : "calls/s",
                "goodput",
                "P50 ms",
                "P95 ms",
                "failed",
                "turns/s",
                "")));
        out.flush();
    }

    /** A step is over. */
    public void step(Step step, By by) {
        line(style.plain(String.format(
                ROW,
                step.index(),
                step.purpose(),
                by.format(step.load()),
                CapacityWords.goodput(step),
                Figures.ms(step.p50Ms()),
                Figures.ms(step.p95Ms()),
                step.failedCalls() + "/" + step.calls(),
                String.format(Locale.ROOT, "%.2f", step.turnsASecond()),
                CapacityWords.verdict(step) + (step.extensions() > 0 ? ", extended x" + step.extensions() : ""))));
        if (!step.why().isEmpty()) {
            Paragraph.of("    ", step.why(), style).forEach(this::line);
        }
        String failed = CapacityWords.failures(step);
        if (!failed.isEmpty()) {
            Paragraph.of("    ", failed, style).forEach(this::line);
        }
        out.flush();
    }

    /** What was found. */
    public void finish(Capacity found, String page) {
        line("");
        Paragraph.of("", CapacityWords.answer(found), style).forEach(text -> line(style.bold(text)));
        List<String> lines = new ArrayList<>();
        lines.add(CapacityWords.hysteresis(found));
        lines.addAll(CapacityWords.scaling(found));
        lines.addAll(CapacityWords.plan(found));
        found.notes().forEach(note -> lines.add("Note: " + note + "."));
        lines.stream().filter(text -> !text.isEmpty()).forEach(this::paragraph);
        Double least = found.least();
        if (least != null) {
            line(style.plain("Gate: at least " + found.by().format(least) + " "
                    + found.by().unit() + ": "
                    + found.gate().name().toLowerCase(Locale.ROOT)));
        }
        line("");
        line("Page: " + page + "; each step's run is a folder beside it (turngap report FOLDER).");
        out.flush();
    }

    private void paragraph(String text) {
        Paragraph.of("", text, style).forEach(this::line);
    }

    private void line(String text) {
        out.println(text);
    }
}
