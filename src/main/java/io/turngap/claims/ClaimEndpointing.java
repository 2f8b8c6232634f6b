package io.turngap.claims;

import io.turngap.claims.Finding.Figure;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** F7: what a shorter wait for the end of a turn saves, and whom it interrupts. */
final class ClaimEndpointing {

    private static final String PROFILE = "production-2026";
    private static final String LONG = "endpointing.silence_ms=800";
    private static final String SHORT = "endpointing.silence_ms=400";

    /** A frame of sound each way: what nobody can tell apart. */
    private static final ClaimBand BAND = ClaimBand.about(400, 20);

    private static final List<String> HESITATION = List.of(
            "script=[{wait_for: agent_end}, {say: {utterance: [my-order-number-is, {pause_ms: 1500}, four-two-seven-one], voice: slt}},"
                    + " {say: thats-all}]");

    private ClaimEndpointing() {}

    /** F7. */
    static Finding silence(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        List<Turn> before = runs.turns(PROFILE, LONG);
        List<Turn> after = runs.turns(PROFILE, SHORT);
        Measurement median = math.fall("saving at P50", before, after, ClaimValue.TTFA, 0.5);
        Measurement mean = math.meanFall("mean saving a turn", before, after, ClaimValue.TTFA);
        double[] savings = math.savings(before, after, ClaimValue.TTFA);
        double least = savings.length == 0 ? Double.NaN : savings[0];
        double middle = savings.length == 0 ? Double.NaN : savings[savings.length / 2];
        double most = savings.length == 0 ? Double.NaN : savings[savings.length - 1];
        List<Measurement> measured = new ArrayList<>(List.of(
                mean.against(BAND),
                Measurement.exact("smallest saving of a turn", "ms", least, median.n(), median.calls())
                        .against(BAND),
                Measurement.exact("median saving of a turn", "ms", middle, median.n(), median.calls())
                        .against(BAND),
                Measurement.exact("largest saving of a turn", "ms", most, median.n(), median.calls())
                        .against(BAND),
                median.beside(BAND)));
        if (!runs.overSockets()) {
            measured.add(cutOff(runs, math, "cut off at a pause of 1,500 ms, silence 800 ms", LONG));
            measured.add(cutOff(runs, math, "cut off at a pause of 1,500 ms, silence 400 ms", SHORT));
        }
        return Finding.measured(
                new Figure(
                        "F7",
                        "endpointing at 400 instead of 800 ms of silence saves 400 ms on every single turn",
                        "Improve End of Turn Detection"),
                "profile production-2026, the same calls twice; every turn's own difference. What it costs stands below: callers who pause"
                        + " for 1,500 ms inside a sentence and are cut off",
                List.of(),
                measured);
    }

    private static Measurement cutOff(ClaimRuns runs, ClaimMath math, String what, String setting) {
        List<Turn> turns = runs.scripted(HESITATION, PROFILE, setting).stream()
                .filter(turn -> turn.turn() == 1)
                .toList();
        return math.rate(
                what, turns, turn -> OptionalDouble.of(turn.outcome() == Outcome.CUT_OFF ? 1 : 0), value -> value > 0);
    }
}
