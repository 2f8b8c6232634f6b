package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.load.LiveStats;
import io.turngap.load.MetricsPort;
import io.turngap.load.MetricsPush;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a run's figures go while it goes on: to whoever scrapes a port, to an OTLP receiver, or, unless asked, nowhere. */
final class MetricsOutlets {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private static final String HEADERS = "OTEL_EXPORTER_OTLP_METRICS_HEADERS";
    private static final String ALL_HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";
    private static final String INTERVAL_MS = "OTEL_METRIC_EXPORT_INTERVAL";
    private static final long USUAL_INTERVAL_MS = 10_000;

    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            description = {
                "Serve the run's figures at http://127.0.0.1:N/metrics for Prometheus while it goes on; 0 for any free port.",
                "The port closes with the run."
            })
    private @Nullable Integer port;

    @Option(
            names = "--otlp-metrics",
            paramLabel = "URL",
            description = {
                "Send the run's figures to an OTLP receiver (HTTP) such as http://127.0.0.1:4318, each ten seconds and at the end.",
                "Default: what OTEL_EXPORTER_OTLP_METRICS_ENDPOINT says; keys for it come from OTEL_EXPORTER_OTLP_METRICS_HEADERS."
            })
    private @Nullable String otlp;

    /**
     * Makes a run while what was asked for is open.
     *
     * @param run gives its exit code
     * @param say told where the figures are, and afterwards how many a receiver did not take
     * @throws CommandFailure before the run when the port is taken or an address cannot be one
     */
    int during(IntSupplier run, LiveStats live, Map<String, String> environment, Consumer<String> say) {
        Optional<MetricsPush> sent = push(live, environment);
        Optional<MetricsPort> served = Optional.empty();
        try {
            served = port == null ? Optional.empty() : Optional.of(serve(port, live));
            served.ifPresent(open -> say.accept("the run's metrics are at " + open.address()));
            return run.getAsInt();
        } finally {
            served.ifPresent(MetricsPort::close);
            sent.ifPresent(MetricsPush::close);
            sent.flatMap(MetricsPush::problem).ifPresent(say);
        }
    }

    private static MetricsPort serve(int port, LiveStats live) {
        if (port < 0 || port > 65_535) {
            throw usage("--metrics-port is " + port
                    + "; a port from 1 to 65535, or 0 for any that is free, is expected: give another");
        }
        try {
            return MetricsPort.open(port, live);
        } catch (IOException taken) {
            throw usage("metrics cannot be served at port " + port + " of this machine (" + taken.getMessage()
                    + "); a free port is needed: give another --metrics-port, or 0 for any");
        }
    }

    private Optional<MetricsPush> push(LiveStats live, Map<String, String> environment) {
        String address = otlp == null ? environment.getOrDefault(ENDPOINT, "") : otlp;
        if (address.isEmpty()) {
            return Optional.empty();
        }
        String headers = environment.getOrDefault(HEADERS, environment.getOrDefault(ALL_HEADERS, ""));
        try {
            return Optional.of(MetricsPush.to(address, headers(headers), interval(environment), live));
        } catch (IllegalArgumentException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
    }

    /** {@code name=value} pairs separated by commas, values percent-encoded, as OpenTelemetry writes them. */
    static Map<String, String> headers(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String value = pair.substring(equals + 1).strip().replace("+", "%2B");
                headers.put(pair.substring(0, equals).strip(), URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return headers;
    }

    private static Duration interval(Map<String, String> environment) {
        String given = environment.getOrDefault(INTERVAL_MS, "");
        if (!given.isEmpty() && !given.matches("[1-9][0-9]{2,8}")) {
            throw usage(INTERVAL_MS + " is \"" + given
                    + "\"; milliseconds from 100 to 999999999 are expected: change it, or unset it" + " for "
                    + USUAL_INTERVAL_MS);
        }
        return Duration.ofMillis(given.isEmpty() ? USUAL_INTERVAL_MS : Long.parseLong(given));
    }

    private static CommandFailure usage(String what) {
        return new CommandFailure(ExitCode.USAGE.code(), what);
    }
}
