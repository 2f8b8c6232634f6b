package io.turngap.sound;

/**
 * The one definition of audible, and of the edges of speech: the first sample of the first window whose level reaches the threshold and
 * stays so.
 *
 * @param levelDbfs RMS level of a window that counts as audible, dB relative to full scale
 * @param windowMs length of a window
 * @param holdMs a sound shorter than this is a click, not audible speech
 */
public record Audibility(double levelDbfs, double windowMs, double holdMs) {

    /** The definition that every report prints. */
    public static final Audibility STANDARD = new Audibility(-50, 5, 20);
}
