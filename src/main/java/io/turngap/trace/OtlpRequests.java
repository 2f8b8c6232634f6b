package io.turngap.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * What is done with an export, over HTTP or gRPC: traces are read and kept, metrics and logs are counted and let go. Runs on the receiver's
 * thread.
 *
 * <p>OTLP 1.9: {@code 200} with an {@code Export…ServiceResponse} of the request's type, whose {@code partial_success} says what was not
 * taken; {@code 400} for what cannot be read, which no exporter sends again.
 */
final class OtlpRequests {

    /** Most bytes of one export, also once unpacked; exporters send 512 spans at a time, some hundred kB. */
    static final int MOST_BYTES = 8 << 20;

    private static final byte[] NOTHING = {};

    private final SpanStore store;
    private final AtomicLong exports = new AtomicLong();
    private final AtomicLong metrics = new AtomicLong();
    private final AtomicLong logs = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile long lastNanos;

    OtlpRequests(SpanStore store) {
        this.store = store;
    }

    /** Sorts of signals. */
    enum Signal {
        TRACES,
        METRICS,
        LOGS;

        /** The path over HTTP. */
        String path() {
            return "/v1/" + name().toLowerCase(Locale.ROOT);
        }

        /** The path over gRPC. */
        String method() {
            String word = name().toLowerCase(Locale.ROOT);
            String one = this == LOGS ? "Logs" : this == TRACES ? "Trace" : "Metrics";
            return "/opentelemetry.proto.collector." + (this == TRACES ? "trace" : word) + ".v1." + one
                    + "Service/Export";
        }
    }

    /** A request that is refused. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient HttpResponseStatus status;

        Refusal(HttpResponseStatus status, String message) {
            super(message);
            this.status = status;
        }

        HttpResponseStatus status() {
            return status;
        }
    }

    /** Takes an export in protobuf; gives the answer's bytes. */
    byte[] protobuf(Signal signal, ByteBuffer body, Peer peer) throws Refusal {
        if (passes(signal)) {
            return NOTHING;
        }
        try {
            Decoded decoded = OtlpProtobuf.read(body, peer);
            return OtlpProtobuf.answer(keep(decoded), why(decoded));
        } catch (InvalidProtocolBufferException e) {
            throw unreadable("an ExportTraceServiceRequest in protobuf", e);
        }
    }

    /** Takes an export in JSON; gives the answer's bytes. */
    byte[] json(Signal signal, ByteBuf body, Peer peer) throws Refusal {
        if (passes(signal)) {
            return OtlpJson.answer(0, "");
        }
        try {
            Decoded decoded = OtlpJson.read(new ByteBufInputStream(body), peer);
            return OtlpJson.answer(keep(decoded), why(decoded));
        } catch (IOException e) {
            throw unreadable("an ExportTraceServiceRequest in JSON", e);
        }
    }

    private boolean passes(Signal signal) {
        lastNanos = System.nanoTime();
        AtomicLong count = switch (signal) {
            case TRACES -> exports;
            case METRICS -> metrics;
            case LOGS -> logs;
        };
        count.incrementAndGet();
        return signal != Signal.TRACES;
    }

    private long keep(Decoded decoded) {
        return decoded.refused() + store.add(decoded);
    }

    private static String why(Decoded decoded) {
        return decoded.why().isEmpty()
                ? "no room: at most " + SpanStore.MOST_SPANS + " spans are kept in a run"
                : decoded.why();
    }

    private static Refusal unreadable(String expected, Exception cause) {
        String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new Refusal(
                HttpResponseStatus.BAD_REQUEST,
                "the body cannot be read (" + (said.length() > 200 ? said.substring(0, 200) : said) + "); " + expected
                        + " is expected: check the exporter's protocol setting");
    }

    /** A request was refused before its body was read. */
    void refused() {
        refused.incrementAndGet();
    }

    /** Unpacks gzip, up to {@link #MOST_BYTES}. */
    static byte[] gunzip(byte[] packed) throws Refusal {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] plain = in.readNBytes(MOST_BYTES + 1);
            if (plain.length > MOST_BYTES) {
                throw tooLarge();
            }
            return plain;
        } catch (IOException e) {
            throw unreadable("gzip, as the request says,", e);
        }
    }

    static Refusal tooLarge() {
        return new Refusal(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "the body, or what it unpacks to, is larger than " + MOST_BYTES
                        + " bytes; export fewer spans at a time (OTEL_BSP_MAX_EXPORT_BATCH_SIZE=512)");
    }

    /** The media type without parameters, lower case. */
    static String mediaType(CharSequence contentType) {
        String type = contentType == null ? "" : AsciiString.of(contentType).toString();
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Exports of traces so far. */
    long exports() {
        return exports.get();
    }

    long metricExports() {
        return metrics.get();
    }

    long logExports() {
        return logs.get();
    }

    long refusedRequests() {
        return refused.get();
    }

    /** When an export came last, {@link System#nanoTime}; meaningless before the first. */
    long lastNanos() {
        return lastNanos;
    }
}
