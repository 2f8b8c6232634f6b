package io.turngap.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * OTLP in JSON: proto3's mapping with the differences that the OTLP specification 1.9 names: trace and span ids are hexadecimal, keys are
 * lowerCamelCase, enums are numbers, 64-bit integers may be decimal strings. Unknown fields are passed over.
 */
final class OtlpJson {

    private static final int MOST_DEPTH = 64;

    private static final ObjectMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .build())
                    .build())
            .build();

    private OtlpJson() {}

    /** @throws IOException when it is not JSON, or no object with an array {@code resourceSpans} */
    static Decoded read(InputStream bytes, Peer peer) throws IOException {
        JsonNode root = JSON.readTree(bytes);
        JsonNode resources = root.path("resourceSpans");
        if (!root.isObject() || !(resources.isArray() || resources.isMissingNode())) {
            throw new IOException("it is " + kind(root) + " whose resourceSpans is " + kind(resources)
                    + "; an object with an array resourceSpans is expected");
        }
        Decoded decoded = new Decoded();
        for (JsonNode resource : resources) {
            Resource named = new Resource();
            for (JsonNode attribute : resource.path("resource").path("attributes")) {
                named.attribute(
                        attribute.path("key").asText(""),
                        attribute.path("value").path("stringValue").asText(""));
            }
            Span.Origin origin = named.origin(peer);
            for (JsonNode scope : resource.path("scopeSpans")) {
                String name = scope.path("scope").path("name").asText("");
                for (JsonNode span : scope.path("spans")) {
                    decoded.span(span(span, name, origin));
                }
            }
        }
        return decoded;
    }

    private static Span span(JsonNode span, String scope, Span.Origin origin) {
        KeptAttributes kept = new KeptAttributes();
        for (JsonNode attribute : span.path("attributes")) {
            String key = attribute.path("key").asText("");
            JsonNode value = attribute.path("value");
            if (value.has("stringValue")) {
                kept.text(key, value.path("stringValue").asText(""));
            } else if (value.has("boolValue")) {
                kept.text(key, value.path("boolValue").asText(""));
            } else if (value.has("intValue")) {
                kept.number(key, value.path("intValue").asDouble(Double.NaN));
            } else if (value.has("doubleValue")) {
                kept.number(key, value.path("doubleValue").asDouble(Double.NaN));
            }
        }
        return new Span(
                id(span.path("traceId")),
                id(span.path("spanId")),
                id(span.path("parentSpanId")),
                scope,
                span.path("name").asText(""),
                nanos(span.path("startTimeUnixNano")),
                nanos(span.path("endTimeUnixNano")),
                kept.numbers(),
                kept.texts(),
                kept.ids(),
                origin);
    }

    private static String id(JsonNode id) {
        return id.asText("").toLowerCase(Locale.ROOT);
    }

    /** 0 where there is none, or none that can be. */
    private static long nanos(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        try {
            return value.isTextual() ? Long.parseLong(value.textValue()) : 0;
        } catch (NumberFormatException notOne) {
            return 0;
        }
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    /** The answer to an export, of which {@code refused} spans were not taken. */
    static byte[] answer(long refused, String why) {
        ObjectNode answer = JSON.createObjectNode();
        if (refused > 0) {
            answer.putObject("partialSuccess")
                    .put("rejectedSpans", String.valueOf(refused))
                    .put("errorMessage", why);
        }
        try {
            return JSON.writeValueAsBytes(answer);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of nodes can always be written", impossible);
        }
    }
}
