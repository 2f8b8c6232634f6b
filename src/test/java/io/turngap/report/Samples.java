package io.turngap.report;

import io.turngap.measure.Evaluation;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.RecordingIndex;
import io.turngap.measure.RecordingIndex.Recording;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import io.turngap.measure.Turn.BargeIn;
import io.turngap.time.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.jspecify.annotations.Nullable;

/** Runs as they come out of a voice agent: log-normal stages, misses, early starts, interruptions, and a few names that mean harm. */
final class Samples {

    static final String HOSTILE =
            "</script><script>alert(1)</script>\" onload='x' `$(id)` | [a](javascript:b) @all \u0000\u001b[31m\u202e ]]> \ud800";
    private static final long SEED = 20_261_123;
    private static final int TURNS_A_CALL = 5;

    private final UniformRandomProvider random;
    private final List<Turn> turns = new ArrayList<>();

    private Samples(long seed) {
        this.random = new Seeds(seed).at("report samples").random();
    }

    /** About {@code count} turns of calls with five utterances each. */
    static List<Turn> turns(long seed, int count) {
        Samples samples = new Samples(seed);
        for (int i = 0; i < count; i++) {
            samples.turns.add(samples.turn(i / (TURNS_A_CALL + 1), i % (TURNS_A_CALL + 1)));
        }
        return samples.turns;
    }

    private Turn turn(int call, int turn) {
        long start = 1_795_000_000_000_000L + call * 3_100_000L + turn * 9_000_000L;
        if (turn == Turn.GREETING) {
            return of(
                    call,
                    turn,
                    "",
                    Outcome.ANSWERED,
                    "",
                    start,
                    Map.of(Milestone.FIRST_AUDIBLE, lognormalUs(310, 0.2)),
                    null);
        }
        String utterance = List.of(
                        "order-status/where-is-my-order",
                        "order-status/number-4471",
                        "order-status/when",
                        "hesitation",
                        "thanks")
                .get(turn - 1);
        double fate = random.nextDouble();
        if (fate < 0.02) {
            return of(
                    call,
                    turn,
                    utterance,
                    Outcome.MISSED,
                    "no audible reply within 8000 ms",
                    start,
                    Map.of(Milestone.SPEECH_END, 0L),
                    null);
        }
        if (fate < 0.035) {
            Map<String, Long> early =
                    Map.of(Milestone.SPEECH_END, 0L, Milestone.FIRST_AUDIBLE, -400_000L - random.nextInt(300_000));
            return of(
                    call,
                    turn,
                    utterance,
                    Outcome.CUT_OFF,
                    "the agent spoke in the caller's pause",
                    start,
                    early,
                    null);
        }
        if (fate < 0.045) {
            return of(
                    call,
                    turn,
                    utterance,
                    Outcome.ERROR,
                    "connection closed: 1011 " + HOSTILE,
                    start,
                    Map.of(Milestone.SPEECH_END, 0L),
                    null);
        }
        BargeIn bargeIn = fate < 0.2
                ? new BargeIn("interruption", lognormalUs(180, 0.3), null, lognormalUs(900, 0.3), false)
                : null;
        return of(call, turn, utterance, Outcome.ANSWERED, "", start, milestones(fate), bargeIn);
    }

    private Map<String, Long> milestones(double fate) {
        Map<String, Long> us = new LinkedHashMap<>();
        us.put(Milestone.SPEECH_END, 0L);
        long at = lognormalUs(22, 0.3);
        us.put(Milestone.AGENT_SPEECH_END, at);
        us.put(Milestone.AGENT_TURN_END, at += 400_000 + lognormalUs(30, 0.5));
        us.put(Milestone.STT_FINAL, at += lognormalUs(45, 0.5));
        us.put(Milestone.LLM_REQUEST, at += lognormalUs(8, 0.4));
        us.put(Milestone.LLM_FIRST_TOKEN, at += lognormalUs(260, 0.55));
        if (fate > 0.93) {
            us.put(Milestone.TOOL_START, at += 2_000);
            us.put(Milestone.TOOL_END, at += lognormalUs(420, 0.6));
            us.put(Milestone.pass(Milestone.LLM_REQUEST, 2), at += 3_000);
            us.put(Milestone.pass(Milestone.LLM_FIRST_TOKEN, 2), at += lognormalUs(220, 0.5));
        }
        if (fate > 0.3) {
            us.put(Milestone.TTS_REQUEST, at += lognormalUs(60, 0.5));
            us.put(Milestone.TTS_FIRST_BYTE, at += lognormalUs(70, 0.4));
        } else {
            at += lognormalUs(130, 0.5);
        }
        us.put(Milestone.FIRST_PACKET, at += lognormalUs(12, 0.5));
        us.put(Milestone.FIRST_AUDIBLE, at += 40_000 + lognormalUs(15, 0.5));
        us.put(Milestone.ANSWER_AUDIBLE, at);
        us.put(Milestone.AGENT_AUDIO_END, at + 2_200_000);
        return us;
    }

