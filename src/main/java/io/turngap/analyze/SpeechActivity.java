package io.turngap.analyze;

import io.turngap.sound.LevelTrack;
import java.util.ArrayList;
import java.util.List;

/**
 * Where somebody speaks in a channel, to some tens of milliseconds; {@link Edges} finds the samples.
 *
 * <p>By energy with two thresholds, as in L. Rabiner and M. Sambur, "An algorithm for determining the endpoints of isolated utterances" (Bell
 * Syst. Tech. J. 54, 1975): a stretch is what stays above the lower one, and counts when it is above the upper one for long enough. Twice: by
 * the noise floor, and then by how high the noise goes where the first time found no speech. The thresholds follow the channel's own speech
 * level, too, and what the other channel's copy may amount to. Breaks shorter than the hangover belong to a stretch: words have such
 * inside. What is too short is a click.
 *
 * @param stretches where somebody speaks, in order
 * @param thresholdDb level from which sound beside them is speech, at each block, dBFS
 */
@SuppressWarnings("ArrayRecordComponent")
record SpeechActivity(List<Stretch> stretches, float[] thresholdDb) {

    private static final float ABOVE_FLOOR_DB = 7;
    private static final float ABOVE_CEILING_DB = 1.5f;
    private static final double BELOW_SPEECH_DB = 24;
    private static final float HYSTERESIS_DB = 5;
    private static final int HANGOVER_BLOCKS = 200 / LevelTrack.BLOCK_MS;
    private static final int FEWEST_LOUD_BLOCKS = 60 / LevelTrack.BLOCK_MS;

    /**
     * Finds the speech of a channel.
     *
     * @param echoDb level that the other channel's copy alone may have at each block; empty where there is no copy
     */
    static SpeechActivity find(ChannelLevel channel, float[] echoDb) {
        float[] rough = thresholds(channel, channel.floorDb(), ABOVE_FLOOR_DB, echoDb);
        if (channel.silent()) {
            return new SpeechActivity(List.of(), rough);
        }
        float[] ceiling = NoiseFloor.ceiling(channel, stretches(channel.smoothDb(), rough), echoDb);
        float[] thresholds = thresholds(channel, ceiling, ABOVE_CEILING_DB, echoDb);
        return new SpeechActivity(stretches(channel.smoothDb(), thresholds), thresholds);
    }

    private static float[] thresholds(ChannelLevel channel, float[] noiseDb, float aboveDb, float[] echoDb) {
        float[] thresholds = new float[noiseDb.length];
        float least = (float) Math.max(channel.speechDb() - BELOW_SPEECH_DB, ChannelLevel.FAINTEST_DBFS);
        for (int i = 0; i < thresholds.length; i++) {
            float own = Math.max(noiseDb[i] + aboveDb, least);
            thresholds[i] = i < echoDb.length ? Math.max(own, echoDb[i]) : own;
        }
        return thresholds;
    }

    private static List<Stretch> stretches(float[] smoothDb, float[] thresholdDb) {
        List<Stretch> found = new ArrayList<>();
        int first = -1;
        int last = -1;
        int loud = 0;
        for (int i = 0; i <= smoothDb.length; i++) {
            boolean over = i == smoothDb.length;
            boolean heard = !over && smoothDb[i] >= thresholdDb[i];
            if (first >= 0 && (over || (!heard && i - last > HANGOVER_BLOCKS))) {
                if (loud >= FEWEST_LOUD_BLOCKS) {
                    found.add(new Stretch(
                            (long) first * LevelTrack.BLOCK_SAMPLES, (last + 1L) * LevelTrack.BLOCK_SAMPLES - 1));
                }
                first = -1;
                loud = 0;
            }
            if (heard) {
                first = first < 0 ? i : first;
                last = i;
                loud += smoothDb[i] >= thresholdDb[i] + HYSTERESIS_DB ? 1 : 0;
            }
        }
        return found;
    }
}
