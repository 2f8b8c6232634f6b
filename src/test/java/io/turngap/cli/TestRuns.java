package io.turngap.cli;

import io.turngap.measure.Definitions;
import io.turngap.measure.Journal;
import io.turngap.measure.Outcome;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Folders of runs, as {@code run} leaves them behind. */
final class TestRuns {

    static final Validity VALID = new Validity(true, List.of(), Map.of(), Map.of(), null, Map.of(), Map.of());

    private TestRuns() {}

    /** A run with these turns and gates, before it was judged. */
    static Path folder(Path root, boolean complete, Validity validity, List<String> gates, List<Turn> turns) {
        RunFolder folder = RunFolder.create(root);
        folder.write(new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "20261123-130501-order-status",
                complete,
                "2026-11-23T13:05:01Z",
                90_000,
                new RunRecord.ScenarioInfo("order-status", "", "s.yaml", "abc", 80, 4, gates, null),
                42,
                new RunRecord.AgentInfo("bundled", "openai-realtime", Map.of(), List.of()),
                Map.of("java", "25"),
                Definitions.ofFigures(),
                validity,
                Map.of(),
                Map.of(),
                RunRecord.Rates.NONE,
                Map.of(),
                List.of(),
                Verdict.INVALID));
        try (Journal journal = folder.createJournal()) {
            turns.forEach(journal::turn);
        }
        return root;
    }

    /** A valid run of {@code count} calls with one answered turn each, whose TTFA are 500, 501, 502… ms. */
    static Path answered(Path root, int count, String... gates) {
        return folder(root, true, VALID, List.of(gates), answers(count));
    }

    /** Answered turns of a call each, 500, 501, 502… ms. */
    static List<Turn> answers(int count) {
        return IntStream.range(0, count)
                .mapToObj(call -> Turns.answered(call, 1, 500 + call))
                .toList();
    }

    /** Calls that failed before their first turn. */
    static List<Turn> failures(int count) {
        return IntStream.range(0, count)
                .mapToObj(call -> Turns.of(call, Turn.GREETING, Outcome.ERROR))
                .toList();
    }
}
