package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnnotationsTest {

    private final List<Turn> turns = Samples.turns(7, 96);

    private static Optional<Integer> line12(String rule) {
        return rule.startsWith("ttfa") ? Optional.of(12) : Optional.empty();
    }

    @Test
    void aFailedGateIsAnErrorAtItsLineAndAnUndecidedOneAWarning() {
        List<String> lines = Annotations.github(
                ComparisonSamples.run(turns, Verdict.FAIL, ComparisonSamples.slower()), AnnotationsTest::line12);
        assertEquals(2, lines.size());
        assertTrue(
                lines.get(0)
                        .startsWith("::error file=scenarios/01-order-status.yaml,line=12,"
                                + "title=Turngap%3A ttfa p95 regresses < 5 %25::ttfa p95 is 1215 ms, and 1012 ms in the"
                                + " baseline: worse by more than 5 %25 and by 20 ms"),
                lines.get(0));
        assertTrue(lines.get(0).contains("endpointing grew by 201 ms in the mean"), lines.get(0));
        assertTrue(
                lines.get(1)
                        .startsWith("::warning file=scenarios/01-order-status.yaml,"
                                + "title=Turngap%3A unsure%3A missed regresses < 1 %25::worse by 1 point"),
                lines.get(1));
    }

    @Test
    void beingUnsureIsAnErrorWhereItFails() {
        RunRecord run = Samples.run(turns, Verdict.UNSURE, "x");
        assertTrue(Annotations.github(run, AnnotationsTest::line12).getFirst().startsWith("::warning "));
        assertTrue(Annotations.github(run, AnnotationsTest::line12, true)
                .getFirst()
                .startsWith("::error "));
    }

    @Test
    void aRunThatPassedIsOneNoticeAndAnInvalidOneOneError() {
        List<String> passed =
                Annotations.github(Samples.run(turns, Verdict.PASS, "order status"), AnnotationsTest::line12);
        assertEquals(
                List.of(
                        "::notice file=scenarios/01-order-status.yaml,title=Turngap%3A order status::Both gates passed."),
                passed);
        List<String> invalid =
                Annotations.github(Samples.run(turns, Verdict.INVALID, "order status"), AnnotationsTest::line12);
        assertEquals(1, invalid.size());
        assertTrue(invalid.getFirst().startsWith("::error "), invalid.getFirst());
        assertTrue(invalid.getFirst().contains("frames left 38 ms late at P99"), invalid.getFirst());
    }

    @Test
    void noNameEndsACommandOrBeginsAnother() {
        String name = "a,b: c\n::set-env name=PATH::/tmp\r::error::x";
        GateResult gate = new GateResult("ttfa", name, 1.0, 2, "ms", List.of(), Verdict.FAIL, name + Samples.HOSTILE);
        RunRecord run = ComparisonSamples.with(
                Samples.run(turns, Verdict.FAIL, name), ComparisonSamples.hostile(), List.of(gate));
        List<String> lines = new ArrayList<>(Annotations.github(run, rule -> Optional.of(-3)));
        lines.add(Annotations.error(name, name));
        lines.add(Annotations.github(Samples.run(turns, Verdict.INVALID, name), AnnotationsTest::line12)
                .getFirst());
        for (String line : lines) {
            assertTrue(line.lines().count() == 1 && line.chars().noneMatch(c -> c < ' '), line);
            assertTrue(line.startsWith("::error "), line);
            String properties = line.substring("::error ".length(), line.indexOf("::", 2));
            assertFalse(properties.contains(":"), properties);
            assertTrue(properties.endsWith("name=PATH%3A%3A/tmp %3A%3Aerror%3A%3Ax"), properties);
        }
        assertTrue(lines.getFirst().contains(",line=1,"), "lines begin with 1");
    }

    @Test
    void moreGatesThanGithubShowsAreCounted() {
        List<GateResult> gates = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            gates.add(new GateResult("ttfa", "ttfa p95 < " + i + " ms", 1.0, i, "ms", List.of(), Verdict.FAIL, "why"));
        }
        List<String> lines = Annotations.github(
                ComparisonSamples.with(Samples.run(turns, Verdict.FAIL, "x"), ComparisonSamples.slower(), gates),
                AnnotationsTest::line12);
        assertEquals(Annotations.MOST, lines.size());
        assertTrue(lines.getLast().endsWith("::5 more gates, in the report"), lines.getLast());
    }

    @Test
    void gitlabGetsWhatDidNotPassWithAStableFingerprint() throws Exception {
        RunRecord run = ComparisonSamples.run(turns, Verdict.FAIL, ComparisonSamples.hostile());
        JsonNode list = new ObjectMapper().readTree(CodeQuality.gitlab(run, AnnotationsTest::line12));
        assertEquals(2, list.size());
        JsonNode first = list.get(0);
        assertEquals("major", first.path("severity").asText());
        assertEquals(
                "turngap ttfa p95 regresses < 5 %", first.path("check_name").asText());
        assertEquals(
                "scenarios/01-order-status.yaml",
                first.path("location").path("path").asText());
        assertEquals(12, first.path("location").path("lines").path("begin").asInt());
        assertTrue(first.path("fingerprint").asText().matches("[0-9a-f]{32}"));
        assertEquals("minor", list.get(1).path("severity").asText());
        assertEquals(1, list.get(1).path("location").path("lines").path("begin").asInt());
        JsonNode again = new ObjectMapper()
                .readTree(CodeQuality.gitlab(
                        ComparisonSamples.run(Samples.turns(8, 60), Verdict.FAIL, ComparisonSamples.slower()),
                        AnnotationsTest::line12));
        assertEquals(first.path("fingerprint"), again.get(0).path("fingerprint"), "of another run the same");
        assertFalse(first.path("fingerprint").equals(list.get(1).path("fingerprint")));
        assertEquals(
                0,
                new ObjectMapper()
                        .readTree(CodeQuality.gitlab(Samples.run(turns, Verdict.PASS, "x"), AnnotationsTest::line12))
                        .size());
        assertEquals(
                "critical",
                new ObjectMapper()
                        .readTree(CodeQuality.gitlab(Samples.run(turns, Verdict.INVALID, "x"), AnnotationsTest::line12))
                        .get(0)
                        .path("severity")
                        .asText());
    }
}
