package io.turngap.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.claims.ClaimReport;
import io.turngap.claims.Claims;
import io.turngap.claims.Finding;
import io.turngap.claims.Measurement;
import java.util.List;

/** The article's figures, checked, as JSON. What is not known is absent; milliseconds and percent as the unit says. */
public final class ClaimsJson {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int SCHEMA_VERSION = 1;

    private ClaimsJson() {}

    /** The file's content. */
    public static String render(ClaimReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("schema_version", SCHEMA_VERSION);
        root.put("article", Claims.ARTICLE);
        root.put("seed", report.seed());
        root.put("calls", report.calls());
        findings(root.putArray("findings"), report.simulated());
        if (!report.real().isEmpty()) {
            ObjectNode real = root.putObject("real_time");
            real.put("calls", report.realCalls());
            findings(real.putArray("findings"), report.real());
        }
        ObjectNode others = root.putObject("measured_by_others");
        others.put("source", Claims.PUBLIC_SOURCE);
        ArrayNode products = others.putArray("ttfa");
        Claims.PUBLIC.forEach(figure -> products.addObject()
                .put("product", figure.product())
                .put("p50_ms", figure.p50Ms())
                .put("p95_ms", figure.p95Ms())
                .put("p99_ms", figure.p99Ms()));
        try {
            return MAPPER.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void findings(ArrayNode into, List<Finding> findings) {
        for (Finding finding : findings) {
            ObjectNode node = into.addObject();
            node.put("id", finding.id());
            node.put("figure", finding.figure());
            node.put("section", finding.section());
            node.put("verdict", finding.verdict().words());
            if (!finding.because().isEmpty()) {
                node.put("because", finding.because());
            }
            ArrayNode measurements = node.putArray("measurements");
            finding.measurements().forEach(measured -> measurement(measurements.addObject(), measured));
            node.put("how", finding.how());
            finding.arithmetic().forEach(node.putArray("arithmetic")::add);
            finding.modelled().forEach(node.putArray("modelled")::add);
            finding.real().forEach(node.putArray("real")::add);
        }
    }

    private static void measurement(ObjectNode node, Measurement measured) {
        node.put("what", measured.what());
        node.put("unit", measured.unit());
        number(node, "value", measured.value());
        node.put("n", measured.n());
        node.put("calls", measured.calls());
        measured.ci95()
                .ifPresent(ci -> node.putArray("ci95").add(rounded(ci.low())).add(rounded(ci.high())));
        measured.stated().ifPresent(band -> {
            ObjectNode stated = node.putObject("stated");
            number(stated, "low", band.low());
            number(stated, "high", band.high());
            if (!band.reading().isEmpty()) {
                stated.put("reading", band.reading());
            }
        });
        measured.verdict().ifPresent(verdict -> node.put("verdict", verdict.words()));
        node.put("decides", measured.decides());
    }

    private static void number(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, rounded(value));
        }
    }

    /** To the microsecond, or the thousandth of a percent. */
    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
