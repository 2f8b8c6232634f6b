package io.turngap.claims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.agent.AgentConfig;
import io.turngap.agent.AgentConfigException;
import io.turngap.agent.Profiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Two settings of the bundled agent, and everything between them: each lever that differs may stand as in the one or as in the other.
 * Settings of no lever (how slow a tool is, what the caller's record costs to fetch) are conditions: all have them as in the profile.
 *
 * <p>A set of levers that contradicts itself, such as acting on the partials of a recogniser that gives none, cannot be built. There the
 * lever that is refused has no effect: it stands as in the base until what it needs is on.
 */
final class AblationSettings {

    private static final String SCHEMA = "agent.schema.json";
    private static final List<String> STREAMING = List.of("stt.streaming", "llm.streaming", "tts.streaming");

    private final JsonNode schema = schema();
    private final ObjectNode profile;
    private final ObjectNode base;
    private List<Lever> players;
    private final List<Lever> joined = new ArrayList<>();

    /**
     * Between {@code base} and {@code profile}.
     *
     * @param profile an {@code agent:} block
     * @param base another
     * @param wanted levers that may differ; the others stand as in the profile
     * @throws AgentConfigException when one of the two is wrong, or no agent at all can be made of the base and the profile's conditions
     */
    AblationSettings(JsonNode profile, JsonNode base, Predicate<Lever> wanted) {
        this.profile = resolved(profile);
        this.base = resolved(base);
        this.players = Levers.ALL.stream()
                .filter(wanted)
                .filter(lever -> lever.keys().stream().anyMatch(this::differs))
                .toList();
        while (!isAccepted(0)) {
            join();
        }
    }

    /** A lever that was not asked for, and cannot stand as in the profile while those that were stand as in the base, differs with them. */
    private void join() {
        try {
            AgentConfig.of(built(0));
        } catch (AgentConfigException refused) {
            Lever more = Levers.ALL.stream()
                    .filter(lever -> !players.contains(lever))
                    .filter(lever -> lever.keys().stream().anyMatch(this::differs))
                    .filter(lever -> lever.keys().stream().anyMatch(key -> ("agent." + key).equals(refused.key())))
                    .findFirst()
                    .orElseThrow(() -> refused);
            joined.add(more);
            players = Levers.ALL.stream()
                    .filter(lever -> lever.equals(more) || players.contains(lever))
                    .toList();
        }
    }

    /** Levers that differ though they were not asked for. */
    List<Lever> joined() {
        return joined;
    }

    /** The levers that differ, by number. */
    List<Lever> players() {
        return players;
    }

    /** What a lever changes: {@code llm.tier: premium → fast}. */
    List<String> changes(Lever lever) {
        return lever.keys().stream().filter(this::differs).map(this::change).toList();
    }

    /** What differs and is no lever's, in the same form; all have it as in the profile. */
    List<String> conditions() {
        Set<String> keys = new TreeSet<>();
        leaves("", profile, keys);
        leaves("", base, keys);
        keys.removeIf(key -> Levers.ALL.stream()
                .flatMap(lever -> lever.keys().stream())
                .anyMatch(of -> key.equals(of) || key.startsWith(of + ".")));
        return keys.stream().filter(this::differs).map(this::change).toList();
    }

    /** The levers of {@code set} that have an effect there: those without which it contradicts itself are left out. */
    long effective(long set) {
        long left = set;
        while (left != 0) {
            try {
                AgentConfig.of(built(left));
                return left;
            } catch (AgentConfigException refused) {
                left &= ~(1L << culprit(left, refused.key()));
            }
        }
        return 0;
    }

    /** The agent with the levers of an {@link #effective} set as in the profile, and the others as in the base. */
    AgentConfig config(long set) {
        return AgentConfig.of(built(set));
    }

    /** The lever whose key was refused, where it is on; else one without which the rest is accepted; else the last. */
    private int culprit(long set, String refusedKey) {
        for (int i = 0; i < players.size(); i++) {
            boolean on = (set & 1L << i) != 0;
            if (on && players.get(i).keys().stream().anyMatch(key -> ("agent." + key).equals(refusedKey))) {
                return i;
            }
        }
        int last = 63 - Long.numberOfLeadingZeros(set);
        for (int i = last; i >= 0; i--) {
            if ((set & 1L << i) != 0 && isAccepted(set & ~(1L << i))) {
                return i;
            }
        }
        return last;
    }

    private boolean isAccepted(long set) {
        try {
            AgentConfig.of(built(set));
            return true;
        } catch (AgentConfigException refused) {
            return false;
        }
    }

    private ObjectNode built(long set) {
        ObjectNode tree = profile.deepCopy();
        for (int i = 0; i < players.size(); i++) {
            if ((set & 1L << i) == 0) {
                players.get(i).keys().forEach(key -> put(tree, key, at(base, key)));
            }
        }
        return tree;
    }

    private boolean differs(String key) {
        JsonNode there = effective(profile, key);
        JsonNode here = effective(base, key);
        return there.isNumber() && here.isNumber() ? there.doubleValue() != here.doubleValue() : !there.equals(here);
    }

    private String change(String key) {
        return key + ": " + shown(effective(base, key)) + " → " + shown(effective(profile, key));
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "none" : value.isTextual() ? value.textValue() : value.toString();
    }

    /** As written, else the default. */
    private JsonNode effective(JsonNode tree, String key) {
        JsonNode written = at(tree, key);
        if (!written.isMissingNode()) {
            return written;
        }
        JsonNode of = schema;
        for (String part : key.split("\\.")) {
            of = of.path("properties").path(part);
        }
        return of.path("default");
    }

    private static JsonNode at(JsonNode tree, String key) {
        JsonNode node = tree.at("/" + key.replace('.', '/'));
        return node.isNull() ? MissingNode.getInstance() : node;
    }

    /** Writes a value, or takes away what stands there when it is missing. */
    private static void put(ObjectNode tree, String key, JsonNode value) {
        ObjectNode section = tree;
        String[] parts = key.split("\\.");
        for (int i = 0; i < parts.length - 1; i++) {
            if (section.get(parts[i]) instanceof ObjectNode below) {
                section = below;
            } else if (value.isMissingNode()) {
                return;
            } else {
                section = section.putObject(parts[i]);
            }
        }
        String name = parts[parts.length - 1];
        if (value.isMissingNode()) {
            section.remove(name);
        } else {
            section.set(name, value.deepCopy());
        }
    }

    private static void leaves(String path, JsonNode node, Set<String> keys) {
        node.properties().forEach(entry -> {
            String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (entry.getValue().isObject()) {
                leaves(key, entry.getValue(), keys);
            } else {
                keys.add(key);
            }
        });
    }

    /** Checked, its own profile merged into it, and streaming said outright: left out, it follows {@code pipeline.overlap}. */
    private static ObjectNode resolved(JsonNode agent) {
        AgentConfig.of(agent);
        JsonNode applied = Profiles.applied(agent);
        ObjectNode tree = applied.isObject() ? (ObjectNode) applied.deepCopy() : new ObjectMapper().createObjectNode();
        tree.remove("profile");
        boolean overlap = tree.at("/pipeline/overlap").asBoolean(true);
        for (String key : STREAMING) {
            if (at(tree, key).isMissingNode()) {
                put(tree, key, BooleanNode.valueOf(overlap));
            }
        }
        return tree;
    }

    private static JsonNode schema() {
        try (InputStream in = AgentConfig.class.getResourceAsStream(SCHEMA)) {
            if (in == null) {
                throw new IllegalStateException(SCHEMA + " is missing from the program; build it again");
            }
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids of the levers in a set. */
    List<String> ids(long set) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < players.size(); i++) {
            if ((set & 1L << i) != 0) {
                ids.add(players.get(i).id());
            }
        }
        return ids;
    }
}
