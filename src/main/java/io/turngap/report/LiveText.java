package io.turngap.report;

import io.turngap.load.LiveFigures;
import io.turngap.measure.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What is said of a run that goes on: a few lines for a terminal, or one for a log. */
final class LiveText {

    /** How a line is to be looked at. */
    enum Tone {
        CALM,
        WORRY
    }

    /**
     * A line of the terminal's block.
     *
     * @param label what it is about, in one word; empty in the first line
     * @param text what it says
     */
    record Line(String label, String text, Tone tone) {}

    private final String clock;

    /** With {@code clock} said beside the time elapsed; empty for the real one, which alone tells how much is left. */
    LiveText(String clock) {
        this.clock = clock;
    }

    /** The block, its first line to stand behind the bar. */
    List<Line> lines(LiveFigures now) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                "",
                done(now) + ", " + elapsed(now) + (clock.isEmpty() ? remaining(now.remainingUs()) : ""),
                Tone.CALM));
        lines.add(new Line("calls", calls(now) + ", " + rate(now.turnsASecond()) + " turns/s", Tone.CALM));
        lines.add(new Line("ttfa", "last 10 s: " + ttfa(now), Tone.CALM));
        String failures = failures(now);
        lines.add(new Line(
                "failed", failures.isEmpty() ? "nothing" : failures, failures.isEmpty() ? Tone.CALM : Tone.WORRY));
        now.generator()
                .ifPresent(generator ->
                        lines.add(new Line("health", health(generator), generator.late() ? Tone.WORRY : Tone.CALM)));
        return lines;
    }

    /** All of it in one line. */
    String line(LiveFigures now) {
        String failures = failures(now);
        return elapsed(now) + ": " + done(now) + ", " + calls(now) + ", " + rate(now.turnsASecond()) + " turns/s, TTFA "
                + ttfa(now)
                + (failures.isEmpty() ? "" : "; failed: " + failures)
                + now.generator()
                        .map(generator -> "; frames P99 " + Figures.spanUs(generator.frameP99Us()) + " late")
                        .orElse("");
    }

    private static String done(LiveFigures now) {
        return Figures.grouped(now.done()) + " of " + Figures.count(now.total(), "call");
    }

    private String elapsed(LiveFigures now) {
        return Figures.duration(now.elapsedUs() / 1_000) + (clock.isEmpty() ? "" : " (" + clock + ")");
    }

    private static String remaining(OptionalLong us) {
        return us.isPresent() ? ", about " + Figures.duration(us.getAsLong() / 1_000) + " left" : "";
    }

    private static String calls(LiveFigures now) {
        return Figures.grouped(now.inFlight()) + " in flight, " + Figures.grouped(now.due()) + " due"
                + (now.behind() == 0 ? "" : " (" + Figures.grouped(now.behind()) + " behind)");
    }

    private static String rate(double aSecond) {
        return String.format(java.util.Locale.ROOT, aSecond < 99.95 ? "%.1f" : "%.0f", aSecond);
    }

    private static String ttfa(LiveFigures now) {
        return now.ttfaP50Us().isEmpty() || now.ttfaP95Us().isEmpty()
                ? "none yet"
                : "P50 " + Figures.span(now.ttfaP50Us().getAsLong() / 1_000.0) + ", P95 "
                        + Figures.span(now.ttfaP95Us().getAsLong() / 1_000.0) + " of "
                        + Figures.count(now.heard(), "turn");
    }

    /** Turns that were not answered and calls that failed, by kind; empty when there are none. */
    private static String failures(LiveFigures now) {
        List<String> said = new ArrayList<>();
        Map<Outcome, Long> turns = new TreeMap<>(now.turns());
        turns.remove(Outcome.ANSWERED);
        List<String> kinds = new ArrayList<>();
        turns.forEach((outcome, count) -> {
            if (count > 0) {
                kinds.add(Figures.grouped(count) + " " + words(outcome.wireName()));
            }
        });
        if (!kinds.isEmpty()) {
            said.add("turns " + String.join(", ", kinds));
        }
        if (!now.failedCalls().isEmpty()) {
            List<String> calls = new ArrayList<>();
            new TreeMap<>(now.failedCalls())
                    .forEach((kind, count) -> calls.add(Figures.grouped(count) + " " + words(kind)));
            said.add("calls " + String.join(", ", calls));
        }
        return String.join("; ", said);
    }

    private static String words(String name) {
        return name.replace('_', ' ');
    }

    private static String health(LiveFigures.Generator generator) {
        List<String> processors = new ArrayList<>();
        generator
                .instrumentCores()
                .ifPresent(cores -> processors.add(String.format(java.util.Locale.ROOT, ", CPU %.1f cores", cores)));
        generator.machineBusy().ifPresent(busy -> processors.add(", machine " + Figures.percent(busy) + " busy"));
        return (generator.late() ? "too late for a valid run: " : "") + "frames P99 "
                + Figures.spanUs(generator.frameP99Us()) + " late, calls P99 "
                + Figures.spanUs(generator.arrivalP99Us()) + " late" + String.join("", processors);
    }
}
