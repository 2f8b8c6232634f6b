package io.turngap.measure;

import io.turngap.stats.Trend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the instrument leaked: a line through each thing that it holds on to, over the time after a warm-up. The time is cut into
 * {@value #BLOCKS} blocks, and each gives the least that was held in it: what a collector has not got round to yet is no leak.
 *
 * <p>Where the load rose as well, more is held for good reason, and nothing is said of leaks.
 *
 * @param figures one a thing that is held, in the order of {@link Holdings}
 * @param minutes the time that was looked at
 * @param steady false where the load rose, too
 */
public record Growth(List<Figure> figures, double minutes, boolean steady) {

    /** Blocks into which the time is cut. */
    static final int BLOCKS = 12;

    /** A thing grows that rises by more than this share of its mean, chance being ruled out. */
    static final double MOST_GROWTH = 0.05;

    /** A minute of blocks at least: less says more of the start than of the run. */
    private static final double LEAST_MINUTES = 1;

    private static final String HEAP = "heap after collections, MB:";
    private static final double WARM_UP = 0.2;
    private static final double US_A_MINUTE = 60e6;

    /**
     * A thing that is held.
     *
     * @param name in words, with its unit
     * @param trend of it, a minute
     * @param leaks false where growth may be the collector's choice, as it is of what the system gave
     */
    public record Figure(String name, Trend trend, boolean leaks) {

        /** It grew by more than chance and rounding explain. */
        public boolean grows() {
            return trend.rises(MOST_GROWTH);
        }

        /** Mean, growth a minute with its interval, and what that means. */
        public String words() {
            return String.format(
                    Locale.ROOT,
                    "%s %.1f on average, %+.2f a minute [%+.2f, %+.2f]: %s",
                    name,
                    trend.mean(),
                    trend.slope(),
                    trend.ci95().low(),
                    trend.ci95().high(),
                    !grows() ? "flat" : leaks ? "growing" : "growing, as a heap may that is not full yet");
        }
    }

    public Growth {
        figures = List.copyOf(figures);
    }

    /** Of a run's seconds; empty where they are too few, or say nothing of what was held. */
    public static Optional<Growth> of(List<HealthLine> seconds) {
        List<HealthLine> lines = seconds.stream()
                .sorted(Comparator.comparingLong(HealthLine::startEpochUs))
                .toList();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        long first = lines.getFirst().startEpochUs();
        long last = lines.getLast().startEpochUs();
        long from = first + Math.round(WARM_UP * (last - first));
        double minutes = (last - from) / US_A_MINUTE;
        if (minutes < LEAST_MINUTES) {
            return Optional.empty();
        }
        Blocks blocks = new Blocks(lines, from, last);
        List<Figure> figures = new ArrayList<>();
        blocks.figure(HEAP, Holdings::heapAfterGcMb, true).ifPresent(figures::add);
        blocks.figure("buffers outside the heap, MB:", Holdings::directMb, true).ifPresent(figures::add);
        blocks.figure("resident, MB:", Holdings::residentMb, false).ifPresent(figures::add);
        blocks.figure("threads:", Holdings::threads, true).ifPresent(figures::add);
        blocks.figure("descriptors:", Holdings::descriptors, true).ifPresent(figures::add);
        boolean rises = blocks.least(line -> (double) line.frames())
                .filter(trend -> trend.rises(MOST_GROWTH))
                .isPresent();
        return figures.isEmpty() ? Optional.empty() : Optional.of(new Growth(figures, minutes, !rises));
    }

    /** In a sentence: whether it leaked. */
    public String verdict() {
        if (!steady) {
            return String.format(
                    Locale.ROOT,
                    "The load rose over these %.1f minutes, so what is held says nothing of leaks",
                    minutes);
        }
        List<String> growing = figures.stream()
                .filter(Figure::leaks)
                .filter(Figure::grows)
                .map(figure -> figure.name().replaceAll("(, MB)?:$", ""))
                .toList();
        return growing.isEmpty()
                ? String.format(
                        Locale.ROOT, "Flat over %.1f minutes: the instrument does not leak%s", minutes, collected())
                : String.format(
                        Locale.ROOT,
                        "GROWING over %.1f minutes while the load stood: %s",
                        minutes,
                        String.join(", ", growing));
    }

    /** A heap that was not collected over and over says nothing, since nobody knows what of it is garbage. */
    private String collected() {
        return figures.stream().anyMatch(figure -> figure.name().equals(HEAP))
                ? ""
                : ", as far as can be seen: its heap was collected too seldom to say";
    }

    /** The time after the warm-up, in blocks of equal length. */
    private record Blocks(List<HealthLine> lines, long from, long last) {

        Optional<Figure> figure(String name, Function<Holdings, @Nullable Number> held, boolean leaks) {
            return least(line -> {
                        Holdings holds = line.holds();
                        Number value = holds == null ? null : held.apply(holds);
                        return value == null ? Double.NaN : value.doubleValue();
                    })
                    .map(trend -> new Figure(name, trend, leaks));
        }

        /** A line through the least of each block, against its middle in minutes; a block without a value is left out. */
        Optional<Trend> least(Function<HealthLine, Double> value) {
            double[] least = new double[BLOCKS];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            for (HealthLine line : lines) {
                double seen = value.apply(line);
                if (line.startEpochUs() >= from && !Double.isNaN(seen)) {
                    int block = (int) Math.min(BLOCKS - 1, BLOCKS * (line.startEpochUs() - from) / (last - from));
                    least[block] = Math.min(least[block], seen);
                }
            }
            int[] filled = IntStream.range(0, BLOCKS)
                    .filter(block -> Double.isFinite(least[block]))
                    .toArray();
            double width = (last - from) / US_A_MINUTE / BLOCKS;
            return Trend.of(
                    Arrays.stream(filled)
                            .mapToDouble(block -> (block + 0.5) * width)
                            .toArray(),
                    Arrays.stream(filled).mapToDouble(block -> least[block]).toArray());
        }
    }
}
