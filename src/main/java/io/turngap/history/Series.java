package io.turngap.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.turngap.stats.ChangePoints;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Runs of the same callers, one after the other.
 *
 * @param scenario its name
 * @param callers digest of what the callers did
 * @param protocol how the agent was reached; a simulated run and one over sockets are never of one series
 * @param metric what is looked at
 * @param runs in order of time
 * @param shifts changes of level, in order of time
 * @param said what is known of changes: how many runs were looked at, or why that cannot tell
 */
public record Series(
        String scenario,
        String callers,
        String protocol,
        String metric,
        List<PastRun> runs,
        @JsonInclude(JsonInclude.Include.ALWAYS) List<Shift> shifts,
        @JsonProperty("changes") String said) {

    /** Half of a 95 % interval of a normal variable is so many of its standard deviations. */
    private static final double TO_95 = 1.959964;
    /** A run's percentile is not known better than the histogram of three digits keeps it. */
    private static final double LEAST_ERROR = 1e-3;

    public Series {
        runs = List.copyOf(runs);
        shifts = List.copyOf(shifts);
    }

    /**
     * Looks for changes among the runs that count.
     *
     * @param runs in order of time, at least one
     */
    static Series of(
            String scenario, String callers, String protocol, String metric, String percentile, List<PastRun> runs) {
        int[] counted = IntStream.range(0, runs.size())
                .filter(i -> runs.get(i).counts())
                .toArray();
        int[] places = IntStream.of(counted)
                .skip(Math.max(0, counted.length - ChangePoints.MOST))
                .toArray();
        double[] errors = errors(runs, places, percentile);
        double[] logs = IntStream.of(places)
                .mapToDouble(i ->
                        Math.log(runs.get(i).point(percentile).orElseThrow().ms()))
                .toArray();
        List<Shift> shifts = ChangePoints.of(
                        logs,
                        errors,
                        LEAST_ERROR,
                        new Seeds(0).at("history").at(scenario).random())
                .map(found -> shifts(found, runs, places))
                .orElse(List.of());
        return new Series(
                scenario, callers, protocol, metric, runs, shifts, said(counted.length, places.length, shifts));
    }

    private static String said(int counted, int looked, List<Shift> shifts) {
        if (looked < ChangePoints.FEWEST) {
            return looked + " of " + ChangePoints.FEWEST + " valid runs that it takes to tell whether anything changed";
        }
        return (shifts.isEmpty() ? "no change" : shifts.size() == 1 ? "1 change" : shifts.size() + " changes") + " in "
                + (looked < counted ? "the last " + looked : String.valueOf(looked)) + " valid runs";
    }

    /** Standard errors of the logarithms; a run that says none is taken to be known as badly as the worst that does. */
    private static double[] errors(List<PastRun> runs, int[] places, String percentile) {
        double[] errors = IntStream.of(places)
                .mapToDouble(i -> error(runs.get(i).point(percentile).orElseThrow()))
                .toArray();
        double worst = 0;
        for (double error : errors) {
            worst = Double.isNaN(error) ? worst : Math.max(worst, error);
        }
        for (int i = 0; i < errors.length; i++) {
            errors[i] = Double.isNaN(errors[i]) ? worst : errors[i];
        }
        return errors;
    }

    private static double error(PastRun.Point point) {
        Double low = point.lowMs();
        Double high = point.highMs();
        return low == null || high == null || low <= 0 || high < low ? Double.NaN : Math.log(high / low) / (2 * TO_95);
    }

    private static List<Shift> shifts(ChangePoints found, List<PastRun> runs, int[] places) {
        List<Shift> shifts = new ArrayList<>();
        for (int k = 1; k < found.segments().size(); k++) {
            ChangePoints.Segment before = found.segments().get(k - 1);
            ChangePoints.Segment after = found.segments().get(k);
            double log = after.level() - before.level();
            double half = TO_95 * Math.hypot(before.error(), after.error());
            shifts.add(new Shift(
                    runs.get(places[after.from()]).runId(),
                    places[after.from()],
                    Math.exp(before.level()),
                    Math.exp(after.level()),
                    percent(log),
                    List.of(percent(log - half), percent(log + half)),
                    stage(of(runs, places, before), of(runs, places, after), log > 0 ? 1 : -1)));
        }
        return shifts;
    }

    private static double percent(double log) {
        return Math.expm1(log) * 100;
    }

    private static List<Map<String, Double>> of(List<PastRun> runs, int[] places, ChangePoints.Segment segment) {
        return IntStream.range(segment.from(), segment.to())
                .mapToObj(i -> runs.get(places[i]).stagesMs())
                .toList();
    }

    private static Shift.@org.jspecify.annotations.Nullable StageShift stage(
            List<Map<String, Double>> before, List<Map<String, Double>> after, int direction) {
        Shift.StageShift most = null;
        for (String stage : after.getFirst().keySet()) {
            double was = mean(before, stage);
            double is = mean(after, stage);
            // A mean of nothing is no number, and no number is more than another.
            if (direction * (is - was) > (most == null ? 0 : direction * most.grewMs())) {
                most = new Shift.StageShift(stage, was, is);
            }
        }
        return most;
    }

    private static double mean(List<Map<String, Double>> runs, String stage) {
        return runs.stream()
                .map(run -> run.get(stage))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }
}
