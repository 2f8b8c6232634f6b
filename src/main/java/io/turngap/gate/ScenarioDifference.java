package io.turngap.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.measure.RunRecord.ScenarioInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * In what two runs' scenarios differ, in words. It is allowed, and often the point (another silence threshold of the agent, say); but
 * who reads a verdict should know. How many calls were made, from which seed and under which gates makes no difference here.
 */
final class ScenarioDifference {

    private static final Set<String> NO_MATTER = Set.of("calls", "seed", "gates", "name", "description");
    private static final int MOST_NAMED = 4;

    private ScenarioDifference() {}

    static Optional<String> between(ScenarioInfo baseline, ScenarioInfo candidate) {
        if (baseline.digest().equals(candidate.digest())) {
            return Optional.empty();
        }
        JsonNode was = baseline.effective();
        JsonNode is = candidate.effective();
        if (was == null || is == null) {
            return Optional.of("the baseline ran another scenario: digest " + shortened(baseline.digest())
                    + ", this run's " + shortened(candidate.digest()));
        }
        Map<String, String> before = leaves(was);
        Map<String, String> after = leaves(is);
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<String> different = keys.stream()
                .filter(key -> !NO_MATTER.contains(key.replaceFirst("[.].*", "")))
                .filter(key -> !said(before.get(key)).equals(said(after.get(key))))
                .toList();
        if (different.isEmpty()) {
            return Optional.empty();
        }
        List<String> named = different.stream()
                .limit(MOST_NAMED)
                .map(key -> key + " (" + said(before.get(key)) + ", now " + said(after.get(key)) + ")")
                .toList();
        int more = different.size() - named.size();
        return Optional.of("the baseline's scenario differs in " + String.join(", ", named)
                + (more > 0 ? " and " + more + " more" : ""));
    }

    private static Map<String, String> leaves(JsonNode root) {
        Map<String, String> leaves = new TreeMap<>();
        collect(root, "", leaves);
        return leaves;
    }

    private static void collect(JsonNode node, String path, Map<String, String> leaves) {
        if (node.isValueNode() || node.isEmpty()) {
            leaves.put(path, node.isValueNode() ? node.asText() : node.toString());
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.path(i), below(path, String.valueOf(i)), leaves);
            }
        } else {
            node.properties().forEach(entry -> collect(entry.getValue(), below(path, entry.getKey()), leaves));
        }
    }

    private static String below(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String said(@Nullable String value) {
        return value == null ? "not set" : shortened(value);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
