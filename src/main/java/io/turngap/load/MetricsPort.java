package io.turngap.load;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves a run's figures as text that Prometheus scrapes, at {@code /metrics} of a port of this machine only; the port closes with the run.
 */
public final class MetricsPort implements AutoCloseable {

    private static final String PATH = "/metrics";

    private final HTTPServer server;

    private MetricsPort(HTTPServer server) {
        this.server = server;
    }

    /**
     * Begins to serve.
     *
     * @param port to listen on; 0 for any that is free
     * @throws IOException when the port cannot be had
     */
    public static MetricsPort open(int port, LiveStats live) throws IOException {
        LiveMetrics metrics = new LiveMetrics(live);
        PrometheusRegistry registry = new PrometheusRegistry();
        MultiCollector collector = () -> snapshots(metrics.read());
        registry.register(collector);
        return new MetricsPort(HTTPServer.builder()
                .inetAddress(InetAddress.getLoopbackAddress())
                .port(port)
                .metricsHandlerPath(PATH)
                .registry(registry)
                .buildAndStart());
    }

    /** Where to scrape. */
    public String address() {
        return "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.getPort() + PATH;
    }

    private static MetricSnapshots snapshots(List<LiveMetric> metrics) {
        List<MetricSnapshot> all = new ArrayList<>();
        for (LiveMetric metric : metrics) {
            all.add(snapshot(metric));
        }
        return new MetricSnapshots(all);
    }

    private static MetricSnapshot snapshot(LiveMetric metric) {
        String name = metric.name().replace('.', '_');
        return switch (metric) {
            case LiveMetric.Counter counter -> {
                CounterSnapshot.Builder builder =
                        CounterSnapshot.builder().name(name).help(counter.help());
                counter.values()
                        .forEach((value, count) -> builder.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                                .labels(counter.label().isEmpty() ? Labels.EMPTY : Labels.of(counter.label(), value))
                                .value(count)
                                .build()));
                yield builder.build();
            }
            case LiveMetric.Gauge gauge ->
                GaugeSnapshot.builder()
                        .name(name)
                        .help(gauge.help())
                        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .value(gauge.value())
                                .build())
                        .build();
            case LiveMetric.Durations durations -> {
                List<Double> bounds = new ArrayList<>(durations.boundsS());
                bounds.add(Double.POSITIVE_INFINITY);
                yield HistogramSnapshot.builder()
                        .name(name + "_seconds")
                        .unit(Unit.SECONDS)
                        .help(durations.help())
                        .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, durations.counts()))
                                .sum(durations.sumS())
                                .build())
                        .build();
            }
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
