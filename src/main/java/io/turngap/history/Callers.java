package io.turngap.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.measure.RunRecord.ScenarioInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What callers did in a run, as a digest: of the scenario as it was run, without what is told to the bundled agent, the gates, the number of calls
 * and the seed. Runs compare over time where this is the same; the agent is what may have changed between them.
 */
final class Callers {

    private static final Set<String> NOT_OF_CALLERS =
            Set.of("agent", "calls", "seed", "gates", "name", "description", "slo_ms");

    private Callers() {}

    /** Hexadecimal; the scenario's own digest where an old run does not say what it ran; empty where it says neither. */
    static String digest(ScenarioInfo scenario) {
        JsonNode effective = scenario.effective();
        if (effective == null || !effective.isObject()) {
            return scenario.digest();
        }
        List<String> lines = new ArrayList<>();
        collect(effective, "", lines);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void collect(JsonNode node, String path, List<String> lines) {
        if (node.isValueNode()) {
            lines.add(path + "=" + node);
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.path(i), path + "/" + i, lines);
            }
        } else {
            Set<String> names = new TreeSet<>();
            node.fieldNames().forEachRemaining(names::add);
            if (path.isEmpty()) {
                names.removeAll(NOT_OF_CALLERS);
            }
            names.forEach(name -> collect(node.path(name), path + "/" + name, lines));
        }
    }
}
