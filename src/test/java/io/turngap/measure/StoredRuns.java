package io.turngap.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.RunRecord.Inputs;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs that are over, for tests of what is held against them. */
public final class StoredRuns {

    public static final ObjectMapper JSON = new ObjectMapper();
    public static final Validity VALID = new Validity(true, List.of(), Map.of(), Map.of(), null, Map.of(), Map.of());
    public static final Inputs INPUTS = new Inputs("fa57", "openai-realtime, pcm");

    private StoredRuns() {}

    /** A valid, finished run of seed 42 with the scenario of {@link #effective}. */
    public static RunRecord record(String id, String startedAt) {
        return record(id, startedAt, 42, effective(), INPUTS);
    }

    /** The same of other callers. */
    public static RunRecord record(
            String id, String startedAt, long seed, JsonNode effective, @Nullable Inputs inputs) {
        return new RunRecord(
                        RunRecord.SCHEMA_VERSION,
                        id,
                        true,
                        startedAt,
                        90_000,
                        new RunRecord.ScenarioInfo(
                                "Order status",
                                "said by callers",
                                "/home/me/s.yaml",
                                effective.toString(),
                                80,
                                4,
                                List.of(),
                                effective),
                        seed,
                        new RunRecord.AgentInfo("bundled", "openai-realtime", Map.of("llm", "templates"), List.of()),
                        Map.of("turngap", "1.0", "host", "my-laptop", "java", "25"),
                        Definitions.ofFigures(),
                        VALID,
                        Map.of(),
                        Map.of(),
                        RunRecord.Rates.NONE,
                        Map.of(),
                        List.of(),
                        Verdict.INVALID)
                .withInputs(inputs);
    }

    /** A scenario as it was run. */
    public static ObjectNode effective() {
        ObjectNode root = JSON.createObjectNode().put("calls", 80).put("scenario", "Order status");
        root.putObject("agent").putObject("endpointing").put("silence_ms", 500);
        root.putObject("limits").put("reply_ms", 8_000);
        root.putArray("script").addObject().put("say", "where-is-my-order");
        return root;
    }

    /** Its folder. */
    public static Path folder(Path root, RunRecord record, List<Turn> turns) {
        RunFolder folder = RunFolder.create(root);
        folder.write(record);
        try (Journal journal = folder.createJournal()) {
            turns.forEach(journal::turn);
        }
        return root;
    }

    /** So many calls of one answered turn, 1 ms apart from {@code firstMs}. */
    public static List<Turn> answers(int calls, int firstMs) {
        return IntStream.range(0, calls)
                .mapToObj(call -> Turns.answered(call, 1, firstMs + call))
                .toList();
    }

    /** Calls of {@code turns} turns with every milestone of a pipeline, as a run over sockets has them. */
    public static List<Turn> pipeline(int calls, int turns, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, calls * turns)
                .mapToObj(i -> pipeline(i / turns, 1 + i % turns, random))
                .toList();
    }

    private static Turn pipeline(int call, int turn, Random random) {
        long us = 0;
        Object[] milestones = {
            Milestone.SPEECH_END, 0L,
            Milestone.AGENT_SPEECH_END, us += 20_000 + random.nextInt(5_000),
            Milestone.AGENT_TURN_END, us += 500_000 + random.nextInt(9_000),
            Milestone.STT_FINAL, us += 90_000 + random.nextInt(90_000),
            Milestone.LLM_REQUEST, us += 100 + random.nextInt(900),
            Milestone.LLM_FIRST_TOKEN, us += 200_000 + random.nextInt(200_000),
            Milestone.TTS_REQUEST, us += 30_000 + random.nextInt(20_000),
            Milestone.TTS_FIRST_BYTE, us += 80_000 + random.nextInt(50_000),
            Milestone.FIRST_PACKET, us += 700 + random.nextInt(900),
            Milestone.FIRST_AUDIBLE, us += 20_000 + random.nextInt(9_000),
            Milestone.ANSWER_AUDIBLE, us,
            Milestone.AGENT_AUDIO_END, us + 2_000_000
        };
        return Turns.of(call, turn, Outcome.ANSWERED, milestones);
    }
}
