package io.turngap.trace;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** OTLP in protobuf: {@code ExportTraceServiceRequest} of opentelemetry-proto 1.11, read into {@link Span}s. */
final class OtlpProtobuf {

    private OtlpProtobuf() {}

    /** @throws InvalidProtocolBufferException when the bytes are no such message */
    static Decoded read(ByteBuffer bytes, Peer peer) throws InvalidProtocolBufferException {
        Decoded decoded = new Decoded();
        for (ResourceSpans resource : ExportTraceServiceRequest.parseFrom(bytes).getResourceSpansList()) {
            Resource named = new Resource();
            resource.getResource()
                    .getAttributesList()
                    .forEach(kv -> named.attribute(kv.getKey(), kv.getValue().getStringValue()));
            Span.Origin origin = named.origin(peer);
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (io.opentelemetry.proto.trace.v1.Span span : scope.getSpansList()) {
                    decoded.span(span(span, scope.getScope().getName(), origin));
                }
            }
        }
        return decoded;
    }

    private static Span span(io.opentelemetry.proto.trace.v1.Span span, String scope, Span.Origin origin) {
        KeptAttributes kept = kept(span.getAttributesList());
        return new Span(
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                scope,
                span.getName(),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                kept.numbers(),
                kept.texts(),
                kept.ids(),
                origin);
    }

    private static KeptAttributes kept(List<KeyValue> attributes) {
        KeptAttributes kept = new KeptAttributes();
        for (KeyValue attribute : attributes) {
            var value = attribute.getValue();
            switch (value.getValueCase()) {
                case STRING_VALUE -> kept.text(attribute.getKey(), value.getStringValue());
                case BOOL_VALUE -> kept.text(attribute.getKey(), String.valueOf(value.getBoolValue()));
                case INT_VALUE -> kept.number(attribute.getKey(), value.getIntValue());
                case DOUBLE_VALUE -> kept.number(attribute.getKey(), value.getDoubleValue());
                default -> {}
            }
        }
        return kept;
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    /** The answer to an export, of which {@code refused} spans were not taken. */
    static byte[] answer(long refused, String why) {
        ExportTraceServiceResponse.Builder answer = ExportTraceServiceResponse.newBuilder();
        if (refused > 0) {
            answer.getPartialSuccessBuilder().setRejectedSpans(refused).setErrorMessage(why);
        }
        return answer.build().toByteArray();
    }
}
