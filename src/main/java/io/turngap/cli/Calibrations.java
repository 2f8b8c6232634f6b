package io.turngap.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.turngap.load.Calibration.Metric;
import io.turngap.load.Calibration.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code calibrate} found on this machine, kept between runs: the last result of each metric, number of calls and codec, for an
 * error found at one of these says little of another.
 *
 * @param file where it is kept; it need not be there
 */
record Calibrations(Path file) {

    private static final int VERSION = 2;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** The file; one without this version, as older programs wrote, counts as none. */
    private record Content(int version, @Nullable List<Kept> results) {}

    /**
     * One result.
     *
     * @param turns how many turns were measured
     * @param p50Us size of the error, µs
     * @param p99Us the same; null where too few turns were measured for it
     */
    private record Kept(
            String metric,
            String codec,
            int calls,
            int turns,
            long p50Us,
            @Nullable Long p99Us,
            long maxUs) {

        static Kept of(String codec, Result result) {
            return new Kept(
                    result.metric().wireName(),
                    codec,
                    result.calls(),
                    result.errorsUs().length,
                    result.sizeUs(50),
                    result.carriesP99() ? result.sizeUs(99) : null,
                    result.sizeUs(100));
        }

        boolean isOf(Kept other) {
            return metric.equals(other.metric) && codec.equals(other.codec) && calls == other.calls;
        }
    }

    /** Those of this machine: a file a host in {@code $XDG_STATE_HOME/turngap}, by default {@code ~/.local/state/turngap}. */
    static Calibrations ofThisMachine() {
        String state = System.getenv("XDG_STATE_HOME");
        Path folder = state == null || state.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
        String host = Environment.host().replaceAll("[^A-Za-z0-9.-]", "_");
        return new Calibrations(folder.resolve("turngap").resolve("calibration-" + host + ".json"));
    }

    /**
     * The error of the instrument in microseconds by name, such as {@code ttfa_p99}, with {@code ttfa_calls} and {@code ttfa_n}, the calls
     * at once and the turns that it was found at. Found with the same codec, at the nearest number of calls not below {@code concurrency},
     * else at the largest; empty when this machine was never calibrated with that codec.
     */
    Optional<Map<String, Double>> load(int concurrency, String codec) {
        Map<String, Double> errorUs = new LinkedHashMap<>();
        List<Kept> all = results();
        for (Metric metric : Metric.values()) {
            List<Kept> fit = all.stream()
                    .filter(kept -> kept.metric().equals(metric.wireName())
                            && kept.codec().equals(codec))
                    .sorted(Comparator.comparingInt(Kept::calls))
                    .toList();
            fit.stream()
                    .filter(kept -> kept.calls() >= concurrency)
                    .findFirst()
                    .or(() -> fit.isEmpty() ? Optional.empty() : Optional.of(fit.getLast()))
                    .ifPresent(kept -> put(errorUs, kept));
        }
        return errorUs.isEmpty() ? Optional.empty() : Optional.of(errorUs);
    }

    private static void put(Map<String, Double> errorUs, Kept kept) {
        errorUs.put(kept.metric() + "_p50", (double) kept.p50Us());
        Long p99Us = kept.p99Us();
        if (p99Us != null) {
            errorUs.put(kept.metric() + "_p99", (double) p99Us);
        }
        errorUs.put(kept.metric() + "_max", (double) kept.maxUs());
        errorUs.put(kept.metric() + "_calls", (double) kept.calls());
        errorUs.put(kept.metric() + "_n", (double) kept.turns());
    }

    /** Keeps results for later runs, in place of those of the same metric, calls and codec. */
    void store(String codec, List<Result> results) throws IOException {
        List<Kept> fresh =
                results.stream().map(result -> Kept.of(codec, result)).toList();
        List<Kept> all = new ArrayList<>(results());
        all.removeIf(old -> fresh.stream().anyMatch(old::isOf));
        all.addAll(fresh);
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path draft = Files.createTempFile(folder, "calibration-", ".tmp");
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), new Content(VERSION, all));
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** A file that is damaged is as good as none: the next calibration mends it. */
    private List<Kept> results() {
        if (!Files.isReadable(file)) {
            return List.of();
        }
        try {
            Content content = JSON.readValue(file.toFile(), Content.class);
            List<Kept> results = content == null || content.version() != VERSION ? null : content.results();
            return results == null ? List.of() : results;
        } catch (IOException damaged) {
            return List.of();
        }
    }
}
