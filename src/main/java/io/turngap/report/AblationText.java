package io.turngap.report;

import io.turngap.claims.Ablation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What each lever buys, on a terminal. */
public final class AblationText {

    private static final int TITLE = 34;

    private final Ablation ablation;
    private final TerminalStyle style;
    private final List<String> lines = new ArrayList<>();

    private AblationText(Ablation ablation, TerminalStyle style) {
        this.ablation = ablation;
        this.style = style;
    }

    /** The text, ending in a line break. */
    public static String render(Ablation ablation, TerminalStyle style) {
        AblationText text = new AblationText(ablation, style);
        text.write();
        return String.join("\n", text.lines) + "\n";
    }

    private void write() {
        lines.add(style.bold(style.plain(AblationWords.subject(ablation))));
        lines.add("");
        lines.add(style.bold(String.format("%-24s%9s%9s%9s%9s", "TTFA, ms (modelled)", "P50", "P90", "P95", "P99")));
        side(ablation.base());
        side(ablation.profile());
        lines.add(String.format(
                "%-24s%9s%9s%9s",
                "gain",
                style.plain(Figures.ms(ablation.gainP50Ms())),
                "",
                style.plain(Figures.ms(ablation.gainP95Ms()))));
        lines.add("");
        lines.add(style.bold(String.format("%-" + (TITLE + 5) + "s%s", "What each lever saves, ms", heads())));
        for (Ablation.Row row : AblationWords.working(ablation)) {
            lever(row);
        }
        lines.add(String.format(
                "%-" + (TITLE + 5) + "s%7s%21s   %7s",
                "all",
                style.plain(Figures.ms(sum(true))),
                "",
                style.plain(Figures.ms(sum(false)))));
        lines.add("");
        paragraph(AblationWords.MEANING);
        costs();
        paragraph(AblationWords.idle(ablation));
        paragraph(AblationWords.conditions(ablation));
        ablation.notes().forEach(note -> paragraph("- " + note));
    }

    private static String heads() {
        return String.format("%14s%7s%7s   %14s%7s%7s", "P50 share", "on", "off", "P95 share", "on", "off");
    }

    private void side(Ablation.Side side) {
        lines.add(style.plain(String.format(
                "%-24s%9s%9s%9s%9s",
                Clean.line(side.name()),
                Figures.ms(side.p50Ms()),
                Figures.ms(side.p90Ms()),
                Figures.ms(side.p95Ms()),
                Figures.ms(side.p99Ms()))));
    }

    private void lever(Ablation.Row row) {
        String title = row.title().length() <= TITLE ? row.title() : row.title().substring(0, TITLE - 1) + "…";
        lines.add(style.plain(String.format("%-4s %-" + TITLE + "s", row.id(), title) + figures(row.p50()) + "   "
                + figures(row.p95())));
    }

    private static String figures(Ablation.Saving saving) {
        return String.format(
                Locale.ROOT,
                "%7s%-7s%7s%7s",
                Figures.ms(saving.shareMs()),
                AblationWords.half(saving),
                Figures.ms(saving.onAloneMs()),
                Figures.ms(saving.offAloneMs()));
    }

    private double sum(boolean median) {
        return ablation.levers().stream()
                .mapToDouble(row -> (median ? row.p50() : row.p95()).shareMs())
                .sum();
    }

    private void costs() {
        boolean titled = false;
        for (Ablation.Row row : ablation.levers()) {
            List<String> costs = AblationWords.costs(ablation, row);
            if (!costs.isEmpty() && !titled) {
                titled = true;
                lines.add("");
                lines.add(style.bold("What else changes with a lever, percentage points of turns"));
            }
            costs.forEach(cost -> lines.add(style.plain(String.format("%-4s %s", row.id(), cost))));
        }
        lines.add("");
    }

    private void paragraph(String text) {
        if (text.startsWith("- ")) {
            lines.addAll(Paragraph.of("- ", text.substring(2), style));
        } else if (!text.isEmpty()) {
            lines.addAll(Paragraph.of("", text, style));
        }
    }
}
