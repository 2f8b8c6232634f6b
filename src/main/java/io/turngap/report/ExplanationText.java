package io.turngap.report;

import io.turngap.explain.Explanation;
import io.turngap.measure.Stage;
import java.util.ArrayList;
import java.util.List;

/** What to change first, on a terminal. */
public final class ExplanationText {

    private static final int BAR = 30;
    private static final int MOST_PARTS = 6;

    private final Explanation explanation;
    private final TerminalStyle style;
    private final List<String> lines = new ArrayList<>();

    private ExplanationText(Explanation explanation, TerminalStyle style) {
        this.explanation = explanation;
        this.style = style;
    }

    /** The text, ending in a line break. */
    public static String render(Explanation explanation, TerminalStyle style) {
        ExplanationText text = new ExplanationText(explanation, style);
        text.write();
        return String.join("\n", text.lines) + "\n";
    }

    private void write() {
        if (explanation.turns() > 0) {
            lines.add(style.plain(Figures.count(explanation.turns(), "turn") + " of "
                    + Figures.count(explanation.calls(), "call") + ", TTFA P50 " + Figures.span(explanation.p50Ms())
                    + ", P95 " + Figures.span(explanation.p95Ms())));
            parts("Where a typical turn's time goes (P40 to P60)", explanation.typical());
            parts("Where the slowest tenth's goes", explanation.slow());
            plan();
        }
        explanation.unseen().forEach(line -> paragraph("- ", line));
        explanation.notes().forEach(line -> paragraph("- ", line));
        if (!explanation.idle().isEmpty()) {
            paragraph("- ", "Would save nothing here: " + String.join(", ", explanation.idle()) + ".");
        }
    }

    private void parts(String title, List<Explanation.Part> parts) {
        lines.add("");
        lines.add(style.bold(title));
        for (Explanation.Part part : parts.subList(0, Math.min(MOST_PARTS, parts.size()))) {
            Stage stage = Stage.of(part.stage()).orElse(Stage.UNATTRIBUTED);
            String cell = style.colour() && style.unicode() ? "█" : String.valueOf(StageLook.letter(stage));
            String bar = style.paint(
                    cell.repeat((int) Math.max(1, Math.round(BAR * part.share()))), StageLook.colour(stage));
            lines.add(String.format("  %-14s", part.stage() + (part.modelled() ? "~" : ""))
                    + style.plain(
                            String.format("%9s %6s  ", Figures.span(part.meanMs()), Figures.percent(part.share())))
                    + bar);
        }
    }

    private void plan() {
        lines.add("");
        if (explanation.plan().isEmpty()) {
            lines.add("Nothing in the plan would save anything in this run.");
            return;
        }
        lines.add(style.bold("What to change first, by what it would save at P95"));
        lines.add(style.dim("In brackets: the 95 % interval of the cautious figure, from the calls of this run."));
        boolean bounded = false;
        for (Explanation.Advice advice : explanation.plan()) {
            lines.add("");
            if (advice.atMost() && !bounded) {
                bounded = true;
                lines.add(style.bold("Could save at most"));
            }
            lines.add(style.plain(advice.rank() + ". " + advice.title())
                    + style.dim(style.plain("  [" + String.join(", ", advice.levers()) + " · " + advice.step() + "]")));
            lines.add(style.plain("   saves " + saving(advice.p50()) + " at P50, " + saving(advice.p95())
                    + " at P95, in " + Figures.percent(advice.touched()) + " of turns"));
            paragraph("   from: ", advice.basis());
            paragraph("   sure: ", advice.sure());
            paragraph("   cost: ", advice.cost());
        }
        lines.add("");
    }

    /** A saving with its range and interval: {@code 96–180 ms (95 % interval of the lower: 90–104)}. */
    static String saving(Explanation.Saving saving) {
        String low = Figures.ms(saving.lowMs());
        String high = Figures.ms(saving.highMs());
        String range = low.equals(high) ? low : low + "–" + high;
        List<Double> ci = saving.ci95();
        return range + "\u00a0ms"
                + (ci == null ? "" : " (" + Figures.ms(ci.getFirst()) + "–" + Figures.ms(ci.getLast()) + ")");
    }

    private void paragraph(String before, String text) {
        lines.addAll(Paragraph.of(before, text, style));
    }
}
