package io.turngap.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * What came of a run as a GitLab Code Quality report ({@code gl-code-quality-report.json}), which a merge request shows beside the line of
 * the gate in the scenario's file. A gate that passed is not in it. An entry keeps its fingerprint from run to run, so that GitLab tells
 * what is new from what was there.
 */
public final class CodeQuality {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private CodeQuality() {}

    /**
     * The file's content: a list, empty for a run that passed.
     *
     * @param line where in the scenario's file a rule stands, from 1; line 1 where that is not known
     */
    public static String gitlab(RunRecord run, Function<String, Optional<Integer>> line) {
        ArrayNode list = MAPPER.createArrayNode();
        if (run.verdict() == Verdict.INVALID) {
            entry(list, run, "invalid run", "critical", Annotations.invalid(run), 1);
        } else {
            for (GateResult gate : run.gates()) {
                if (gate.verdict() != Verdict.PASS) {
                    entry(
                            list,
                            run,
                            gate.rule(),
                            gate.verdict() == Verdict.FAIL ? "major" : "minor",
                            (gate.verdict() == Verdict.FAIL ? "" : "unsure: ") + gate.rule() + ": "
                                    + Annotations.message(run, gate),
                            line.apply(gate.rule()).orElse(1));
                }
            }
        }
        try {
            return MAPPER.writeValueAsString(list) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("writing JSON to memory", e);
        }
    }

    private static void entry(
            ArrayNode list, RunRecord run, String what, String severity, String description, int line) {
        String file = Clean.line(run.scenario().file()).replaceFirst("^(\\./)+", "");
        ObjectNode entry = list.addObject();
        entry.put("description", Clean.line(description));
        entry.put("check_name", "turngap " + Clean.line(what));
        entry.put("fingerprint", fingerprint(file + "\n" + run.scenario().name() + "\n" + what));
        entry.put("severity", severity);
        ObjectNode location = entry.putObject("location");
        // GitLab takes no entry without a path: a run of no file stands for itself.
        location.put("path", file.isBlank() ? "turngap" : file);
        location.putObject("lines").put("begin", Math.max(1, line));
    }

    private static String fingerprint(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
