package io.turngap.analyze;

import io.turngap.sound.LevelTrack;
import java.util.ArrayList;
import java.util.List;

/**
 * Where somebody speaks in a channel, to some tens of milliseconds; {@link Edges} finds the samples.
 *
 * <p>By energy with two thresholds, as in L. Rabiner and M. Sambur, "An algorithm for determining the endpoints of isolated utterances" (Bell Syst.
 * Tech. J. 54, 1975): a stretch is what stays above the lower one, and counts when it is above the upper one for long enough. Both follow
 * the noise floor, the channel's own speech level, and what the other channel's echo may amount to. Breaks shorter than the hangover
 * belong to it: words have such inside. What is too short is a click.
 */
final class SpeechActivity {

    private static final double ABOVE_FLOOR_DB = 12;
    private static final double BELOW_SPEECH_DB = 20;
    private static final double HYSTERESIS_DB = 5;
    private static final int HANGOVER_BLOCKS = 200 / LevelTrack.BLOCK_MS;
    private static final int FEWEST_LOUD_BLOCKS = 60 / LevelTrack.BLOCK_MS;

    private SpeechActivity() {}

    /**
     * The stretches, in order.
     *
     * @param echoDb level that the other channel's copy alone may have at each block; empty where there is no copy
     */
    static List<Stretch> find(ChannelLevel channel, float[] echoDb) {
        List<Stretch> found = new ArrayList<>();
        if (channel.silent()) {
            return found;
        }
        int first = -1;
        int last = -1;
        int loud = 0;
        for (int i = 0; i <= channel.smoothDb().length; i++) {
            boolean over = i == channel.smoothDb().length;
            double high = over ? 0 : threshold(channel, echoDb, i);
            boolean heard = !over && channel.smoothDb()[i] >= high - HYSTERESIS_DB && above(channel, echoDb, i);
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
                loud += channel.smoothDb()[i] >= high ? 1 : 0;
            }
        }
        return found;
    }

    private static double threshold(ChannelLevel channel, float[] echoDb, int i) {
        double own = Math.max(channel.floorDb()[i] + ABOVE_FLOOR_DB, channel.speechDb() - BELOW_SPEECH_DB);
        own = Math.max(own, ChannelLevel.FAINTEST_DBFS);
        return i < echoDb.length ? Math.max(own, echoDb[i]) : own;
    }

    private static boolean above(ChannelLevel channel, float[] echoDb, int i) {
        return i >= echoDb.length || channel.smoothDb()[i] >= echoDb[i];
    }
}
