package io.turngap.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.turngap.measure.MeasureException;
import io.turngap.measure.Metrics;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runs of a folder as series over time.
 *
 * @param folder where they were found
 * @param percentile the percentile that was looked at for changes: {@code p50}, {@code p95} or {@code p99}
 * @param series runs of the same callers; the series with the newest run first
 * @param problems what was found and could not be taken
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record History(String folder, String percentile, List<Series> series, List<FoundRuns.Problem> problems) {

    public History {
        series = List.copyOf(series);
        problems = List.copyOf(problems);
    }

    /**
     * What is asked for.
     *
     * @param metric a metric or a stage; empty for what each run is about
     * @param percentile {@code p50}, {@code p95} or {@code p99}
     * @param scenario name of a scenario; empty for all
     */
    public record Wish(Optional<String> metric, String percentile, Optional<String> scenario) {}

    private record Key(String scenario, String callers, String protocol, String metric) {}

    /** True for a name that can be asked for. */
    public static boolean isMetric(String name) {
        return Metrics.ALL.contains(name) || Stage.of(name).isPresent();
    }

    /**
     * Reads {@code run.json} of each run; one that cannot be read is a problem, and the rest goes on.
     *
     * @param folder where they were found
     */
    public static History of(Path folder, FoundRuns found, Wish wish) {
        List<FoundRuns.Problem> problems = new ArrayList<>(found.problems());
        Map<Key, List<PastRun>> byKey = new LinkedHashMap<>();
        for (RunFolder run : found.runs()) {
            try {
                RunRecord record = read(run);
                String metric = wish.metric().orElse(record.headline());
                if (wish.scenario()
                        .filter(name -> !name.equals(record.scenario().name()))
                        .isEmpty()) {
                    boolean report = Files.isRegularFile(run.reportHtml());
                    Key key = new Key(
                            record.scenario().name(),
                            Callers.digest(record.scenario()),
                            record.agent().protocol(),
                            metric);
                    byKey.computeIfAbsent(key, unused -> new ArrayList<>())
                            .add(PastRun.of(record, run.name(), report, metric, wish.percentile()));
                }
            } catch (MeasureException unreadable) {
                problems.add(new FoundRuns.Problem(run.name(), String.valueOf(unreadable.getMessage())));
            }
        }
        List<Series> series = new ArrayList<>();
        byKey.forEach((key, runs) -> {
            runs.sort(Comparator.comparing(PastRun::start).thenComparing(PastRun::folder));
            series.add(Series.of(key.scenario(), key.callers(), key.protocol(), key.metric(), wish.percentile(), runs));
        });
        series.sort(Comparator.comparing((Series each) -> each.runs().getLast().start())
                .reversed());
        return new History(folder.toString(), wish.percentile(), series, problems);
    }

    private static RunRecord read(RunFolder run) {
        RunRecord record = run.read();
        try {
            Instant.parse(record.startedAt());
            return record;
        } catch (DateTimeParseException wrong) {
            throw new MeasureException(
                    "The file " + run.runJson() + " has started_at '" + record.startedAt()
                            + "'; an instant such as 2026-11-23T13:05:01Z is expected. Correct it, or move the folder away.",
                    wrong);
        }
    }
}