    private long lognormalUs(double medianMs, double sigma) {
        double z = ZigguratSampler.NormalizedGaussian.of(random).sample();
        return Math.round(1_000 * medianMs * Math.exp(sigma * z));
    }

    private Turn of(
            int call,
            int turn,
            String utterance,
            Outcome outcome,
            String detail,
            long start,
            Map<String, Long> us,
            @Nullable BargeIn bargeIn) {
        boolean hostile = call == 1;
        String heard = turn == 0 ? "" : hostile ? HOSTILE : "where is my order please";
        return new Turn(
                call,
                turn,
                "order status",
                hostile ? HOSTILE : utterance,
                turn == 0 ? "" : hostile ? HOSTILE : "slt-us-female",
                turn == 0 ? "" : hostile ? HOSTILE : "cafe@15dB",
                outcome,
                detail,
                start,
                us,
                Map.of(),
                bargeIn,
                0,
                0,
                0,
                heard,
                turn == 0
                        ? ""
                        : "Your order left our warehouse this morning and should be with you tomorrow before noon.",
                List.of("llm", "tool"),
                Map.of(),
                900L,
                outcome == Outcome.MISSED ? (Long) 8_000_000L : null);
    }

    /** The record of a run over these turns, as the run itself would compute it; gates and validity are made up. */
    static RunRecord run(List<Turn> turns, Verdict verdict, String name) {
        Evaluation evaluation = Evaluation.of(turns, SEED);
        boolean valid = verdict != Verdict.INVALID;
        RunRecord.Validity validity = new RunRecord.Validity(
                valid,
                valid
                        ? List.of()
                        : List.of(
                                "frames left 38 ms late at P99, the budget is 5 ms: use fewer calls at once or a quieter machine"),
                Map.of("n", 184_220L, "p50", 310L, "p99", valid ? 1_840L : 38_000L, "p999", 4_120L, "max", 51_233L),
                Map.of("n", 12L, "p50", 420L, "p99", 1_100L, "p999", 1_400L, "max", 1_400L),
                valid
                        ? Map.of("ttfa_p50", 130.0, "ttfa_p99", 720.0, "ttfa_max", 1_440.0, "barge_in_stop_p99", 980.0)
                        : null,
                Map.of("count", 14.0, "total", 41.2, "max", 6.1),
                Map.of("instrument_cores", 0.31, "machine_share", 0.58));
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "2026-11-23T13-05-11-order-status",
                true,
                "2026-11-23T13:05:11Z",
                94_000,
                new RunRecord.ScenarioInfo(
                        name,
                        "A caller asks where the order is, in a café, and hesitates once.",
                        "scenarios/01-order-status.yaml",
                        "3f7a1c5e9b2d4a6880c1f2e3d4b5a69788796a5b4c3d2e1f0918273645546372",
                        12,
                        4,
                        List.of("ttfa p95 < 800 ms"),
                        null),
                SEED,
                new RunRecord.AgentInfo(
                        "bundled",
                        "openai-realtime",
                        Map.of(
                                "stt",
                                "sphinx4, domain trigrams",
                                "tts",
                                "freetts kevin16",
                                "llm",
                                "templates, log-normal",
                                "endpointing",
                                "silence 400 ms, silero"),
                        List.of("llm", "tool")),
                environment(),
                definitions(),
                validity,
                evaluation.metrics(),
                evaluation.stages(),
                evaluation.rates(),
                evaluation.counts(),
                gates(verdict),
                verdict);
    }

    private static Map<String, String> environment() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("turngap", "0.1.0");
        facts.put("java", "25.0.1+8 (Temurin)");
        facts.put("machine", "2 cores, 8 GB, Linux 6.1 amd64");
        return facts;
    }

    private static Map<String, String> definitions() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("audible", "RMS of a 5 ms window at or above −50 dBFS, for at least 20 ms");
        facts.put("dead_air", "both silent for more than 3 000 ms");
        facts.put("missed", "no audible reply within 8 000 ms");
        return facts;
    }

    static List<GateResult> gates(Verdict verdict) {
        GateResult pass = new GateResult(
                "missed", "missed <= 5 %", 1.9, 5, "%", List.of(0.4, 4.6), Verdict.PASS, "1 of 52 turns was missed");
        GateResult stop = new GateResult(
                "barge_in_stop",
                "barge_in_stop p95 < 300 ms",
                262.0,
                300,
                "ms",
                List.of(221.0, 291.0),
                Verdict.PASS,
                "the whole interval lies below the limit");
        return switch (verdict) {
            case PASS -> List.of(pass, stop);
            case FAIL ->
                List.of(
                        new GateResult(
                                "ttfa",
                                "ttfa p95 < 800 ms",
                                1_612.0,
                                800,
                                "ms",
                                List.of(1_320.0, 2_040.0),
                                Verdict.FAIL,
                                "the whole interval lies above the limit"),
                        pass,
                        stop,
                        unsure());
            case UNSURE -> List.of(pass, unsure());
            case INVALID ->
                List.of(new GateResult(
                        "ttfa",
                        "ttfa p95 < 800 ms",
                        null,
                        800,
                        "ms",
                        List.of(),
                        Verdict.INVALID,
                        "the run is invalid"));
        };
    }

    private static GateResult unsure() {
        return new GateResult(
                "ttfa",
                "ttfa p99 < 2500 ms",
                2_210.0,
                2_500,
                "ms",
                List.of(1_790.0, 3_080.0),
                Verdict.UNSURE,
                "the limit lies inside the interval; about 62 more calls would decide");
    }

    /** Writes sound for the turns that a report wants to play, 3 s before the caller's last word to 3 s after the reply. */
    static void record(Path folder, List<Turn> turns) throws IOException {
        List<Recording> index = new ArrayList<>();
        Path sounds = Files.createDirectories(folder.resolve(RecordingIndex.FOLDER));
        for (Turn turn : Picks.of(turns).worthHearing().stream()
                .limit(HtmlTurns.MAX_TURNS)
                .toList()) {
            Path wav = sounds.resolve(RecordingIndex.fileName(turn.call(), turn.turn()));
            long heardUs = turn.at(Milestone.FIRST_AUDIBLE).orElse(4_000_000);
            wav(wav, 3_000, 3_000 + (int) (heardUs / 1_000), turn.call());
            index.add(new Recording(turn.call(), turn.turn(), wav, 3_000_000));
        }
        RecordingIndex.write(folder, index);
    }

    /** A stereo file in which the left murmurs from 0.4 s to {@code zeroMs} and the right from {@code heardMs} on, for 2.5 s more. */
    static void wav(Path file, int zeroMs, int heardMs, long seed) throws IOException {
        int rate = 16_000;
        int frames = Math.min(14_000, Math.max(zeroMs, heardMs) + 3_000) * rate / 1_000;
        UniformRandomProvider noise = new Seeds(seed).at("murmur").random();
        byte[] bytes = new byte[frames * 4];
        for (int i = 0; i < frames; i++) {
            int ms = i * 1_000 / rate;
            boolean caller = ms > 400 && ms < zeroMs;
            boolean agent = ms >= heardMs && ms < heardMs + 2_500;
            put(bytes, i * 4, caller ? murmur(i, rate, 130, noise) * 9_000 : 60 * (noise.nextDouble() - 0.5));
            put(bytes, i * 4 + 2, agent ? murmur(i, rate, 210, noise) * 7_000 : 0);
        }
        AudioFormat format = new AudioFormat(rate, 16, 2, true, false);
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(bytes), format, frames),
                AudioFileFormat.Type.WAVE,
                file.toFile());
    }

    private static double murmur(int i, int rate, double pitch, UniformRandomProvider noise) {
        double t = i / (double) rate;
        double syllables =
                Math.pow(Math.abs(Math.sin(2 * Math.PI * 1.9 * t) * Math.sin(2 * Math.PI * 0.47 * t + 1)), 0.7);
        double voice = Math.sin(2 * Math.PI * pitch * t)
                + 0.6 * Math.sin(4 * Math.PI * pitch * t)
                + 0.3 * (noise.nextDouble() - 0.5);
        return syllables * voice / 1.9;
    }

    private static void put(byte[] bytes, int at, double value) {
        int sample = (int) Math.clamp(Math.round(value), Short.MIN_VALUE, Short.MAX_VALUE);
        bytes[at] = (byte) sample;
        bytes[at + 1] = (byte) (sample >> 8);
    }
}
