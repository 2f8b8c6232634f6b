package io.turngap.report;

import io.turngap.claims.ClaimReport;
import io.turngap.claims.Claims;
import io.turngap.claims.Finding;
import io.turngap.claims.FindingVerdict;
import io.turngap.claims.Measurement;
import java.util.ArrayList;
import java.util.List;

/** The article's figures, checked, on a terminal. */
public final class ClaimsText {

    private static final int GREEN = 71;
    private static final int RED = 167;
    private static final int AMBER = 178;
    private static final int LABEL = 50;

    private final ClaimReport report;
    private final TerminalStyle style;
    private final List<String> lines = new ArrayList<>();

    private ClaimsText(ClaimReport report, TerminalStyle style) {
        this.report = report;
        this.style = style;
    }

    /** The text, ending in a line break. */
    public static String render(ClaimReport report, TerminalStyle style) {
        ClaimsText text = new ClaimsText(report, style);
        text.write();
        return String.join("\n", text.lines) + "\n";
    }

    private void write() {
        lines.add(style.bold(style.plain(ClaimWords.summary(report))));
        for (Finding finding : report.simulated()) {
            lines.add("");
            head(finding, "");
            report.realOf(finding.id()).ifPresent(real -> head(real, "over sockets: "));
        }
        lines.add("");
        paragraph(ClaimWords.caution(report));
        if (!report.real().isEmpty()) {
            paragraph(ClaimWords.realCaution(report));
        }
        publicFigures();
    }

    private void head(Finding finding, String before) {
        String id = before.isEmpty() ? String.format("%-4s", finding.id()) : "    " + before;
        lines.add(style.plain(id)
                + verdict(finding.verdict())
                + (before.isEmpty() ? "  " + style.plain(finding.figure()) : ""));
        if (!finding.because().isEmpty()) {
            lines.add("    " + style.plain(finding.because()));
        }
        for (Measurement measured : finding.measurements()) {
            measurement(measured);
        }
        finding.arithmetic().forEach(line -> lines.add(style.dim(style.plain("    = " + line))));
    }

    private void measurement(Measurement measured) {
        String interval = ClaimWords.interval(measured);
        String stated = ClaimWords.stated(measured);
        StringBuilder line = new StringBuilder("  ")
                .append(measured.decides() ? "* " : "  ")
                .append(String.format("%-" + LABEL + "s", measured.what()))
                .append(String.format(" %9s", ClaimWords.value(measured.value(), measured.unit())))
                .append(String.format(" %-20s", interval.isEmpty() ? "" : "(" + interval + ")"))
                .append(String.format(" n %-6s", Figures.grouped(measured.n())));
        if (!stated.isEmpty()) {
            line.append(" stated ")
                    .append(stated)
                    .append(": ")
                    .append(measured.where().orElse(""));
        }
        lines.add(style.plain(line.toString().stripTrailing()));
    }

    private String verdict(FindingVerdict verdict) {
        int colour = switch (verdict) {
            case HOLDS -> GREEN;
            case DOES_NOT_HOLD, CANNOT_FOLLOW -> RED;
            default -> AMBER;
        };
        return style.paint(verdict.words().toUpperCase(java.util.Locale.ROOT), colour);
    }

    private void publicFigures() {
        lines.add("");
        lines.add(style.plain("Measured by others, P50/P95/P99 ms:"));
        List<String> products = new ArrayList<>();
        Claims.PUBLIC.forEach(figure ->
                products.add(figure.product() + " " + figure.p50Ms() + "/" + figure.p95Ms() + "/" + figure.p99Ms()));
        paragraph(String.join(", ", products) + ". " + Claims.PUBLIC_SOURCE + ".");
        lines.add(style.plain(
                "* decides the verdict; other lines stand beside it. How each was measured: --out DIR or --json."));
    }

    private void paragraph(String text) {
        lines.addAll(Paragraph.of("", text, style));
    }
}
