package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of a probe is a journal: what is computed from it, and what is not there. */
class ProbeJournalTest {

    private static final List<String> CALLS_ALONE = List.of("dead_air", "talk_over", "ttfa", "answer", "greeting");

    @TempDir
    Path dir;

    private static Turn turn(
            int call,
            ProbeKind kind,
            Outcome outcome,
            String ending,
            String connection,
            Map<String, Double> values,
            List<Long> gaps,
            @Nullable Long waitedUs,
            Object... milestones) {
        Map<String, Long> us = new LinkedHashMap<>();
        us.put(ProbeMilestone.REQUEST, 0L);
        for (int i = 0; i < milestones.length; i += 2) {
            us.put((String) milestones[i], ((Integer) milestones[i + 1]).longValue());
        }
        return new Turn(
                call,
                1,
                "probe",
                "x",
                "",
                "",
                outcome,
                "",
                1_000_000L + call,
                us,
                Map.of(),
                null,
                0,
                0,
                0,
                "",
                "",
                List.of(),
                Map.of(),
                null,
                waitedUs,
                new ProbeNotes(kind, ending, 200, connection, values, gaps),
                null);
    }

    private static Turn answered(int call, int firstUs) {
        return turn(
                call,
                ProbeKind.LLM,
                Outcome.ANSWERED,
                ProbeNotes.OK,
                call == 0 ? ProbeNotes.COLD : ProbeNotes.WARM,
                Map.of(ProbeNotes.COMPLETION_TOKENS, 11.0, ProbeNotes.PIECES, 3.0),
                List.of(5_000L, 7_000L),
                null,
                ProbeMilestone.HTTP_START,
                1_000,
                ProbeMilestone.ACQUIRED,
                1_500,
                ProbeMilestone.SENT,
                2_000,
                ProbeMilestone.HEAD,
                firstUs - 10_000,
                Milestone.LLM_FIRST_TOKEN,
                firstUs,
                ProbeMilestone.LAST_TOKEN,
                firstUs + 100_000,
                ProbeMilestone.END,
                firstUs + 110_000);
    }

    private static Turn failed(int call, String ending) {
        Outcome outcome = ending.equals(ProbeNotes.RATE_LIMITED) ? Outcome.RATE_LIMITED : Outcome.ERROR;
        return turn(call, ProbeKind.LLM, outcome, ending, "", Map.of(), List.of(), null);
    }

