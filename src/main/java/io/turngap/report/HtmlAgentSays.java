package io.turngap.report;

import io.turngap.measure.RunRecord;
import io.turngap.measure.Turn;
import java.util.List;

/** The page's section on what the agent says of itself; empty where it says nothing. */
final class HtmlAgentSays {

    private HtmlAgentSays() {}

    static Markup of(RunRecord run, List<Turn> turns) {
        List<AgentSays.Row> rows = AgentSays.rows(turns);
        List<String> facts = AgentSays.facts(run);
        Markup out = new Markup();
        if (rows.isEmpty() && facts.isEmpty()) {
            return out;
        }
        HtmlReport.section(out, AgentSays.TITLE, AgentSays.LEAD);
        if (!rows.isEmpty()) {
            Markup table = HtmlTables.open(
                    AgentSays.TITLE,
                    "The agent's figure, ms",
                    "n",
                    "P50, the agent",
                    "P50, the caller",
                    "P50, difference",
                    "P95, the agent",
                    "P95, the caller",
                    "P95, difference");
            for (AgentSays.Row row : rows) {
                table.open("tr")
                        .open("th", "scope", "row")
                        .element("code", row.name())
                        .close();
                table.element("td", Figures.grouped(row.n()), "class", "num soft");
                for (int i = 0; i < 2; i++) {
                    table.element("td", AgentSays.Row.text(row.said(), i), "class", "num");
                    table.element("td", AgentSays.Row.text(row.heard(), i), "class", "num");
                    table.element("td", AgentSays.Row.text(row.less(), i), "class", "num strong");
                }
                table.close("tr");
            }
            out.add(HtmlTables.shut(table));
        }
        if (!facts.isEmpty()) {
            out.open("ul", "class", "notes");
            facts.forEach(fact -> out.element("li", fact));
            out.close("ul");
        }
        return out.close("section");
    }
}
