package io.turngap.report;

import io.turngap.claims.ClaimReport;
import io.turngap.claims.Claims;
import io.turngap.claims.Finding;

/** The article's figures, checked, as Markdown: a row a figure, then what stands behind each. */
public final class ClaimsMarkdown {

    private ClaimsMarkdown() {}

    /** The file's content. */
    public static String render(ClaimReport report) {
        StringBuilder out = new StringBuilder();
        out.append("# The article's figures, checked\n\n\"")
                .append(Clean.markdown(Claims.ARTICLE))
                .append("\"\n\n");
        out.append(Clean.markdown(ClaimWords.summary(report))).append(' ');
        out.append(Clean.markdown(ClaimWords.caution(report))).append("\n\n");
        table(out, report);
        if (!report.real().isEmpty()) {
            out.append("\n## Over sockets\n\n")
                    .append(Clean.markdown(ClaimWords.realCaution(report)))
                    .append("\n\n");
            head(out);
            report.real().forEach(finding -> row(out, finding));
        }
        out.append("\n## Measured by others\n\n| product | P50, ms | P95, ms | P99, ms |\n|---|---:|---:|---:|\n");
        Claims.PUBLIC.forEach(figure -> out.append("| ")
                .append(figure.product())
                .append(" | ")
                .append(figure.p50Ms())
                .append(" | ")
                .append(figure.p95Ms())
                .append(" | ")
                .append(figure.p99Ms())
                .append(" |\n"));
        out.append('\n').append(Clean.markdown(Claims.PUBLIC_SOURCE)).append(".\n\n## Behind each figure\n");
        report.simulated().forEach(finding -> details(out, finding, ""));
        report.real().forEach(finding -> details(out, finding, ", over sockets"));
        return out.toString();
    }

    private static void table(StringBuilder out, ClaimReport report) {
        head(out);
        report.simulated().forEach(finding -> row(out, finding));
    }

    private static void head(StringBuilder out) {
        out.append("| | the article | verdict | measured | turns |\n|---|---|---|---|---:|\n");
    }

    private static void row(StringBuilder out, Finding finding) {
        out.append("| ")
                .append(finding.id())
                .append(" | ")
                .append(Clean.markdown(finding.figure()))
                .append(" | ")
                .append(finding.verdict().words())
                .append(" | ")
                .append(Clean.markdown(ClaimWords.deciding(finding)))
                .append(" | ")
                .append(ClaimWords.n(finding))
                .append(" |\n");
    }

    private static void details(StringBuilder out, Finding finding, String where) {
        out.append("\n### ")
                .append(finding.id())
                .append(where)
                .append(": ")
                .append(finding.verdict().words())
                .append("\n\n")
                .append(Clean.markdown(finding.figure()))
                .append(" (section ")
                .append(Clean.markdown(finding.section()))
                .append(")\n\n");
        if (!finding.because().isEmpty()) {
            out.append(Clean.markdown(finding.because())).append("\n\n");
        }
        finding.measurements().forEach(measured -> {
            String stated = ClaimWords.stated(measured);
            out.append("- ")
                    .append(Clean.markdown(ClaimWords.line(measured)))
                    .append(Clean.markdown(stated.isEmpty() ? "" : "; stated " + stated))
                    .append(", n = ")
                    .append(measured.n())
                    .append(measured.decides() ? " (decides)" : "")
                    .append('\n');
        });
        finding.arithmetic()
                .forEach(line -> out.append("- arithmetic: ")
                        .append(Clean.markdown(line))
                        .append('\n'));
        out.append("\nHow: ").append(Clean.markdown(finding.how())).append(". ");
        out.append(Clean.markdown(ClaimWords.stages(finding))).append(".\n");
    }
}
