package io.turngap.report;

import io.turngap.explain.Explanation;
import java.util.List;

/** What to change first, on the page. */
final class HtmlExplanation {

    private static final int MOST = 6;

    private HtmlExplanation() {}

    /** The section; empty where there is nothing to say. */
    static Markup of(Explanation explanation) {
        Markup out = new Markup();
        if (explanation.turns() == 0) {
            return out;
        }
        HtmlReport.section(
                out,
                "What to change first",
                "Estimates: this run's own turns, computed again with a stage shortened. "
                        + "Each remedy by itself; savings in the same stage do not add up. Small: the 95 % interval of the first figure.");
        biggest(out, explanation);
        if (!explanation.plan().isEmpty()) {
            out.add(table(explanation.plan()));
        }
        explanation.unseen().forEach(line -> out.element("p", line, "class", "soft"));
        return out.close("section");
    }

    private static void biggest(Markup out, Explanation explanation) {
        out.element(
                "p",
                "A typical turn: " + parts(explanation.typical()) + ". The slowest tenth: " + parts(explanation.slow())
                        + ".");
    }

    private static String parts(List<Explanation.Part> parts) {
        return String.join(
                ", ",
                parts.stream()
                        .limit(3)
                        .map(part -> part.stage() + " " + Figures.span(part.meanMs()) + " ("
                                + Figures.percent(part.share()) + ")")
                        .toList());
    }

    private static Markup table(List<Explanation.Advice> plan) {
        Markup out = HtmlTables.open("Remedies", "Remedy", "Saves at P50, ms", "Saves at P95, ms", "How sure", "Cost");
        for (Explanation.Advice advice : plan.subList(0, Math.min(MOST, plan.size()))) {
            out.open("tr").open("th", "scope", "row").text(advice.rank() + ". " + advice.title());
            out.element("small", "shortens " + String.join(", ", advice.stages()) + " · " + advice.step())
                    .close();
            saving(out, advice.p50());
            saving(out, advice.p95());
            out.element("td", advice.basis() + "; " + advice.sure(), "class", "why");
            out.element("td", advice.cost(), "class", "why").close("tr");
        }
        return HtmlTables.shut(out);
    }

    private static void saving(Markup out, Explanation.Saving saving) {
        String low = Figures.ms(saving.lowMs());
        String high = Figures.ms(saving.highMs());
        out.open("td", "class", "num").element("strong", low.equals(high) ? low : low + "–" + high);
        List<Double> ci = saving.ci95();
        if (ci != null) {
            out.element("small", Figures.ms(ci.getFirst()) + "–" + Figures.ms(ci.getLast()));
        }
        out.close();
    }
}
