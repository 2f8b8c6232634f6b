package io.turngap.report;

import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import java.util.List;

/** The slowest and the failed requests of a probe: what was asked, what came back, and how it ended. */
final class HtmlProbe {

    private static final int MOST = 16;
    private static final int MOST_CHARS = 400;

    private HtmlProbe() {}

    /** The requests as a table. */
    static Markup of(Picks picks) {
        List<Turn> all = picks.worthHearing();
        Markup out =
                HtmlTables.open("Requests", "Request", "Time", "How it ended", "Connection", "Asked", "What came back");
        for (Turn turn : all.subList(0, Math.min(MOST, all.size()))) {
            ProbeNotes notes = turn.probe();
            boolean begun = turn.at(turn.headline()).isPresent();
            out.open("tr").element("th", String.valueOf(turn.call()), "scope", "row");
            out.element("td", begun ? Figures.span(Picks.ttfaUs(turn) / 1_000.0) : Figures.NONE, "class", "num strong");
            String status = notes == null || notes.status() == null ? "" : " (" + notes.status() + ")";
            out.element("td", notes == null ? "" : notes.ending() + status);
            out.element("td", notes == null ? "" : notes.connection(), "class", "soft");
            out.element("td", shortened(turn.utterance()), "class", "soft");
            String answer = turn.transcriptHeard().isEmpty() ? turn.transcriptSpoken() : turn.transcriptHeard();
            out.element("td", shortened(turn.detail().isEmpty() ? answer : turn.detail()), "class", "why")
                    .close("tr");
        }
        HtmlTables.shut(out);
        if (all.size() > MOST) {
            out.element(
                    "p",
                    Figures.count(all.size() - MOST, "more request") + " of this kind "
                            + (all.size() - MOST == 1 ? "is" : "are") + " in turns.jsonl.",
                    "class",
                    "soft");
        }
        return out;
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
    }
}
