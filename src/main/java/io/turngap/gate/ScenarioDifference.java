package io.turngap.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.measure.RunRecord.ScenarioInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * In what two runs' scenarios differ, in words. What callers do and hear, and how much of it there is at once, must be the same: else a
 * difference in latency is the callers'. What is set of the agent, or of the way to it, may differ: that is what is compared, and whoever
 * reads a verdict is told. How many calls were made, from which seed, under which gates, target and budgets, and what the scenario is called
 * makes no difference here.
 *
 * @param ofCallers what must not differ, such as {@code limits.reply_ms (8000, now 5000)}
 * @param ofAgent what may
 */
record ScenarioDifference(List<String> ofCallers, List<String> ofAgent) {

    private static final Set<String> NO_MATTER = Set.of(
            "calls",
            "seed",
            "gates",
            "name",
            "scenario",
            "description",
            "use_case",
            "slo_ms",
            "load.budgets",
            "warm_up");

    /** Below these keys a scenario of calls speaks of the agent, and a probe of what it asks a component for and where. */
    private static final Set<String> OF_AGENT =
            Set.of("agent", "link", "url", "request", "parameters", "format", "rate_hz", "finalize");

    private static final int LONGEST = 40;

    private static final String EMPTY = "{}";

    ScenarioDifference {
        ofCallers = List.copyOf(ofCallers);
        ofAgent = List.copyOf(ofAgent);
    }

    static ScenarioDifference between(ScenarioInfo baseline, ScenarioInfo candidate) {
        if (baseline.digest().equals(candidate.digest())) {
            return new ScenarioDifference(List.of(), List.of());
        }
        JsonNode was = baseline.effective();
        JsonNode is = candidate.effective();
        if (was == null || is == null) {
            return new ScenarioDifference(
                    List.of("the scenario's digest (" + shortened(baseline.digest()) + ", now "
                            + shortened(candidate.digest()) + ")"),
                    List.of());
        }
        Map<String, String> before = leaves(was);
        Map<String, String> after = leaves(is);
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<String> ofCallers = new ArrayList<>();
        List<String> ofAgent = new ArrayList<>();
        for (String key : keys) {
            String then = before.get(key);
            String now = after.get(key);
            if (!below(NO_MATTER, key)
                    && !isFilledBlock(key, then, now, keys)
                    && !String.valueOf(then).equals(String.valueOf(now))) {
                (below(OF_AGENT, key) ? ofAgent : ofCallers).add(key + " (" + said(then) + ", now " + said(now) + ")");
            }
        }
        return new ScenarioDifference(ofCallers, ofAgent);
    }

    /** An empty block that has keys on the other side: these keys say what differs. */
    private static boolean isFilledBlock(String key, @Nullable String then, @Nullable String now, Set<String> keys) {
        boolean empty = then == null ? EMPTY.equals(now) : now == null && EMPTY.equals(then);
        return empty && keys.stream().anyMatch(other -> other.startsWith(key + "."));
    }

    private static boolean below(Set<String> tops, String key) {
        return tops.stream().anyMatch(top -> key.equals(top) || key.startsWith(top + "."));
    }

    private static Map<String, String> leaves(JsonNode root) {
        Map<String, String> leaves = new TreeMap<>();
        if (!root.isEmpty()) {
            collect(root, "", leaves);
        }
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
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
