package io.turngap.load;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends a run's figures to an OTLP receiver over HTTP, every ten seconds and once more at the end. A receiver that takes none costs the
 * run nothing: it is said afterwards how many were not taken.
 */
public final class MetricsPush implements AutoCloseable {

    private static final String PATH = "/v1/metrics";
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long CLOSE_SECONDS = 4;
    /** Held, since a logger that nobody holds forgets its level. It would write into the display of the run. */
    private static final Logger EXPORTERS_LOG = Logger.getLogger("io.opentelemetry");

    private final SdkMeterProvider provider;
    private final Counting exporter;
    private final String host;

    private MetricsPush(SdkMeterProvider provider, Counting exporter, String host) {
        this.provider = provider;
        this.exporter = exporter;
        this.host = host;
    }

    /**
     * Begins to send.
     *
     * @param address of the receiver, such as {@code http://127.0.0.1:4318}; {@code /v1/metrics} is added where it has no path
     * @param headers sent along, such as a key; they stand nowhere else
     * @param every so often
     * @throws IllegalArgumentException when the address is none of HTTP
     */
    public static MetricsPush to(String address, Map<String, String> headers, Duration every, LiveStats live) {
        URI uri = parse(address);
        EXPORTERS_LOG.setLevel(Level.OFF);
        String path = uri.getPath() == null || uri.getPath().length() <= 1 ? PATH : uri.getPath();
        OtlpHttpMetricExporterBuilder http = OtlpHttpMetricExporter.builder()
                .setEndpoint(uri.resolve(path).toString())
                .setCompression("gzip")
                .setTimeout(PATIENCE)
                .setConnectTimeout(PATIENCE)
                .setRetryPolicy(null)
                .setMeterProvider(MeterProvider.noop());
        headers.forEach(http::addHeader);
        Counting exporter = new Counting(http.build());
        LiveMetrics metrics = new LiveMetrics(live);
        long startNanos = epochNanos();
        SdkMeterProvider provider = SdkMeterProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.builder()
                                .put("service.name", "turngap")
                                .build())))
                .registerMetricProducer(resource -> readings(metrics, resource, startNanos))
                .registerMetricReader(PeriodicMetricReader.builder(exporter)
                        .setInterval(every)
                        .build())
                .build();
        return new MetricsPush(provider, exporter, uri.getHost());
    }

    private static List<MetricData> readings(LiveMetrics metrics, Resource resource, long startNanos) {
        long nowNanos = epochNanos();
        return metrics.read().stream()
                .map(metric -> (MetricData) OtlpReading.of(metric, resource, startNanos, nowNanos))
                .toList();
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private static URI parse(String address) {
        try {
            URI uri = URI.create(address.strip());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            // As any other address that cannot be one.
        }
        // What was given may hold a key, so it is not repeated.
        throw new IllegalArgumentException(
                "the address for metrics is none of HTTP; http://HOST:PORT of an OTLP receiver is"
                        + " expected, such as http://127.0.0.1:4318: change --otlp-metrics or OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
    }

    /** What became of the figures, where not all were taken; to be asked after {@link #close}. */
    public Optional<String> problem() {
        int failed = exporter.failed.get();
        int all = exporter.all.get();
        return failed == 0
                ? Optional.empty()
                : Optional.of("the run's metrics: " + failed + " of " + all + " exports were not taken by " + host
                        + "; an OTLP receiver (HTTP, protobuf) is expected there: the run itself lacks nothing");
    }

    /** Sends the last figures and waits some seconds for them at most. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Counts what is sent and what fails. */
    private record Counting(MetricExporter exporter, AtomicInteger all, AtomicInteger failed)
            implements MetricExporter {

        Counting(MetricExporter exporter) {
            this(exporter, new AtomicInteger(), new AtomicInteger());
        }

        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            all.incrementAndGet();
            CompletableResultCode result = exporter.export(metrics);
            return result.whenComplete(() -> {
                if (!result.isSuccess()) {
                    failed.incrementAndGet();
                }
            });
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
        }
    }
}
