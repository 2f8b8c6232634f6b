package io.turngap.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.statistics.distribution.TDistribution;

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
            note(series, "threads", minute, client.status("Threads"));
            note(series, "descriptors", minute, client.descriptors());
        }
        StringBuilder told = new StringBuilder();
        series.forEach((name, points) ->
                told.append(line(name, points.subList(points.size() / 5, points.size()), minutes)));
        return told + client.ask("tell").toString() + "\n";
    }

    private static void note(Map<String, List<double[]>> series, String name, double minute, double value) {
        series.computeIfAbsent(name, unseen -> new ArrayList<>()).add(new double[] {minute, value});
    }

    /** Least squares: slope = Sxy / Sxx, its standard error sqrt(residual sum of squares / (n - 2) / Sxx). */
    private static String line(String name, List<double[]> points, double minutes) {
        int n = points.size();
        double meanX = points.stream().mapToDouble(p -> p[0]).average().orElse(0);
        double meanY = points.stream().mapToDouble(p -> p[1]).average().orElse(0);
        double sxx = 0;
        double sxy = 0;
        for (double[] p : points) {
            sxx += (p[0] - meanX) * (p[0] - meanX);
            sxy += (p[0] - meanX) * (p[1] - meanY);
        }
        double slope = sxy / sxx;
        double rest = 0;
        for (double[] p : points) {
            double off = p[1] - meanY - slope * (p[0] - meanX);
            rest += off * off;
        }
        double half = n > 2
                ? Math.sqrt(rest / (n - 2) / sxx) * TDistribution.of(n - 2).inverseSurvivalProbability(0.025)
                : Double.NaN;
        boolean grows = slope - half > 0 && slope * minutes > MOST_GROWTH * meanY;
        return String.format(
                Locale.ROOT,
                "%-28s mean %9.1f, a minute %+.3f [%+.3f, %+.3f], n %d: %s%n",
                name,
                meanY,
                slope,
                slope - half,
                slope + half,
                n,
                grows ? "GROWING" : "flat");
    }
}
