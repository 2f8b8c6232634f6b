package io.turngap.agent;

import io.turngap.time.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What the mechanical agent does. Lists are cycled: call {@code c} begins with entry {@code c} and takes the next each turn.
 *
 * @param delaysMs from the arrival of the frame with the last speech sample to the first audio; each at least {@link #leastDelayMs}
 * @param silencesMs digital silence before the tone in the first audio
 * @param repliesMs length of the tone
 * @param stopsMs from the arrival of an interruption's first audible sample to the word that cuts the tone short; each at
 *     least {@link #LEAST_STOP_MS}
 * @param leadMs how far audio is sent ahead of being played
 * @param thresholdDbfs a sample at or above this level, dB relative to full scale, is speech
 * @param quietMs so much below the threshold ends an utterance; a marker's own pauses must be shorter
 * @param truth file that gets the truth, a JSON object a line; empty for none
 */
public record MechanicalOptions(
        List<Double> delaysMs,
        List<Double> silencesMs,
        List<Double> repliesMs,
        List<Double> stopsMs,
        double leadMs,
        double thresholdDbfs,
        double quietMs,
        Optional<Path> truth) {

    public MechanicalOptions {
        delaysMs = checked("delays", delaysMs, quietMs + 40, 600_000);
        silencesMs = checked("silences", silencesMs, 0, 10_000);
        repliesMs = checked("replies", repliesMs, 20, 600_000);
        stopsMs = checked("stops", stopsMs, LEAST_STOP_MS, 600_000);
        checked("lead", List.of(leadMs), 0, 1_000);
        checked("threshold (dBFS)", List.of(thresholdDbfs), -80, -3);
        checked("quiet", List.of(quietMs), 5, 2_000);
    }

    /** Delays of 150 to 900 ms and leading silences of 0 to 60 ms from {@code seed}, replies of 400 ms. */
    public static MechanicalOptions replies(long seed, Optional<Path> truth) {
        return new MechanicalOptions(
                seeded(seed, "delays", 150, 900),
                seeded(seed, "silences", 0, 60),
                List.of(400.0),
                seeded(seed, "stops", 150, 400),
                100,
                -35,
                60,
                truth);
    }

    /**
     * As {@link #replies}, but a reply is a tone of 10 s that waits to be interrupted, and the next begins 600 to 900 ms after the
     * interruption: a marker of 300 ms and a stop of at most 400 ms leave a silence of half a second, so that no ear takes two for one.
     */
    public static MechanicalOptions interruptions(long seed, Optional<Path> truth) {
        MechanicalOptions base = replies(seed, truth);
        return new MechanicalOptions(
                seeded(seed, "delays", 600, 900),
                base.silencesMs,
                List.of(10_000.0),
                base.stopsMs,
                base.leadMs,
                base.thresholdDbfs,
                base.quietMs,
                truth);
    }

    /** The agent knows of an utterance's end only after the quiet behind it and a frame; it cannot answer sooner. */
    public double leastDelayMs() {
        return quietMs + 40;
    }

    /** Frames come 20 ms apart, and the first loud one has to be seen. */
    public static final double LEAST_STOP_MS = 40;

    static double pick(List<Double> list, long call, int turn) {
        return list.get((int) Math.floorMod(call + turn, (long) list.size()));
    }

    /** 97 uniform numbers: a prime, so that calls do not fall into step. */
    private static List<Double> seeded(long seed, String name, double from, double to) {
        var random = new Seeds(seed).at("mechanical").at(name).random();
        return DoubleStream.generate(() -> from + (to - from) * random.nextDouble())
                .limit(97)
                .boxed()
                .toList();
    }

    private static List<Double> checked(String what, List<Double> values, double least, double most) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no " + what + " of the mechanical agent; give one or more");
        }
        for (double value : values) {
            if (!(value >= least && value <= most)) {
                throw new IllegalArgumentException("wrong " + what + " of the mechanical agent; value seen: " + value
                        + "; allowed: " + least + " to " + most + "; change it");
            }
        }
        return List.copyOf(values);
    }
}
