package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaterfallTest {

    private static final List<String> NAMES = List.of(
            Milestone.AGENT_SPEECH_END,
            Milestone.AGENT_TURN_END,
            Milestone.STT_FINAL,
            Milestone.LLM_REQUEST,
            Milestone.LLM_FIRST_TOKEN,
            Milestone.TOOL_START,
            Milestone.TOOL_END,
            Milestone.TTS_REQUEST,
            Milestone.TTS_FIRST_BYTE,
            Milestone.FIRST_PACKET,
            Milestone.ANSWER_AUDIBLE,
            Milestone.AGENT_AUDIO_END);

    private static String drawn(Waterfall waterfall) {
        return waterfall.segments().stream()
                .map(s -> s.stage().wireName() + " " + s.startUs() + "-" + s.endUs())
                .collect(Collectors.joining(", "));
    }

    private static Turn turn(Object... milestones) {
        return Turns.of(0, 1, Outcome.ANSWERED, milestones);
    }

    /** Random subsets, orders and passes; milestones before 0 and after the end; 20,000 turns. */
    @Test
    void everyWaterfallAddsUpToTheMicrosecond() {
        long seed = 20261123;
        UniformRandomProvider random = new Seeds(seed).at("waterfall").random();
        int overlaps = 0;
        int answers = 0;
        for (int i = 0; i < 20_000; i++) {
            Turn turn = random(random);
            int index = i;
            Supplier<@Nullable String> told = () -> "seed " + seed + ", turn " + index + ": " + turn.milestonesUs();
            Waterfall waterfall = Waterfall.of(turn).orElseThrow();
            check(waterfall, turn.at(Milestone.FIRST_AUDIBLE).orElseThrow(), told);
            overlaps += waterfall.totalUs() < 0 ? 1 : 0;
            var answer = Waterfall.ofAnswer(turn);
            if (answer.isPresent()) {
                check(answer.get(), turn.at(Milestone.ANSWER_AUDIBLE).orElseThrow(), told);
                answers++;
            }
        }
        assertTrue(overlaps > 500 && answers > 5_000, overlaps + " overlaps and " + answers + " answers were tried");
    }

    private static void check(Waterfall waterfall, long totalUs, Supplier<@Nullable String> told) {
        assertEquals(totalUs, waterfall.totalUs(), told);
        assertEquals(
                totalUs,
                waterfall.segments().stream().mapToLong(Waterfall.Segment::us).sum(),
                told);
        assertEquals(
                totalUs,
                waterfall.stagesUs().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                told);
        long at = 0;
        for (Waterfall.Segment segment : waterfall.segments()) {
            assertEquals(at, segment.startUs(), told);
            assertTrue(segment.us() > 0 || totalUs < 0 && waterfall.segments().size() == 1, told);
            at = segment.endUs();
        }
        assertEquals(totalUs, at, told);
    }

    private static Turn random(UniformRandomProvider random) {
        Map<String, Long> milestones = new LinkedHashMap<>();
        milestones.put(Milestone.SPEECH_END, 0L);
        boolean orderly = random.nextBoolean();
        double kept = random.nextDouble();
        long us = 0;
        for (int pass = 1; pass <= 1 + random.nextInt(3); pass++) {
            for (String name : NAMES) {
                us = orderly ? us + random.nextInt(300_000) : random.nextInt(3_500_000) - 500_000;
                if (random.nextDouble() < kept) {
                    milestones.put(Milestone.pass(name, pass), us);
                }
            }
        }
        milestones.put(Milestone.FIRST_AUDIBLE, random.nextInt(20) == 0 ? 0L : random.nextInt(3_000_000) - 200_000L);
        return Turns.of(0, 1, Outcome.ANSWERED, milestones, null);
    }

    @Test
    void aPlainTurnShowsEveryStage() {
        Turn turn = turn(
                "agent.speech_end",
                30,
                "agent.turn_end",
                530,
                "stt.final",
                600,
                "llm.request",
                610,
                "llm.first_token",
                900,
                "tts.request",
                1000,
                "tts.first_byte",
                1080,
                "first_packet",
                1110,
                "first_audible",
                1150);
        assertEquals(
                "uplink 0-30, endpointing 30-530, stt 530-600, prepare 600-610, llm 610-900, phrase 900-1000, tts 1000-1080,"
                        + " downlink 1080-1110, playout 1110-1150",
                drawn(Waterfall.of(turn).orElseThrow()));
        assertEquals(0, Waterfall.of(turn).orElseThrow().stagesUs().get(Stage.UNATTRIBUTED));
    }

    @Test
    void anAgentThatTellsNothingIsUnattributed() {
        assertEquals(
                "unattributed 0-700, playout 700-740",
                drawn(Waterfall.of(turn("first_packet", 700, "first_audible", 740))
                        .orElseThrow()));
        assertEquals(
                "endpointing 0-500, unattributed 500-740",
                drawn(Waterfall.of(turn("agent.turn_end", 500, "first_audible", 740))
                        .orElseThrow()));
    }

    @Test
    void aToolAndASecondPassOfTheModelAddToTheirStages() {
        Waterfall waterfall = Waterfall.of(turn(
                        "agent.turn_end",
                        400,
                        "stt.final",
                        410,
                        "llm.request",
                        420,
                        "llm.first_token",
                        700,
                        "tool.start",
                        720,
                        "tool.end",
                        1500,
                        "llm.request#2",
                        1510,
                        "llm.first_token#2",
                        1800,
                        "tts.request",
                        1850,
                        "tts.first_byte",
                        1900,
                        "first_packet",
                        1910,
                        "first_audible",
                        1930))
                .orElseThrow();
        assertEquals(
                "endpointing 0-400, stt 400-410, prepare 410-420, llm 420-720, tool 720-1500, prepare 1500-1510, llm 1510-1800,"
                        + " phrase 1800-1850, tts 1850-1900, downlink 1900-1910, playout 1910-1930",
                drawn(waterfall));
        assertEquals(300 + 290, waterfall.stagesUs().get(Stage.LLM));
        assertEquals(20, waterfall.stagesUs().get(Stage.PREPARE));
    }

    /** The filler's way and the answer's: the tool that ran on while the filler was spoken is on the answer's alone. */
    @Test
    void aFillerWhileATool() {
        Turn turn = turn(
                "agent.turn_end",
                400,
                "stt.final",
                410,
                "llm.request",
                420,
                "llm.first_token",
                700,
                "tts.request",
                710,
                "tool.start",
                715,
                "tts.first_byte",
                760,
                "first_packet",
                770,
                "first_audible",
                790,
                "tool.end",
                1500,
                "llm.request#2",
                1510,
                "llm.first_token#2",
                1800,
                "tts.request#2",
                1850,
                "tts.first_byte#2",
                1900,
                "answer_audible",
                1960);
        assertEquals(
                "endpointing 0-400, stt 400-410, prepare 410-420, llm 420-700, phrase 700-710, tts 710-760, downlink 760-770,"
                        + " playout 770-790",
                drawn(Waterfall.of(turn).orElseThrow()));
        assertEquals(
                "endpointing 0-400, stt 400-410, prepare 410-420, llm 420-715, tool 715-1500, prepare 1500-1510, llm 1510-1800,"
                        + " phrase 1800-1850, tts 1850-1900, playout 1900-1960",
                drawn(Waterfall.ofAnswer(turn).orElseThrow()));
    }

    /** Everything in one instant: the tool had answered on a guess, and the model was asked anew at once, and never answered. */
    @Test
    void whatHappensInOneInstantKeepsTheOrderOfThePipeline() {
        assertEquals(
                "endpointing 0-260, stt 260-400, llm 400-3700",
                drawn(Waterfall.of(turn(
                                "agent.turn_end",
                                260,
                                "stt.final",
                                400,
                                "llm.request",
                                400,
                                "llm.first_token",
                                700,
                                "tool.start",
                                700,
                                "tool.end",
                                700,
                                "llm.request#2",
                                700,
                                "tts.request",
                                3700,
                                "tts.first_byte",
                                3700,
                                "first_packet",
                                3700,
                                "first_audible",
                                3700))
                        .orElseThrow()));
    }

    /** Whether or not the tool answers in the end, the wait until a phrase bridges it is the tool's. */
    @Test
    void aPhraseThatCameForAToolWaitedForTheTool() {
        for (String end : new String[] {"tool.end", "agent.audio_end"}) {
            assertEquals(
                    "endpointing 0-400, llm 400-700, tool 700-1000, tts 1000-1050, playout 1050-1060",
                    drawn(Waterfall.of(turn(
                                    "agent.turn_end",
                                    400,
                                    "stt.final",
                                    400,
                                    "llm.request",
                                    400,
                                    "llm.first_token",
                                    700,
                                    "tool.start",
                                    700,
                                    "tts.request",
                                    1000,
                                    "tts.first_byte",
                                    1050,
                                    "first_packet",
                                    1050,
                                    "first_audible",
                                    1060,
                                    end,
                                    5000))
                            .orElseThrow()));
        }
    }

    /** A pause was taken for the end, and the model asked in vain: the reply followed the second decision. */
    @Test
    void theDecisionThatTheReplyFollowedCounts() {
        assertEquals(
                "uplink 0-20, endpointing 20-520, stt 520-600, prepare 600-610, llm 610-900, phrase 900-950, tts 950-1000",
                drawn(Waterfall.of(turn(
                                "agent.speech_end",
                                -1500,
                                "agent.turn_end",
                                -1000,
                                "stt.final",
                                -900,
                                "llm.request",
                                -900,
                                "agent.speech_end#2",
                                20,
                                "agent.turn_end#2",
                                520,
                                "stt.final#2",
                                600,
                                "llm.request#2",
                                610,
                                "llm.first_token#2",
                                900,
                                "tts.request",
                                950,
                                "tts.first_byte",
                                1000,
                                "first_packet",
                                1000,
                                "first_audible",
                                1000))
                        .orElseThrow()));
    }

    @Test
    void aGuessThatWasReadyWaitsInEndpointing() {
        assertEquals(
                "endpointing 0-400, phrase 400-410, tts 410-450, downlink 450-460, playout 460-480",
                drawn(Waterfall.of(turn(
                                "agent.turn_end",
                                400,
                                "stt.final",
                                250,
                                "llm.request",
                                120,
                                "llm.first_token",
                                380,
                                "tts.request",
                                410,
                                "tts.first_byte",
                                450,
                                "first_packet",
                                460,
                                "first_audible",
                                480))
                        .orElseThrow()));
    }

    @Test
    void aSecondPhraseSynthesisedEarlyIsNotOnTheWay() {
        assertEquals(
                "endpointing 0-400, unattributed 400-500, tts 500-540, downlink 540-600, playout 600-610",
                drawn(Waterfall.of(turn(
                                "agent.turn_end",
                                400,
                                "tts.request",
                                500,
                                "tts.first_byte",
                                540,
                                "tts.request#2",
                                560,
                                "tts.first_byte#2",
                                580,
                                "first_packet",
                                600,
                                "first_audible",
                                610))
                        .orElseThrow()));
    }

    @Test
    void theAgentsClockNeverReachesPastTheFirstPacket() {
        assertEquals(
                "endpointing 0-400, unattributed 400-500, tts 500-600, playout 600-610",
                drawn(Waterfall.of(turn(
                                "agent.turn_end",
                                400,
                                "tts.request",
                                500,
                                "tts.first_byte",
                                601,
                                "first_packet",
                                600,
                                "first_audible",
                                610))
                        .orElseThrow()),
                "a first byte that seems to come after its own packet: the mapping of clocks is that good");
    }

    @Test
    void anOverlapIsOneNegativeSegment() {
        Waterfall waterfall = Waterfall.of(turn("agent.turn_end", -300, "first_audible", -120))
                .orElseThrow();
        assertEquals(-120, waterfall.totalUs());
        assertEquals(List.of(new Waterfall.Segment(Stage.UNATTRIBUTED, 0, -120)), waterfall.segments());
    }

    @Test
    void nothingHeardOrNothingAskedHasNone() {
        assertTrue(Waterfall.of(turn("agent.turn_end", 300)).isEmpty());
        assertTrue(Waterfall.of(Turns.of(0, Turn.GREETING, Outcome.ANSWERED, "first_audible", 500))
                .isEmpty());
        assertTrue(Waterfall.ofAnswer(turn("first_audible", 500, "answer_audible", 500))
                .isEmpty());
    }

    @Test
    void anAnswerThatWasKnownIsPreparedAndNotThought() {
        assertEquals(
                "endpointing 0-400, stt 400-410, prepare 410-460, downlink 460-470, playout 470-480",
                drawn(Waterfall.of(turn(
                                "agent.turn_end",
                                400,
                                "stt.final",
                                410,
                                "tts.request",
                                460,
                                "tts.first_byte",
                                460,
                                "first_packet",
                                470,
                                "first_audible",
                                480))
                        .orElseThrow()));
    }

    @Test
    void aModelThatWasGivenUpIsTheModelsTime() {
        assertEquals(
                "endpointing 0-400, stt 400-410, prepare 410-420, llm 420-920, tts 920-960, downlink 960-970, playout 970-980",
                drawn(Waterfall.of(turn(
                                "agent.turn_end",
                                400,
                                "stt.final",
                                410,
                                "llm.request",
                                420,
                                "tts.request",
                                920,
                                "tts.first_byte",
                                960,
                                "first_packet",
                                970,
                                "first_audible",
                                980))
                        .orElseThrow()));
    }

    @Test
    void speechToSpeechIsTheModelsTimeWhereTheAgentSaysSo() {
        Turn silent = turn("agent.turn_end", 400, "tts.first_byte", 650, "first_packet", 660, "first_audible", 680);
        assertEquals(
                "endpointing 0-400, unattributed 400-650, downlink 650-660, playout 660-680",
                drawn(Waterfall.of(silent).orElseThrow()));
        Turn told = Turns.levers(silent, Map.of("speech_to_speech", "modelled"));
        assertEquals(
                "endpointing 0-400, llm 400-650, downlink 650-660, playout 660-680",
                drawn(Waterfall.of(told).orElseThrow()));
    }

    /** A filler, then a fallback: no token ever came, and the answer is what was asked for last. */
    @Test
    void anAnswerWithoutATokenIsTheLatestRequest() {
        Turn turn = turn(
                "agent.turn_end",
                400,
                "stt.final",
                410,
                "llm.request",
                420,
                "tts.request",
                500,
                "tts.first_byte",
                510,
                "first_packet",
                520,
                "first_audible",
                530,
                "tts.request#2",
                1420,
                "tts.first_byte#2",
                1460,
                "answer_audible",
                1480);
        assertEquals(
                "endpointing 0-400, stt 400-410, prepare 410-420, llm 420-1420, tts 1420-1460, playout 1460-1480",
                drawn(Waterfall.ofAnswer(turn).orElseThrow()));
    }
}
