package io.turngap.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.stats.Trend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a client grows: its memory, threads and descriptors sampled while its calls go on and are replaced, the first fifth left out, and
 * a line fitted through each by least squares. It grows where the 95 % interval of the slope lies above zero and comes to more than
 * {@value #MOST_GROWTH} of the mean over the soak. Samples that follow one another are not independent, so the interval is rather too narrow: it
 * errs towards seeing growth.
 */
final class Soak {

    private static final double MOST_GROWTH = 0.05;
    private static final int LEAST_SAMPLES = 5;

    private Soak() {}

    /** Samples for so long; gives a line a figure. */
    static String run(Watched client, double minutes, int everySeconds) throws IOException, InterruptedException {
        Map<String, List<double[]>> series = new LinkedHashMap<>();
        long start = System.nanoTime();
        long samples = Math.max(LEAST_SAMPLES, (long) (minutes * 60 / everySeconds));
        for (long i = 1; i <= samples; i++) {
            long wait = start + i * everySeconds * 1_000_000_000L - System.nanoTime();
            Thread.sleep(Math.max(0, wait / 1_000_000));
            double minute = (System.nanoTime() - start) / 60e9;
            JsonNode memory = client.ask("memory");
            note(
                    series,
                    "heap after collection, MB",
                    minute,
                    memory.path("heap_bytes").asDouble() / (1 << 20));
            note(
                    series,
                    "direct memory, MB",
                    minute,
                    memory.path("direct_bytes").asDouble() / (1 << 20));
            note(series, "resident, MB", minute, client.status("VmRSS") / 1_024.0);
            note(series, "threads", minute, (double) client.status("Threads"));
            note(series, "descriptors", minute, client.descriptors());
        }
        StringBuilder told = new StringBuilder();
        series.forEach((name, points) -> told.append(line(name, points.subList(points.size() / 5, points.size()))));
        return told + client.ask("tell").toString() + "\n";
    }

    private static void note(Map<String, List<double[]>> series, String name, double minute, double value) {
        series.computeIfAbsent(name, unseen -> new ArrayList<>()).add(new double[] {minute, value});
    }

    private static String line(String name, List<double[]> points) {
        Optional<Trend> trend = Trend.of(
                points.stream().mapToDouble(point -> point[0]).toArray(),
                points.stream().mapToDouble(point -> point[1]).toArray());
        return trend.map(it -> String.format(
                        Locale.ROOT,
                        "%-28s mean %9.1f, a minute %+.3f [%+.3f, %+.3f], n %d: %s%n",
                        name,
                        it.mean(),
                        it.slope(),
                        it.ci95().low(),
                        it.ci95().high(),
                        it.points(),
                        it.rises(MOST_GROWTH) ? "GROWING" : "flat"))
                .orElse(name + ": too few samples\n");
    }
}
