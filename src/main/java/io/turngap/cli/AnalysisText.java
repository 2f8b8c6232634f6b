package io.turngap.cli;

import io.turngap.analyze.Analysis;
import io.turngap.measure.Metrics;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One recording in some lines: which channel is whose, and why; what was found. */
final class AnalysisText {

    private AnalysisText() {}

    static List<String> of(Analysis analysis) {
        List<String> lines = new ArrayList<>();
        long seconds = analysis.lengthUs() / 1_000_000;
        lines.add(String.format(
                Locale.ROOT,
                "call %d  %s  %d:%02d, %s; caller %s (%s)",
                analysis.call(),
                analysis.file().getFileName(),
                seconds / 60,
                seconds % 60,
                analysis.format(),
                analysis.sides().caller(),
                analysis.sides().confidence()));
        analysis.sides().evidence().forEach(why -> lines.add("    " + why));
        lines.add("    " + found(analysis.turns()));
        analysis.notes().forEach(note -> lines.add("    note: " + note));
        return lines;
    }

    private static String found(List<Turn> all) {
        List<Turn> turns = all.stream().filter(turn -> !turn.isGreeting()).toList();
        long[] ttfaUs = turns.stream()
                .filter(turn -> turn.at(Milestone.FIRST_AUDIBLE).isPresent())
                .mapToLong(turn -> turn.at(Milestone.FIRST_AUDIBLE).getAsLong())
                .sorted()
                .toArray();
        StringBuilder text = new StringBuilder(count(turns.size(), "turn"));
        if (ttfaUs.length > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    ", TTFA median %d ms, longest %d ms",
                    Math.round(ttfaUs[(ttfaUs.length - 1) / 2] / 1_000.0),
                    Math.round(ttfaUs[ttfaUs.length - 1] / 1_000.0)));
        }
        add(text, outcomes(turns, Outcome.MISSED), "without a reply");
        add(text, outcomes(turns, Outcome.CUT_OFF), "in which the agent began too early (candidates)");
        add(text, bargeIns(all, Metrics.INTERRUPTION), "in which the caller spoke into the agent");
        add(text, bargeIns(all, Metrics.BACKCHANNEL), "with a short sound that the agent spoke over");
        return text.toString();
    }

    private static void add(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what);
        }
    }

    private static long outcomes(List<Turn> turns, Outcome outcome) {
        return turns.stream().filter(turn -> turn.outcome() == outcome).count();
    }

    private static long bargeIns(List<Turn> turns, String kind) {
        return turns.stream()
                .map(Turn::bargeIn)
                .filter(bargeIn -> bargeIn != null && bargeIn.kind().equals(kind))
                .count();
    }

    private static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
