package io.turngap.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A run in the compact form: all that percentiles, stages, rates and their intervals are computed from, and no word that was said, no sound,
 * no wall-clock instant of a turn.
 *
 * <p>{@code run} is what {@code run.json} says of the run, less what is computed. A call is one array: its number; what its caller waited
 * for the conversation, µs (in an array of its own where it never opened, null where nothing is known); then its turns. A turn is an array
 * in the order of {@code columns}: outcome and utterance are places in the lists of these names, milestones are µs from {@code speech_end},
 * null where not seen; nulls at the end are left out. What few turns have (an interruption, how long was waited) stands last, in an object
 * with the journal's names.
 */
final class CompactRun {

    private static final List<String> COLUMNS = List.of("turn", "outcome", "utterance", "dead_air_us", "talk_over_us");
    private static final List<String> RARE =
            List.of("waited_us", "tool_dead_air_us", "barge_in", "frames_late", "probe");
    /** Nothing that is computed depends on when the agent fell silent. */
    private static final String UNUSED = Milestone.AGENT_AUDIO_END;

    private static final Set<String> LEVERS = Set.of(Metrics.FALLBACK, Waterfall.SPEECH_TO_SPEECH);
    private static final Set<String> ENVIRONMENT = Set.of("turngap", "clock", "journal");
    private static final Set<String> COMPUTED =
            Set.of("definitions", "metrics", "stages", "rates", "counts", "gates", "verdict", "traces", "comparison");

    private CompactRun() {}

    /** The run as a tree: {@code run}, {@code outcomes}, {@code utterances}, {@code columns}, {@code calls}. */
    static ObjectNode encode(StoredRun stored) {
        Map<String, Integer> outcomes = new LinkedHashMap<>();
        Map<String, Integer> utterances = new LinkedHashMap<>();
        List<String> milestones = milestones(stored.turns());
        Map<Integer, ArrayNode> calls = new TreeMap<>();
        for (CallLine line : stored.calls()) {
            if (!calls.containsKey(line.call())) {
                ArrayNode call = call(calls, line.call());
                long waited = line.endEpochUs() - line.dueEpochUs();
                if (line.connectUs().isPresent()) {
                    call.set(1, line.connectUs().getAsLong());
                } else if (waited > 0) {
                    call.set(1, Json.MAPPER.createArrayNode().add(waited));
                }
            }
        }
        for (Turn turn : stored.turns()) {
            ObjectNode line = Json.MAPPER.valueToTree(turn);
            ArrayNode row = call(calls, turn.call()).addArray();
            row.add(turn.turn());
            row.add(place(outcomes, turn.outcome().wireName()));
            row.add(place(utterances, turn.utterance()));
            row.add(turn.deadAirUs()).add(turn.talkOverUs());
            for (String milestone : milestones) {
                Long us = turn.milestonesUs().get(milestone);
                row.add(us);
            }
            while (row.get(row.size() - 1).isNull()) {
                row.remove(row.size() - 1);
            }
            ObjectNode rare = rare(line);
            if (!rare.isEmpty()) {
                row.add(rare);
            }
        }
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.set("run", about(stored.record()));
        outcomes.keySet().forEach(root.putArray("outcomes")::add);
        utterances.keySet().forEach(root.putArray("utterances")::add);
        ArrayNode columns = root.putArray("columns");
        COLUMNS.forEach(columns::add);
        milestones.forEach(columns::add);
        calls.values().forEach(root.putArray("calls")::add);
        return root;
    }

    private static ArrayNode call(Map<Integer, ArrayNode> calls, int number) {
        return calls.computeIfAbsent(
                number, unused -> Json.MAPPER.createArrayNode().add(number).addNull());
    }

    private static int place(Map<String, Integer> known, String name) {
        return known.computeIfAbsent(name, unused -> known.size());
    }

