package io.turngap.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * How often each value of one metric was seen, however many there were: three HdrHistograms of microseconds (3 digits), of what was
 * observed, of what was negative, and of what is a lower bound only. Memory does not grow with the number of values. Confined to one
 * thread.
 */
final class Tally {

    private static final int DIGITS = 3;

    /** Forgives the rounding of a product of many factors. */
    private static final double ROUNDING = 1e-9;

    private final Histogram observed = empty();
    /** Sizes of negative values; made when there is one. */
    private @Nullable Histogram negative;
    /** Lower bounds; made when there is one. */
    private @Nullable Histogram censored;

    private long max = Long.MIN_VALUE;
    private boolean lastObserved;

    static Histogram empty() {
        return new Histogram(1, Distribution.LARGEST_US, DIGITS);
    }

    /** One value, µs. */
    void add(long us, boolean isCensored) {
        if (us > max || us == max && !isCensored) {
            lastObserved = us == max ? lastObserved || !isCensored : !isCensored;
            max = us;
        }
        if (isCensored) {
            if (censored == null) {
                censored = empty();
            }
            censored.recordValue(Math.clamp(us, 0, Distribution.LARGEST_US));
        } else if (us < 0) {
            if (negative == null) {
                negative = empty();
            }
            negative.recordValue(Math.min(-us, Distribution.LARGEST_US));
        } else {
            observed.recordValue(Math.min(us, Distribution.LARGEST_US));
        }
    }

    /** All values of {@code other}. */
    void add(Tally other) {
        if (other.n() == 0) {
            return;
        }
        if (other.max >= max) {
            lastObserved = other.max == max ? lastObserved || other.lastObserved : other.lastObserved;
            max = other.max;
        }
        observed.add(other.observed);
        negative = merged(negative, other.negative);
        censored = merged(censored, other.censored);
    }

    private static @Nullable Histogram merged(@Nullable Histogram one, @Nullable Histogram other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        one.add(other);
        return one;
    }

    /** Values counted. */
    long n() {
        return observed.getTotalCount() + negative() + censored();
    }

    /** What was observed and is not negative, µs. */
    Histogram observed() {
        return observed;
    }

    /** Values below zero. */
    long negative() {
        return negative == null ? 0 : negative.getTotalCount();
    }

    /** Values that are lower bounds only. */
    long censored() {
        return censored == null ? 0 : censored.getTotalCount();
    }

    /** The largest value, µs, a lower bound or not. */
    OptionalDouble max() {
        return n() == 0 ? OptionalDouble.empty() : OptionalDouble.of(max);
    }

    /** True when the largest value is not a lower bound. */
    boolean isLastObserved() {
        return lastObserved;
    }

    /**
     * The {@code p}-quantiles, µs: nearest rank, or Kaplan–Meier where values are censored, of values rounded to 3 digits; as {@link
     * io.turngap.stats.Clustered#quantile} has them of the values themselves.
     *
     * @param ascending each from 0 to 1
     */
    OptionalDouble[] quantiles(double[] ascending) {
        OptionalDouble[] found = new OptionalDouble[ascending.length];
        Arrays.fill(found, OptionalDouble.empty());
        double surviving = 1;
        long atRisk = n();
        int next = 0;
        for (var at : steps().entrySet()) {
            long seen = at.getValue()[0];
            surviving *= atRisk == 0 ? 1 : 1 - (double) seen / atRisk;
            while (seen > 0 && next < ascending.length && 1 - surviving >= ascending[next] - ROUNDING) {
                found[next++] = OptionalDouble.of(Math.min(max, at.getKey()));
            }
            atRisk -= seen + at.getValue()[1];
        }
        return found;
    }

    /** Ascending values, each with how often it was observed and how often it was a lower bound. */
    private TreeMap<Long, long[]> steps() {
        TreeMap<Long, long[]> steps = new TreeMap<>();
        if (negative != null) {
            for (HistogramIterationValue at : negative.recordedValues()) {
                steps.computeIfAbsent(-at.getValueIteratedTo(), unused -> new long[2])[0] +=
                        at.getCountAtValueIteratedTo();
            }
        }
        for (HistogramIterationValue at : observed.recordedValues()) {
            steps.computeIfAbsent(at.getValueIteratedTo(), unused -> new long[2])[0] += at.getCountAtValueIteratedTo();
        }
        if (censored != null) {
            for (HistogramIterationValue at : censored.recordedValues()) {
                steps.computeIfAbsent(at.getValueIteratedTo(), unused -> new long[2])[1] +=
                        at.getCountAtValueIteratedTo();
            }
        }
        return steps;
    }

    void write(ObjectNode to) {
        to.put("max_us", max);
        to.put("max_observed", lastObserved);
        to.put("observed", encoded(observed));
        if (negative != null) {
            to.put("negative", encoded(negative));
        }
        if (censored != null) {
            to.put("censored", encoded(censored));
        }
    }

    /** What {@link #write} wrote. */
    static Tally read(JsonNode from) throws DataFormatException {
        Tally tally = new Tally();
        tally.max = from.path("max_us").asLong();
        tally.lastObserved = from.path("max_observed").asBoolean();
        tally.observed.add(decoded(from.path("observed").asText()));
        if (from.has("negative")) {
            tally.negative = decoded(from.path("negative").asText());
        }
        if (from.has("censored")) {
            tally.censored = decoded(from.path("censored").asText());
        }
        return tally;
    }

    private static String encoded(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    private static Histogram decoded(String text) throws DataFormatException {
        byte[] bytes = Base64.getDecoder().decode(text);
        return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), Distribution.LARGEST_US);
    }
}
