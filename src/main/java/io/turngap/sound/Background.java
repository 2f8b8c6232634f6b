package io.turngap.sound;

/**
 * A noise bed behind a caller, all through the call: repeats without a seam and is mixed in frame by frame. Nothing is allocated after
 * construction.
 *
 * <p>The signal-to-noise ratio is the active level of the speech ({@link Level#activeDbfs}) less the RMS level of the whole bed, both
 * unweighted over the band to 8 kHz.
 */
public final class Background {

    private final short[] bed;
    private final double factor;
    private int at;

    /**
     * A bed at a ratio to speech.
     *
     * @param bed 16 kHz
     * @param speechDbfs active level of the speech, as it is spoken into the mix (gain included)
     * @param snrDb speech less noise, dB
     * @param start where in the bed to begin, taken modulo its length; draw it, so that callers do not all hear the same cup fall
     */
    public Background(Pcm bed, double speechDbfs, double snrDb, int start) {
        if (bed.rateHz() != Pcm.RATE_HZ || bed.samples().length == 0) {
            throw new IllegalArgumentException("a bed of " + bed.samples().length + " samples at " + bed.rateHz()
                    + " Hz; it must have samples and " + Pcm.RATE_HZ + " Hz");
        }
        this.bed = bed.samples();
        double bedDbfs = Level.rmsDbfs(this.bed);
        factor = bedDbfs <= Level.SILENCE_DBFS ? 0 : Level.factor(speechDbfs - snrDb - bedDbfs);
        at = Math.floorMod(start, this.bed.length);
    }

    /**
     * Adds the next {@code count} samples of the bed to {@code frame}.
     *
     * @return how many samples were clipped
     */
    public int mixInto(short[] frame, int offset, int count) {
        int clipped = 0;
        for (int i = offset; i < offset + count; i++) {
            long sum = frame[i] + Math.round(bed[at] * factor);
            frame[i] = (short) Math.clamp(sum, Short.MIN_VALUE, Short.MAX_VALUE);
            if (sum != frame[i]) {
                clipped++;
            }
            if (++at == bed.length) {
                at = 0;
            }
        }
        return clipped;
    }
}
