package io.turngap.analyze;

import io.turngap.sound.LevelTrack;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How one channel is heard in the other: cross-talk of a handset or of the recorder, or the line's echo. Found once a recording and
 * direction: the delay at which the levels of the two (in dB, 20 ms) follow each other best while the one is loud and the other is far
 * below it. A copy follows at a steady distance; noise, silence and another's speech do not. What stands no higher than the copy must is
 * then no speech of that channel's own.
 *
 * @param delayMs how much later the copy is
 * @param gainDb how much louder, so below 0
 * @param correlation of the levels at that delay, up to 1
 */
record EchoPath(int delayMs, double gainDb, double correlation) {

    private static final int MOST_DELAY_BLOCKS = 500 / LevelTrack.BLOCK_MS;
    /** Half a second of loud sound at least. */
    private static final int FEWEST_BLOCKS = 100;
    /** Longer than this tells nothing new: ten minutes. */
    private static final int MOST_BLOCKS = 120_000;

    private static final double LOUD_BELOW_SPEECH_DB = 12;
    private static final double APART_DB = 8;
    private static final double FEWEST_CORRELATION = 0.6;
    /** The copy may be spread and ring on: this much before and after its delay counts. */
    private static final int EARLY_BLOCKS = 3;

    private static final int LATE_BLOCKS = 16;
    private static final double MARGIN_DB = 7;

    /** The way from {@code source} into {@code heard}; empty where there is none to be seen. */
    static Optional<EchoPath> find(ChannelLevel source, ChannelLevel heard) {
        if (source.silent()) {
            return Optional.empty();
        }
        Optional<EchoPath> best = Optional.empty();
        for (int delay = 0; delay <= MOST_DELAY_BLOCKS; delay++) {
            Optional<EchoPath> found = at(delay, source, heard);
            if (found.isPresent()
                    && found.get().correlation > best.map(EchoPath::correlation).orElse(FEWEST_CORRELATION)) {
                best = found;
            }
        }
        return best;
    }

    private static Optional<EchoPath> at(int delay, ChannelLevel source, ChannelLevel heard) {
        double loud = source.speechDb() - LOUD_BELOW_SPEECH_DB;
        int blocks = Math.min(Math.min(source.smoothDb().length, heard.smoothDb().length - delay), MOST_BLOCKS);
        double n = 0;
        double x = 0;
        double y = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < blocks; i++) {
            double a = source.smoothDb()[i];
            double b = heard.smoothDb()[i + delay];
            if (a >= loud && b <= a - APART_DB) {
                n++;
                x += a;
                y += b;
                xx += a * a;
                yy += b * b;
                xy += a * b;
            }
        }
        double spreadX = n * xx - x * x;
        double spreadY = n * yy - y * y;
        if (n < FEWEST_BLOCKS || spreadX < n * n * 0.01 || spreadY < n * n * 0.01) {
            return Optional.empty();
        }
        double correlation = (n * xy - x * y) / Math.sqrt(spreadX * spreadY);
        return Optional.of(new EchoPath(delay * LevelTrack.BLOCK_MS, (y - x) / n, correlation));
    }

    /** The level that the copy alone may have at each block, dBFS. */
    float[] expectedDb(ChannelLevel source, int blocks) {
        int delay = delayMs / LevelTrack.BLOCK_MS;
        float[] expected = new float[blocks];
        Arrays.fill(expected, Float.NEGATIVE_INFINITY);
        float[] a = source.smoothDb();
        for (int i = 0; i < a.length; i++) {
            float level = (float) (a[i] + gainDb + MARGIN_DB);
            int to = Math.min(blocks - 1, i + delay + LATE_BLOCKS);
            for (int k = Math.max(0, i + delay - EARLY_BLOCKS); k <= to; k++) {
                expected[k] = Math.max(expected[k], level);
            }
        }
        return expected;
    }

    /** For people, such as {@code 20 dB lower, 40 ms later}. */
    String describe() {
        return String.format(Locale.ROOT, "%.0f dB lower, %d ms later", -gainDb, delayMs);
    }
}
