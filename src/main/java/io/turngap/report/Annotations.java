package io.turngap.report;

import io.turngap.measure.Reasons;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What came of a run as lines that GitHub's runner turns into annotations ({@code ::error file=…,line=…,title=…::message}): an error for
 * each gate that failed and for an invalid run, a warning for each that could not be decided, and one notice for a run that passed. Every
 * text is on one line and encoded, so that no name can end a command or begin another.
 */
public final class Annotations {

    /** GitHub shows no more of a kind from one step. */
    static final int MOST = 10;

    private Annotations() {}

    /** The lines where being unsure fails nothing. */
    public static List<String> github(RunRecord run, Function<String, Optional<Integer>> line) {
        return github(run, line, false);
    }

    /**
     * The lines.
     *
     * @param line where in the scenario's file a rule stands, from 1; empty where it came by an option
     * @param unsureFails true where a gate that could not be decided fails the run
     */
    public static List<String> github(RunRecord run, Function<String, Optional<Integer>> line, boolean unsureFails) {
        if (run.verdict() == Verdict.INVALID) {
            return List.of(command(
                    "error",
                    run.scenario().file(),
                    Optional.empty(),
                    "Turngap: invalid run of " + run.scenario().name(),
                    invalid(run)));
        }
        List<String> lines = new ArrayList<>(gates(run, Verdict.FAIL, "error", line));
        lines.addAll(gates(run, Verdict.UNSURE, unsureFails ? "error" : "warning", line));
        if (run.verdict() == Verdict.PASS) {
            lines.add(command(
                    "notice",
                    run.scenario().file(),
                    Optional.empty(),
                    "Turngap: " + run.scenario().name(),
                    Story.verdict(run) + headline(run)));
        }
        return List.copyOf(lines);
    }

    /** A line for a command that ended without a run, such as one whose agent could not be reached. */
    public static String error(String title, String message) {
        return command("error", "", Optional.empty(), title, message);
    }

    private static List<String> gates(
            RunRecord run, Verdict verdict, String kind, Function<String, Optional<Integer>> line) {
        List<GateResult> such =
                run.gates().stream().filter(gate -> gate.verdict() == verdict).toList();
        List<String> lines = new ArrayList<>();
        int shown = such.size() > MOST ? MOST - 1 : such.size();
        for (GateResult gate : such.subList(0, shown)) {
            lines.add(command(kind, run.scenario().file(), line.apply(gate.rule()), title(gate), message(run, gate)));
        }
        if (such.size() > shown) {
            lines.add(command(
                    kind,
                    run.scenario().file(),
                    Optional.empty(),
                    "Turngap: " + verdict.wireName(),
                    (such.size() - shown) + " more gates, in the report"));
        }
        return lines;
    }

    static String title(GateResult gate) {
        return "Turngap: " + (gate.verdict() == Verdict.UNSURE ? "unsure: " : "") + gate.rule();
    }

    /** Why, and of a regression also which stage grew. */
    static String message(RunRecord run, GateResult gate) {
        return gate.reason() + (gate.was() == null ? "" : headline(run));
    }

    static String invalid(RunRecord run) {
        return "The run is invalid: " + Reasons.text(run.validity().reasons());
    }

    private static String headline(RunRecord run) {
        return Optional.ofNullable(run.comparison())
                .flatMap(it -> ComparisonWords.headline(run, it))
                .map(said -> " " + said)
                .orElse("");
    }

    private static String command(String kind, String file, Optional<Integer> line, String title, String message) {
        List<String> properties = new ArrayList<>();
        if (!file.isBlank()) {
            properties.add("file=" + property(file));
            line.ifPresent(number -> properties.add("line=" + Math.max(1, number)));
        }
        properties.add("title=" + property(title));
        return "::" + kind + " " + String.join(",", properties) + "::" + data(message);
    }

    /** A message, as GitHub's runner decodes it: percent, CR and LF. Of the last two {@link Clean} leaves none. */
    private static String data(String text) {
        return spaced(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** A property, in which a colon and a comma have a meaning, too. */
    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }

    private static String spaced(String text) {
        return Clean.line(text).replace('\u202f', ' ').replace('\u00a0', ' ');
    }
}
