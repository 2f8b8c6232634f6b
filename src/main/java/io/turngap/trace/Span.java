package io.turngap.trace;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A span as far as it is of use here: what {@link KeptAttributes} lets through, nothing of what was said.
 *
 * @param traceId 32 hexadecimal digits, lower case
 * @param spanId 16 hexadecimal digits, lower case
 * @param parentId the same, or empty
 * @param scope name of the instrumentation that made it
 * @param startNanos agent's wall clock, ns since 1970
 * @param endNanos agent's wall clock, ns since 1970; not before the start
 * @param numbers attributes that are numbers
 * @param texts attributes that are words of a vocabulary
 * @param ids short values of any attribute that may name the call
 */
record Span(
        String traceId,
        String spanId,
        String parentId,
        String scope,
        String name,
        long startNanos,
        long endNanos,
        Map<String, Double> numbers,
        Map<String, String> texts,
        List<String> ids,
        Origin origin) {

    /**
     * Where a span came from.
     *
     * @param service {@code service.name} of the resource, or empty
     * @param host whose clock it is: {@code host.name}, else the instance, else the peer's address
     * @param loopback true when the exporter connected from this machine
     * @param ids values of the resource's attributes that may name the call
     */
    record Origin(String service, String host, boolean loopback, List<String> ids) {}

    OptionalDouble number(String key) {
        Double value = numbers.get(key);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    String text(String key) {
        return texts.getOrDefault(key, "");
    }

    /** An instant so many seconds after the start. */
    long afterStart(double seconds) {
        return startNanos + Math.round(seconds * 1e9);
    }
}
