package io.turngap.sound;

import java.util.Arrays;

/**
 * Level of a whole recording over time, above 80 Hz (breath on a microphone and rumble lie below): one value each 5 ms, four bytes a value,
 * so that an hour of a channel takes 3 MB. Takes a stream of 16 kHz mono.
 */
public final class LevelTrack {

    /** Samples of a block at 16 kHz. */
    public static final int BLOCK_SAMPLES = Pcm.RATE_HZ / 200;

    /** Length of a block. */
    public static final int BLOCK_MS = 5;

    private static final double RUMBLE_HZ = 80;
    private static final double FULL_SCALE = 32_768;

    private final Biquad[] filter = Biquad.butterworth(false, RUMBLE_HZ, 4);
    private float[] levels = new float[1 << 12];
    private int blocks;
    private double energy;
    private boolean sounding;
    private int inBlock;

    /** Takes the next samples. */
    public void accept(short[] samples, int offset, int count) {
        Biquad first = filter[0];
        Biquad second = filter[1];
        for (int i = offset; i < offset + count; i++) {
            sounding |= samples[i] != 0;
            double y = second.next(first.next(samples[i]));
            energy += y * y;
            if (++inBlock == BLOCK_SAMPLES) {
                endBlock();
            }
        }
    }

    /** The level of each whole block so far, dBFS; {@link Level#SILENCE_DBFS} where all samples were zero. */
    public float[] levelsDbfs() {
        return Arrays.copyOf(levels, blocks);
    }

    private void endBlock() {
        if (blocks == levels.length) {
            levels = Arrays.copyOf(levels, levels.length * 2);
        }
        // The filter rings on in digital silence, which is silence all the same.
        levels[blocks++] = !sounding || energy <= 0
                ? (float) Level.SILENCE_DBFS
                : (float) Math.max(
                        Level.SILENCE_DBFS, 10 * Math.log10(energy / (FULL_SCALE * FULL_SCALE * BLOCK_SAMPLES)));
        energy = 0;
        sounding = false;
        inBlock = 0;
    }
}
