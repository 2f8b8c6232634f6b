package io.turngap.gate;

import io.turngap.measure.Distribution;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Metrics;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.Share;
import io.turngap.measure.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A gate's rule, read from one line:
 *
 * <pre>
 * ttfa p95 &lt; 800 ms             a percentile of a metric or a stage, in ms or s
 * stage.llm p50 &lt;= 0.4 s         a stage, said outright
 * missed &lt;= 1 %                  a rate, in %
 * goodput &gt;= 95 %                the one rate of which more is better
 * ttfa p95 regresses &lt; 5 %       a percentile against a baseline
 * </pre>
 *
 * @param text as written
 * @param kind what is asked
 * @param metric name of the metric, stage or rate
 * @param stage true when {@code metric} is a stage
 * @param p the percentile as a share, between 0 and 1; 0 for a rate
 * @param inclusive true for {@code <=} and {@code >=}
 * @param limit in {@code unit}
 * @param unit {@code ms} or {@code %}
 */
public record Rule(
        String text, Kind kind, String metric, boolean stage, double p, boolean inclusive, double limit, String unit) {

    /** What a rule asks. */
    public enum Kind {
        /** Is a percentile below a limit? */
        LIMIT,
        /** Is a rate below a limit; or above it, where more is better? */
        RATE,
        /** Did it get worse than a baseline by more than a share? */
        REGRESSION
    }

    /**
     * Reads a rule.
     *
     * @throws RuleException when it is not one
     */
    public static Rule parse(String text) {
        return new RuleParser(text).parse();
    }

    /** Every name that a rule may begin with. */
    public static List<String> names() {
        return Stream.of(Metrics.ALL, Stage.names(), Share.NAMES)
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Why this rule says nothing of a run, where it does not: its name is one that only other runs have.
     *
     * @param probed what the run probed; empty for a run of calls
     */
    public Optional<String> foreignTo(Optional<ProbeKind> probed) {
        List<String> stages = Stream.of(Stage.values())
                .filter(one -> probed.isEmpty() ? !one.isOfProbes() : isOf(probed.get(), one))
                .map(Stage::wireName)
                .toList();
        List<String> metrics =
                probed.map(kind -> List.copyOf(kind.metrics().keySet())).orElse(Metrics.NAMES);
        List<String> rates = probed.map(ProbeKind::rates).orElse(Share.OF_CALLS);
        boolean bare = metrics.contains(metric) || rates.contains(metric);
        boolean known = stage ? stages.contains(metric) : bare || (probed.isPresent() && stages.contains(metric));
        if (known) {
            return Optional.empty();
        }
        String of = probed.map(kind -> "a probe of " + kind.title()).orElse("a run of calls");
        return Optional.of("The gate '" + text + "' has the name '" + metric + "', which " + of
                + " does not measure; allowed are "
                + Stream.of(metrics, stages, rates).flatMap(List::stream).collect(Collectors.joining(", "))
                + ". Use one of these.");
    }

    /**
     * The values that this rule speaks of; empty where there is none. A bare name that a metric and a stage share, as {@code connect} does,
     * means the metric, and in a run without that metric, such as a probe, the stage.
     */
    Optional<Distribution> in(Evaluation evaluation) {
        Map<String, Distribution> metrics = stage ? Map.of() : evaluation.distributions();
        boolean shared = stage || Stage.of(metric).isPresent();
        Distribution found = metrics.get(metric);
        found = found == null && shared ? evaluation.stageDistributions().get(metric) : found;
        return Optional.ofNullable(found).filter(distribution -> distribution.n() > 0);
    }

    private static boolean isOf(ProbeKind kind, Stage stage) {
        return switch (stage) {
            case UNATTRIBUTED -> true;
            case REASONING -> kind == ProbeKind.LLM;
            case PLAYOUT -> kind == ProbeKind.TTS;
            case STT -> kind == ProbeKind.STT;
            default -> stage.isOfProbes();
        };
    }

    /** True where more is better, and the limit is the least. */
    boolean atLeast() {
        return kind == Kind.RATE && Share.moreIsBetter(metric);
    }

    /** True when a value, or an end of an interval, in {@link #unit} keeps to the limit. */
    boolean allows(double value) {
        if (atLeast()) {
            return inclusive ? value >= limit : value > limit;
        }
        return inclusive ? value <= limit : value < limit;
    }
}
