package io.turngap.report;

import io.turngap.claims.Ablation;
import java.util.List;

/** What each lever buys, in GitHub's Markdown, without links, pictures or anything that a name could break out of. */
final class AblationMarkdown {

    private AblationMarkdown() {}

    /** The file's content. */
    static String render(Ablation of) {
        StringBuilder out = new StringBuilder("## What each lever buys: ").append(text(of.scenario()));
        out.append("\n\n").append(text(AblationWords.subject(of))).append(". Every latency is modelled.\n\n");
        out.append("| TTFA, ms | P50 | P90 | P95 | P99 |\n|---|--:|--:|--:|--:|\n");
        for (Ablation.Side side : List.of(of.base(), of.profile())) {
            row(out, side.name(), ms(side.p50Ms()), ms(side.p90Ms()), ms(side.p95Ms()), ms(side.p99Ms()));
        }
        row(out, "gain", ms(of.gainP50Ms()), "", ms(of.gainP95Ms()), "");
        out.append(
                "\n| lever | P50 share, ms | on alone | off alone | P95 share, ms | on alone | off alone | what else changes |\n");
        out.append("|---|--:|--:|--:|--:|--:|--:|---|\n");
        for (Ablation.Row lever : AblationWords.working(of)) {
            row(
                    out,
                    lever.id() + " " + lever.title(),
                    AblationWords.share(lever.p50()),
                    ms(lever.p50().onAloneMs()),
                    ms(lever.p50().offAloneMs()),
                    AblationWords.share(lever.p95()),
                    ms(lever.p95().onAloneMs()),
                    ms(lever.p95().offAloneMs()),
                    String.join("; ", AblationWords.costs(of, lever)));
        }
        paragraph(out, AblationWords.MEANING);
        paragraph(out, AblationWords.idle(of));
        paragraph(out, AblationWords.conditions(of));
        out.append('\n');
        of.notes().forEach(note -> out.append("- ").append(text(note)).append('\n'));
        out.append("\nSeed ").append(of.seed()).append(".\n");
        return out.toString();
    }

    private static void row(StringBuilder out, String... cells) {
        out.append('|');
        for (String cell : cells) {
            out.append(' ').append(text(cell)).append(" |");
        }
        out.append('\n');
    }

    private static void paragraph(StringBuilder out, String words) {
        if (!words.isEmpty()) {
            out.append('\n').append(text(words)).append('\n');
        }
    }

    private static String ms(double ms) {
        return Figures.ms(ms);
    }

    private static String text(String text) {
        return Clean.markdown(text);
    }
}
