package io.turngap.load;

import io.turngap.scenario.LoadPhase;
import io.turngap.scenario.LoadPlan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.Collectors;

/** Says a schedule in words, for reports. */
final class LoadWords {
    private LoadWords() {}

    /** Such as {@code by a schedule (Poisson): from 0/s to 2/s in 30 s, then 2/s for 5 min}. */
    static String of(LoadPlan plan) {
        boolean random = plan.phases().stream().anyMatch(LoadPhase::random);
        boolean even = plan.phases().stream()
                .anyMatch(phase -> !phase.random() && !(phase instanceof LoadPhase.Trace));
        String spacing = random ? " (Poisson)" : even ? " (evenly spaced)" : "";
        return "by a schedule" + spacing + ": "
                + plan.phases().stream().map(LoadWords::of).collect(Collectors.joining(", then "));
    }

    private static String of(LoadPhase phase) {
        String length = time(phase.durationMs());
        return switch (phase) {
            case LoadPhase.Constant c ->
                rate(c.callsASecond())
                        + (c.durationMs() == LoadPhase.MOST_MS ? " until all calls are made" : " for " + length);
            case LoadPhase.Ramp r ->
                "from " + rate(r.fromCallsASecond()) + " to " + rate(r.toCallsASecond()) + " in " + length;
            case LoadPhase.Step s ->
                "from " + rate(s.fromCallsASecond()) + " to " + rate(s.toCallsASecond()) + " in " + s.steps()
                        + " steps in " + length;
            case LoadPhase.Spike s ->
                rate(s.callsASecond()) + " for " + length + " with a spike to " + rate(s.peakCallsASecond()) + " after "
                        + time(s.afterMs()) + " for " + time(s.holdMs());
            case LoadPhase.Soak s ->
                "a soak at " + rate(s.callsASecond()) + " for " + length + " with a ramp of " + time(s.rampMs());
            case LoadPhase.Diurnal d ->
                "a day's curve from " + rate(d.leastCallsASecond()) + " to " + rate(d.peakCallsASecond())
                        + " with its peak at " + time(d.peakAtMs()) + " of " + time(d.dayMs()) + ", for " + length;
            case LoadPhase.Trace t ->
                "the starts of " + t.file().getFileName() + (t.speed() == 1 ? "" : ", " + number(t.speed()) + " times as fast")
                        + (t.repeat() == 1 ? "" : ", " + t.repeat() + " times over");
        };
    }

    private static String rate(double callsASecond) {
        return callsASecond > 0 && callsASecond < 0.1
                ? number(callsASecond * 3_600) + "/h"
                : callsASecond > 0 && callsASecond < 1 ? number(callsASecond * 60) + "/min" : number(callsASecond) + "/s";
    }

    private static String time(long ms) {
        return ms < 1_000
                ? ms + " ms"
                : ms < 120_000
                        ? number(ms / 1e3) + " s"
                        : ms < 7_200_000 ? number(ms / 6e4) + " min" : number(ms / 3.6e6) + " h";
    }

    private static String number(double value) {
        return new BigDecimal(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