    /** Names of the milestones that the turns have, the most frequent first, so that what is left out stands at the end. */
    private static List<String> milestones(List<Turn> turns) {
        Map<String, Integer> seen = new HashMap<>();
        for (Turn turn : turns) {
            turn.milestonesUs().keySet().forEach(name -> seen.merge(name, 1, Integer::sum));
        }
        return seen.keySet().stream()
                .filter(name -> !name.startsWith(UNUSED))
                .sorted(Comparator.comparingInt((String name) -> -seen.getOrDefault(name, 0))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static ObjectNode rare(ObjectNode line) {
        ObjectNode rare = Json.MAPPER.createObjectNode();
        for (String name : RARE) {
            JsonNode value = line.path(name);
            // No late frame is what most turns have; but a tool that ran in no silence at all is not a turn without a
            // tool.
            boolean usual = name.equals("frames_late") && value.asLong() == 0;
            if (!value.isMissingNode() && !value.isNull() && !usual) {
                rare.set(name, value);
            }
        }
        ObjectNode levers = Json.MAPPER.createObjectNode();
        line.path("levers").fieldNames().forEachRemaining(lever -> {
            if (LEVERS.contains(lever)) {
                levers.put(lever, "");
            }
        });
        if (!levers.isEmpty()) {
            rare.set("levers", levers);
        }
        return rare;
    }

    private static ObjectNode about(RunRecord record) {
        ObjectNode run = Json.MAPPER.valueToTree(record);
        run.remove(COMPUTED);
        if (run.path("scenario") instanceof ObjectNode scenario) {
            scenario.remove(List.of("description", "file", "gates"));
        }
        if (run.path("environment") instanceof ObjectNode environment) {
            environment.retain(ENVIRONMENT);
        }
        if (run.path("validity") instanceof ObjectNode validity) {
            validity.retain("valid", "reasons", "instrument_error_us");
        }
        if (run.path("agent") instanceof ObjectNode agent) {
            agent.remove("unknown_events");
        }
        return run;
    }

    /**
     * What {@link #encode} gave.
     *
     * @throws IllegalArgumentException when it is something else; the message is half a sentence
     */
    static StoredRun decode(JsonNode root) {
        try {
            RunRecord record = Json.MAPPER.treeToValue(root.path("run"), RunRecord.class);
            if (record == null || record.schemaVersion() < 1 || record.schemaVersion() > RunRecord.SCHEMA_VERSION) {
                throw new IllegalArgumentException("a run of it has schema_version "
                        + (record == null ? "none" : record.schemaVersion()) + ", and 1 to " + RunRecord.SCHEMA_VERSION
                        + " can be read");
            }
            List<String> columns = names(root, "columns");
            if (columns.size() < COLUMNS.size()
                    || !columns.subList(0, COLUMNS.size()).equals(COLUMNS)) {
                throw new IllegalArgumentException("its columns are " + columns + ", which begin with " + COLUMNS
                        + " in a file that turngap wrote");
            }
            List<Turn> turns = new ArrayList<>();
            List<CallLine> calls = new ArrayList<>();
            for (JsonNode call : root.path("calls")) {
                decode(call, root, columns, turns, calls);
            }
            return new StoredRun(record, turns, calls, notes(record));
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(Json.reason(wrong), wrong);
        }
    }

    private static List<String> notes(RunRecord record) {
        String sampled = record.environment().get("journal");
        return sampled == null ? List.of() : List.of("the baseline's journal holds " + sampled);
    }

    private static void decode(
            JsonNode call, JsonNode root, List<String> columns, List<Turn> turns, List<CallLine> calls)
            throws JsonProcessingException {
        if (!call.isArray() || !call.path(0).isInt()) {
            throw new IllegalArgumentException(
                    "a call of it is " + shortened(call) + ", not an array with a number first");
        }
        int number = call.path(0).asInt();
        JsonNode connect = call.path(1);
        if (connect.isIntegralNumber()) {
            calls.add(line(number, connect.asLong(), connect.asLong()));
        } else if (connect.isArray()) {
            calls.add(line(number, null, connect.path(0).asLong()));
        }
        for (int i = 2; i < call.size(); i++) {
            turns.add(turn(number, call.path(i), root, columns));
        }
    }

    private static CallLine line(int call, @Nullable Long connectUs, long endUs) {
        return new CallLine(call, 0, 0, connectUs, endUs, "", connectUs == null, "", 0, 0, 0);
    }

    private static Turn turn(int call, JsonNode row, JsonNode root, List<String> columns)
            throws JsonProcessingException {
        int cells = row.size() > 0 && row.path(row.size() - 1).isObject() ? row.size() - 1 : row.size();
        if (!row.isArray() || cells < COLUMNS.size() || cells > columns.size()) {
            throw new IllegalArgumentException("a turn of call " + call + " is " + shortened(row)
                    + ", not an array of at most " + columns.size() + " values");
        }
        ObjectNode turn = cells < row.size() ? row.path(cells).deepCopy() : Json.MAPPER.createObjectNode();
        turn.put("call", call).put("turn", row.path(0).asInt());
        turn.put("outcome", name(root, "outcomes", row.path(1)));
        turn.put("utterance", name(root, "utterances", row.path(2)));
        turn.put("dead_air_us", row.path(3).asLong());
        turn.put("talk_over_us", row.path(4).asLong());
        ObjectNode milestones = turn.putObject("milestones_us");
        for (int i = COLUMNS.size(); i < cells; i++) {
            if (row.path(i).isIntegralNumber()) {
                milestones.set(columns.get(i), row.path(i));
            }
        }
        Turn read = Json.MAPPER.treeToValue(turn, Turn.class);
        read.implausible().ifPresent(what -> {
            throw new IllegalArgumentException("of a turn of call " + call + ", " + what);
        });
        return read;
    }

    private static String name(JsonNode root, String list, JsonNode place) {
        JsonNode name = root.path(list).path(place.asInt(-1));
        if (!name.isTextual()) {
            throw new IllegalArgumentException("it has no number " + shortened(place) + " in " + list);
        }
        return name.asText();
    }

    private static List<String> names(JsonNode root, String list) {
        List<String> names = new ArrayList<>();
        root.path(list).forEach(name -> names.add(name.asText()));
        if (new TreeSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException("its " + list + " name something twice: " + names);
        }
        return names;
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
