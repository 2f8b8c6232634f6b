package io.turngap.sound;

/**
 * Brings a whole recording to another rate. Sample {@code i} of the result is the sound at {@code i / rate} seconds, exactly: no delay and
 * no drift, whatever the two rates.
 */
public final class Resample {

    /** Points of the kernel's table for each zero crossing; values between are interpolated linearly (error below −100 dB). */
    private static final int POINTS = 512;

    private static final float[] TABLE = new float[Sinc.FINE.crossings() * POINTS + 2];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            TABLE[i] = (float) Sinc.FINE.at((double) i / POINTS);
        }
    }

    private Resample() {}

    /** {@code sound} at {@code rateHz}; {@code sound} itself when it has that rate. */
    public static Pcm to(Pcm sound, int rateHz) {
        if (sound.rateHz() == rateHz) {
            return sound;
        }
        short[] in = sound.samples();
        int length = Math.toIntExact(((long) in.length * rateHz + sound.rateHz() - 1) / sound.rateHz());
        short[] out = new short[length];
        double scale = Math.min(1, (double) rateHz / sound.rateHz());
        double reach = Sinc.FINE.crossings() / scale;
        for (int i = 0; i < length; i++) {
            // Integer arithmetic keeps the place exact however long the recording is.
            long scaled = (long) i * sound.rateHz();
            long whole = scaled / rateHz;
            double part = (double) (scaled % rateHz) / rateHz;
            int first = (int) Math.max(0, whole + 1 - (long) reach);
            int last = (int) Math.min(in.length - 1L, whole + (long) reach + 1);
            double sum = 0;
            for (int k = first; k <= last; k++) {
                sum += in[k] * kernel(Math.abs(k - whole - part) * scale);
            }
            out[i] = (short) Math.clamp(Math.round(sum * scale), Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return new Pcm(rateHz, out);
    }

    private static double kernel(double x) {
        double at = x * POINTS;
        int index = (int) at;
        if (index >= TABLE.length - 1) {
            return 0;
        }
        return TABLE[index] + (at - index) * (TABLE[index + 1] - TABLE[index]);
    }
}
