package io.turngap.agent;

import io.netty.util.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Exports what the agent does as OpenTelemetry spans over OTLP/HTTP. Spans go to a bounded queue on the call's thread and to the network on
 * another; when nobody takes them they are lost, and the calls do not notice.
 */
public final class AgentTelemetry implements AutoCloseable {

    /** Where a connection finds the telemetry it is to be told to. */
    static final AttributeKey<AgentTelemetry> KEY = AttributeKey.valueOf(AgentTelemetry.class, "telemetry");

    /** Name of the instrumentation, by which readers know these spans. */
    static final String SCOPE = "io.turngap.agent";

    private static final String TRACES = "/v1/traces";
    private static final int MOST_WAITING = 8_192;
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final long CLOSE_SECONDS = 3;

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private AgentTelemetry(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get(SCOPE);
    }

    /**
     * Exports to an OTLP receiver.
     *
     * @param address such as {@code http://127.0.0.1:4318}; {@code /v1/traces} is added where the address has no path
     * @throws IllegalArgumentException when that is no address of HTTP
     */
    public static AgentTelemetry to(String address) {
        URI uri = parse(address);
        String path = uri.getPath() == null || uri.getPath().length() <= 1 ? TRACES : uri.getPath();
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(uri.resolve(path).toString())
                .setCompression("gzip")
                .build();
        return through(BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(MOST_WAITING)
                .setScheduleDelay(EVERY)
                .build());
    }

    /** Hands spans to {@code processor}, which this closes. */
    static AgentTelemetry through(SpanProcessor processor) {
        return new AgentTelemetry(SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.builder()
                                .put("service.name", "turngap-agent")
                                .put("host.name", host())
                                .build())))
                .addSpanProcessor(processor)
                .build());
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
        throw new IllegalArgumentException("the traces' address is \"" + ClientError.shown(address)
                + "\"; http://HOST:PORT of an OTLP receiver is expected, such as http://127.0.0.1:4318: change --otlp");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    Tracer tracer() {
        return tracer;
    }

    /** Endpoints that find this telemetry at their connection. */
    Endpoint.Factory traced(Endpoint.Factory endpoints) {
        return (client, hello) -> {
            client.channel().attr(KEY).set(this);
            return endpoints.open(client, hello);
        };
    }

    /** Sends what waits, for some seconds at most. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
