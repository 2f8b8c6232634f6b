package io.turngap.load;

import java.util.List;
import java.util.Map;

/**
 * A figure of a run under way as monitoring systems know them. Names are OpenTelemetry's, dotted and without unit; Prometheus gets them
 * with underscores, and with {@code _seconds} and {@code _total} where they belong. Labels take values from lists of ours, so that a run
 * cannot make series without end.
 */
sealed interface LiveMetric {

    /** Such as {@code turngap.calls}. */
    String name();

    /** One sentence. */
    String help();

    /**
     * Only grows.
     *
     * @param label name of the label that tells the values apart; empty when there is but one
     * @param values by value of the label
     */
    record Counter(String name, String help, String label, Map<String, Long> values) implements LiveMetric {}

    /** As it is at the moment. */
    record Gauge(String name, String help, long value) implements LiveMetric {}

    /**
     * Durations in seconds.
     *
     * @param boundsS upper bounds of the buckets, inclusive, ascending; beyond the last lies one more
     * @param counts of each bucket, not cumulated: one more than bounds
     * @param sumS sum of the durations, as exact as the buckets of the histogram it comes from: 0.1 %
     */
    record Durations(String name, String help, List<Double> boundsS, List<Long> counts, double sumS)
            implements LiveMetric {}
}
