package io.turngap.trace;

import java.util.List;
import java.util.Optional;

/**
 * What an {@link OtlpReceiver} took.
 *
 * @param exports requests with traces
 * @param metricExports requests with metrics, which are let go
 * @param logExports requests with logs, which are let go
 * @param refusedRequests requests that could not be read
 * @param cpuMs processor time that receiving took, where the system tells, ms
 */
record Received(
        List<String> addresses,
        List<Span> spans,
        SpanStore.Counts counts,
        long exports,
        long metricExports,
        long logExports,
        long refusedRequests,
        Optional<Double> cpuMs) {}
