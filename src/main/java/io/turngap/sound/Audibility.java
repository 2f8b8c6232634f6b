package io.turngap.sound;

import java.util.Locale;

/**
 * The one definition of audible, and of the edges of speech. Sound is audible while the RMS level of the last {@code windowMs} is at least
 * {@code levelDbfs}. It begins with the first sample of the first such window whose magnitude reaches the same level (a window that long
 * always holds one, and the samples before it are not what made the window loud), provided that it lasts {@code holdMs}. It ends with the
 * last such sample.
 *
 * @param levelDbfs RMS level of a window that counts as audible, dB relative to full scale (a full-scale sine has −3 dBFS)
 * @param windowMs length of a window
 * @param holdMs a sound shorter than this is a click, not audible speech
 */
public record Audibility(double levelDbfs, double windowMs, double holdMs) {

    /** The definition that every report prints. */
    public static final Audibility STANDARD = new Audibility(-50, 5, 20);

    public Audibility {
        if (!(levelDbfs < 0) || !(windowMs > 0) || !(holdMs >= 0) || windowMs > 1_000 || holdMs > 1_000) {
            throw new IllegalArgumentException(
                    "audibility of level " + levelDbfs + " dBFS, window " + windowMs + " ms, hold " + holdMs
                            + " ms; the level must be below 0, window and hold at most 1000 ms and the window above 0");
        }
    }

    /** For reports, such as {@code -50 dBFS RMS over 5 ms, for at least 20 ms}. */
    public String describe() {
        return String.format(
                Locale.ROOT, "%.0f dBFS RMS over %.0f ms, for at least %.0f ms", levelDbfs, windowMs, holdMs);
    }
}
