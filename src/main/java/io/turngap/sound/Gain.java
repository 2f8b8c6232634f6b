package io.turngap.sound;

/**
 * Louder or softer sound.
 *
 * @param sound the result
 * @param clipped how many samples did not fit into 16 bits and were cut
 */
public record Gain(Pcm sound, int clipped) {

    /** {@code sound} louder by {@code db}; the same object for 0 dB. */
    public static Gain apply(Pcm sound, double db) {
        if (db == 0) {
            return new Gain(sound, 0);
        }
        double factor = Level.factor(db);
        short[] out = new short[sound.samples().length];
        int clipped = 0;
        for (int i = 0; i < out.length; i++) {
            long value = Math.round(sound.samples()[i] * factor);
            out[i] = (short) Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
            if (value != out[i]) {
                clipped++;
            }
        }
        return new Gain(new Pcm(sound.rateHz(), out), clipped);
    }
}
