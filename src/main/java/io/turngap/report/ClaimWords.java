package io.turngap.report;

import io.turngap.claims.ClaimBand;
import io.turngap.claims.ClaimReport;
import io.turngap.claims.Finding;
import io.turngap.claims.FindingVerdict;
import io.turngap.claims.Measurement;
import io.turngap.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was found of the article's figures, in words and numbers that all outputs share. */
final class ClaimWords {

    private ClaimWords() {}

    /** {@code 2.03 s}, {@code 42.1 %}. */
    static String value(double value, String unit) {
        if (Double.isNaN(value)) {
            return Figures.NONE;
        }
        return unit.equals("ms") ? Figures.span(value) : String.format(Locale.ROOT, "%.1f", value) + "\u00a0%";
    }

    /** The interval, {@code 2.02–2.05 s}; empty where there is none. */
    static String interval(Measurement measured) {
        return measured.ci95().map(ci -> range(ci, measured.unit())).orElse("");
    }

    private static String range(Interval ci, String unit) {
        return range(ci.low(), ci.high(), unit);
    }

    private static String range(double low, double high, String unit) {
        String from = value(low, unit);
        String to = value(high, unit);
        String ending = to.substring(to.lastIndexOf('\u00a0') + 1);
        return from.endsWith('\u00a0' + ending)
                ? from.substring(0, from.lastIndexOf('\u00a0')) + "–" + to
                : from + " to " + to;
    }

    /** What is stated, {@code 1.40–1.70 s}, {@code < 600 ms}; empty where nothing is. */
    static String stated(Measurement measured) {
        return measured.stated().map(band -> stated(band, measured.unit())).orElse("");
    }

    private static String stated(ClaimBand band, String unit) {
        if (Double.isInfinite(band.low())) {
            return "< " + value(band.high(), unit);
        }
        if (Double.isInfinite(band.high())) {
            return "≥ " + value(band.low(), unit);
        }
        return band.reading().isEmpty()
                ? range(band.low(), band.high(), unit)
                : value((band.low() + band.high()) / 2, unit) + " (" + band.reading() + ")";
    }

    /** A measurement in one piece: {@code P50 2.03 s (2.02–2.05 s), above}. */
    static String line(Measurement measured) {
        String interval = interval(measured);
        return measured.what() + " " + value(measured.value(), measured.unit())
                + (interval.isEmpty() ? "" : " (" + interval + ")")
                + measured.where().map(where -> ", " + where).orElse("");
    }

    /** What decided, or, where nothing that was measured did, why the verdict is what it is. */
    static String deciding(Finding finding) {
        List<String> parts = new ArrayList<>();
        if (!finding.because().isEmpty()) {
            parts.add(finding.because());
        }
        finding.measurements().stream()
                .filter(Measurement::decides)
                .map(ClaimWords::line)
                .forEach(parts::add);
        if (parts.size() <= 1
                && !finding.measurements().isEmpty()
                && finding.measurements().stream().noneMatch(Measurement::decides)) {
            parts.add("beside it: " + line(finding.measurements().getFirst()));
        }
        return String.join("; ", parts);
    }

    /** How many turns the first measurement came from. */
    static int n(Finding finding) {
        return finding.measurements().isEmpty()
                ? 0
                : finding.measurements().getFirst().n();
    }

    /** {@code 16 figures: 2 hold, 8 do not hold, …}. */
    static String summary(ClaimReport report) {
        List<String> parts = new ArrayList<>();
        for (FindingVerdict verdict : FindingVerdict.values()) {
            long count = report.count(verdict);
            if (count > 0) {
                parts.add(count + " " + plural(verdict, count));
            }
        }
        return Figures.count(report.simulated().size(), "figure") + ": " + String.join(", ", parts) + ".";
    }

    private static String plural(FindingVerdict verdict, long count) {
        boolean one = count == 1;
        return switch (verdict) {
            case HOLDS -> one ? "holds" : "hold";
            case DOES_NOT_HOLD -> one ? "does not hold" : "do not hold";
            case INPUT -> one ? "is an input" : "are inputs";
            case NOT_TESTABLE -> one ? "is not testable" : "are not testable";
            default -> verdict.words();
        };
    }

    /** What the simulated figures are, and are not. */
    static String caution(ClaimReport report) {
        return "Simulated: " + Figures.count(report.calls(), "call") + " a run, seed " + report.seed()
                + ", every latency drawn from models.yaml and regions.yaml and none spent, unless a line says real. A modelled stage can show"
                + " that figures fit together, not that they are true of anyone's deployment. In brackets: 95 % interval over calls. A figure"
                + " holds when the whole interval lies inside what is stated, and does not when the whole interval lies outside.";
    }

    /** What was measured over sockets; empty where nothing was. */
    static String realCaution(ClaimReport report) {
        return report.real().isEmpty()
                ? ""
                : "Real time: " + Figures.count(report.realCalls(), "call")
                        + " a run over sockets with sound, the bundled agent's own recognition and synthesis; its language model and network are"
                        + " modelled. Few calls: wide intervals, and none below ten.";
    }

    /** {@code Modelled: llm, stt; real: tts}. */
    static String stages(Finding finding) {
        return "Modelled: " + list(finding.modelled()) + "; real: " + list(finding.real());
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