    @Test
    void metricsAreThoseOfTheKindAndNoOthers() {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            turns.add(answered(i, 200_000 + 1_000 * i));
        }
        Evaluation evaluation = Evaluation.of(turns, 1);
        assertEquals(
                List.of("ttft", "ttft_cold", "ttft_warm", "inter_token", "time_per_token", "total"),
                List.copyOf(evaluation.metrics().keySet()));
        assertEquals(209, p50Ms(evaluation, "ttft"), 0.3);
        assertEquals(1, metric(evaluation, "ttft_cold").n());
        assertEquals(40, metric(evaluation, "inter_token").n());
        assertEquals(10, p50Ms(evaluation, "time_per_token"), 0.01, "100 ms over the 10 tokens after the first");
        assertNull(evaluation.rates().falseCutOff(), "a probe cannot cut anybody off");
        assertNull(evaluation.rates().wordErrors());
        assertEquals(0.0, evaluation.rates().rateLimited());
        CALLS_ALONE.forEach(name -> assertFalse(evaluation.metrics().containsKey(name), name));
        assertFalse(evaluation.counts().containsKey("interruptions"));
        assertEquals(1, evaluation.counts().get("connection.cold"));
    }

    @Test
    void aRateLimitIsNeitherSlowNorFailedAndATimeoutIsALowerBound() {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            turns.add(answered(i, 100_000));
        }
        turns.add(failed(6, ProbeNotes.RATE_LIMITED));
        turns.add(failed(7, "server_error"));
        turns.add(turn(
                8, ProbeKind.LLM, Outcome.MISSED, ProbeNotes.TIMEOUT, ProbeNotes.WARM, Map.of(), List.of(), 500_000L));
        Evaluation evaluation = Evaluation.of(turns, 1);
        assertEquals(1 / 9.0, evaluation.rates().rateLimited());
        assertEquals(1 / 8.0, evaluation.rates().failedCalls());
        assertEquals(1 / 7.0, evaluation.rates().missed());
        assertEquals(7, metric(evaluation, "ttft").n());
        assertEquals(1, metric(evaluation, "ttft").censored());
        assertEquals(7, evaluation.counts().get("turns"));
        assertEquals(1, evaluation.counts().get("ending.rate_limited"));
    }

    @Test
    void stagesOfARequestSumToItsHeadline() {
        Turn turn = turn(
                0,
                ProbeKind.TTS,
                Outcome.ANSWERED,
                ProbeNotes.OK,
                ProbeNotes.COLD,
                Map.of(),
                List.of(),
                null,
                ProbeMilestone.HTTP_START,
                10,
                ProbeMilestone.DNS_START,
                20,
                ProbeMilestone.DNS_END,
                50,
                ProbeMilestone.CONNECT_START,
                60,
                ProbeMilestone.TLS_START,
                160,
                ProbeMilestone.TLS_END,
                360,
                ProbeMilestone.CONNECT_END,
                370,
                ProbeMilestone.ACQUIRED,
                371,
                ProbeMilestone.SENT,
                400,
                ProbeMilestone.HEAD,
                1_000,
                Milestone.TTS_FIRST_BYTE,
                1_100,
                Milestone.FIRST_AUDIBLE,
                3_100);
        Waterfall waterfall = Waterfall.of(turn).orElseThrow();
        assertEquals(3_100, waterfall.totalUs());
        assertEquals(
                3_100,
                waterfall.segments().stream().mapToLong(Waterfall.Segment::us).sum());
        Map<Stage, Long> us = waterfall.stagesUs();
        assertEquals(
                Map.of(
                        Stage.QUEUE,
                        10L,
                        Stage.DNS,
                        30L,
                        Stage.CONNECT,
                        100L,
                        Stage.TLS,
                        210L,
                        Stage.SEND,
                        29L,
                        Stage.SERVER,
                        600L,
                        Stage.STREAM,
                        100L,
                        Stage.PLAYOUT,
                        2_000L,
                        Stage.UNATTRIBUTED,
                        21L),
                us);
    }

    @Test
    void streamingRecognitionIsOneStageFromTheLastSpeechSample() {
        Turn turn = turn(
                0,
                ProbeKind.STT,
                Outcome.ANSWERED,
                ProbeNotes.OK,
                ProbeNotes.COLD,
                Map.of(ProbeNotes.WORDS, 4.0, ProbeNotes.WORD_ERRORS, 6.0),
                List.of(),
                null,
                ProbeMilestone.HTTP_START,
                -3_000,
                ProbeMilestone.OPEN,
                -2_500,
                ProbeMilestone.SPEECH_START,
                -2_000,
                ProbeMilestone.FIRST_PARTIAL,
                -1_400,
                Milestone.STT_FINAL,
                700);
        assertEquals(
                Map.of(Stage.STT, 700L, Stage.UNATTRIBUTED, 0L),
                Waterfall.of(turn).orElseThrow().stagesUs());
        Evaluation evaluation = Evaluation.of(List.of(turn), 1);
        assertEquals(0.6, p50Ms(evaluation, "first_partial"));
        assertEquals(0.5, p50Ms(evaluation, "handshake"));
        assertEquals(0.7, p50Ms(evaluation, "ttfs"));
        assertEquals(1.0, evaluation.rates().wordErrors(), "more errors than words count as all of them");
    }

    @Test
    void aLineIsReadAsItWasWrittenAndALineOfACallHasNoneOfIt() throws Exception {
        Turn written = answered(3, 123_456);
        String line = Json.MAPPER.writeValueAsString(written);
        assertEquals(written, Json.MAPPER.readValue(line, Turn.class));
        JsonNode node = Json.MAPPER.readTree(line);
        assertEquals("llm", node.at("/probe/kind").asText());
        assertEquals(5_000, node.at("/probe/gaps_us/0").asLong());
        Turn call = new Turn(
                0,
                1,
                "s",
                "u",
                "",
                "",
                Outcome.ANSWERED,
                "",
                0,
                Map.of(),
                Map.of(),
                null,
                0,
                0,
                0,
                "",
                "",
                List.of(),
                Map.of(),
                null,
                null);
        assertFalse(Json.MAPPER.writeValueAsString(call).contains("probe"));
        assertNull(Json.MAPPER
                .readValue("{\"call\":1,\"outcome\":\"missed\"}", Turn.class)
                .probe());
        assertNotNull(Json.MAPPER.readValue(line, Turn.class).probe());
    }

    @Test
    void theHistogramLogHoldsEveryValueOfAProbe() {
        Path file = dir.resolve("latency.hlog");
        HistogramLog.write(file, List.of(answered(0, 100_000), answered(1, 120_000)));
        Map<String, Histogram> read = HistogramLog.read(file);
        assertEquals(4, Objects.requireNonNull(read.get("inter_token")).getTotalCount());
        assertEquals(2, Objects.requireNonNull(read.get("ttft")).getTotalCount());
        assertFalse(read.containsKey("ttfa"), read.keySet().toString());
    }

    @Test
    void theProtocolNamesTheKind() {
        for (ProbeKind kind : ProbeKind.values()) {
            assertEquals(kind, ProbeKind.ofProtocol(kind.protocol()).orElseThrow());
            assertTrue(Metrics.ALL.containsAll(kind.metrics().keySet()));
        }
        assertTrue(ProbeKind.ofProtocol("openai-realtime").isEmpty());
    }

    private static RunRecord.Summary metric(Evaluation evaluation, String name) {
        return Objects.requireNonNull(evaluation.metrics().get(name), name);
    }

    private static double p50Ms(Evaluation evaluation, String name) {
        return Objects.requireNonNull(metric(evaluation, name).p50Ms(), name);
    }
}
