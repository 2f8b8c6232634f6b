package io.turngap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.analyze.Analysis;
import io.turngap.analyze.Rules;
import io.turngap.measure.Definitions;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.AgentInfo;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.sound.Audibility;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down what an analysis of recordings was: which, by which rules, and that no call was made. */
final class AnalysisBook {

    /** Recordings that are named one by one; a report of more names the first. */
    private static final int MOST_NAMED = 50;
    /** The bootstrap's draws come from it; nothing else here is drawn. */
    private static final long SEED = 1;

    private AnalysisBook() {}

    /** The facts; what is computed is added later. */
    static RunRecord of(
            RunFolder folder,
            String name,
            Instant startedAt,
            long wallMs,
            List<Analysis> analyses,
            List<String> problems,
            Rules rules,
            List<String> gates,
            String options) {
        Map<String, String> environment = Environment.describe();
        environment.put("options", options);
        for (Analysis analysis : analyses.subList(0, Math.min(MOST_NAMED, analyses.size()))) {
            environment.put(
                    "call " + analysis.call(),
                    analysis.file() + ", " + analysis.format() + ", caller "
                            + analysis.sides().caller() + " ("
                            + String.join("; ", analysis.sides().evidence()) + ")"
                            + String.join(
                                    "",
                                    analysis.notes().stream()
                                            .map(note -> "; " + note)
                                            .toList()));
        }
        for (int i = 0; i < Math.min(MOST_NAMED, problems.size()); i++) {
            environment.put("not analysed, " + (i + 1), problems.get(i));
        }
        JsonNode effective = effective(rules);
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                folder.name(),
                true,
                startedAt.toString(),
                wallMs,
                new ScenarioInfo(
                        name,
                        "Analysis of recordings: no calls were made. What audio alone tells: who was audible when.",
                        "",
                        digest(effective),
                        analyses.size(),
                        0,
                        gates,
                        effective),
                SEED,
                new AgentInfo("recordings", RunRecord.ANALYSIS, Map.of(), List.of()),
                environment,
                definitions(rules),
                new Validity(true, List.of(), Map.of(), Map.of(), null, Map.of(), Map.of()),
                Map.of(),
                Map.of(),
                RunRecord.Rates.NONE,
                Map.of(),
                List.of(),
                Verdict.INVALID);
    }

    private static JsonNode effective(Rules rules) {
        ObjectNode keys = JsonNodeFactory.instance.objectNode();
        keys.put("pause_ms", rules.pauseMs())
                .put("reply_ms", rules.replyMs())
                .put("dead_air_ms", rules.deadAirMs())
                .put("barge_in_ms", rules.bargeInMs())
                .put("cut_off_ms", rules.cutOffMs());
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("analysis", keys);
        return root;
    }

    private static String digest(JsonNode effective) {
        try {
            byte[] bytes = effective.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Map<String, String> definitions(Rules rules) {
        Map<String, String> words = new LinkedHashMap<>(Definitions.ofFigures());
        words.put(
                "ttfa",
                "caller's last speech sample to first audible agent sample, both found in the recording; negative is overlap");
        words.put(
                "audible",
                Audibility.STANDARD.describe()
                        + "; above the noise where a channel is noisier, lower where its speech is faint");
        words.put(
                "not_known",
                "stages, an answer from a filler, what was said and meant, scripted intent: audio alone tells none of them");
        words.put("start_epoch_us", "from the beginning of the recording, since its wall clock is not known");
        words.put(
                "greeting", "from the beginning of the recording, which may be before or after the call was connected");
        words.put(
                "turn",
                "a pause up to " + rules.pauseMs()
                        + " ms in which the agent says nothing belongs to the caller's turn");
        words.put(
                "missed",
                "no audible reply within " + rules.replyMs() + " ms, or before the caller spoke again or the"
                        + " recording ended; last words less than " + rules.endMs()
                        + " ms before the end are not counted");
        words.put(
                "false_cut_off",
                "candidates: the agent was audible before the caller was done, or the caller went on within "
                        + rules.cutOffMs() + " ms of the agent's first sound");
        words.put(
                "barge_in_stop",
                "the caller begins while the agent is audible, more than " + rules.latchMs()
                        + " ms before it falls silent; an agent that was just done is not told from one that yielded; one that"
                        + " has not yielded after " + rules.bargeInMs() + " ms never did; a sound of less than "
                        + rules.backchannelMs() + " ms over which the agent speaks on is a backchannel");
        words.put("dead_air", "both silent for longer than " + rules.deadAirMs() + " ms before a reply");
        words.remove("false_barge_in");
        words.remove("stages");
        words.remove("broken_calls");
        return words;
    }
}
