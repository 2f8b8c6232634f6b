package io.turngap.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sound of a call at the caller: left what was spoken, right what was heard, 16 kHz, both from the start of the caller's stream. Held
 * in half-second blocks; silence takes no room; what comes after the bound is not kept.
 */
public final class Recording {

    private static final int BLOCK = 8_000;
    private static final short[] SILENCE = new short[BLOCK];
    /** What all recordings together are meant to take at most. */
    private static final SoundBlocks BLOCKS = new SoundBlocks(BLOCK, (int) (CallPlan.RECORD_BYTES / (2 * BLOCK)));

    private final int mostBlocks;
    private final List<short[]> left = new ArrayList<>();
    private final List<short[]> right = new ArrayList<>();
    private long length;
    private boolean whole = true;

    /** A recording of at most {@code mostMs} milliseconds, rounded up to half seconds; 0 keeps nothing. */
    Recording(long mostMs) {
        this.mostBlocks = (int) Math.ceilDiv(mostMs * 16, BLOCK);
    }

    void spoken(long position, short[] samples, int offset, int count) {
        write(left, position, samples, offset, count);
    }

    void heard(long position, short[] samples, int offset, int count) {
        write(right, position, samples, offset, count);
    }

    /** False when the call had sound after the bound, which was not kept. */
    public boolean whole() {
        return whole;
    }

    /** Samples a channel. */
    public int length() {
        return (int) length;
    }

    /** What was spoken, from one position to another (exclusive); zero where nothing is kept. */
    public short[] left(int from, int to) {
        return read(left, from, to);
    }

    /** What was heard, from one position to another (exclusive); zero where nothing is kept. */
    public short[] right(int from, int to) {
        return read(right, from, to);
    }

    /** Nobody will ask for this sound any more: its memory serves other calls, and what is asked for nevertheless is silence. */
    public void drop() {
        left.forEach(BLOCKS::give);
        right.forEach(BLOCKS::give);
        left.clear();
        right.clear();
    }

    private void write(List<short[]> track, long position, short[] samples, int offset, int count) {
        length = Math.min((long) mostBlocks * BLOCK, Math.max(length, position + count));
        for (int i = (int) Math.clamp(-position, 0, count); i < count; ) {
            long at = position + i;
            int block = (int) Math.min(at / BLOCK, mostBlocks);
            int within = (int) (at % BLOCK);
            int run = Math.min(count - i, BLOCK - within);
            whole &= block < mostBlocks;
            if (block < mostBlocks && !silent(samples, offset + i, run)) {
                while (track.size() <= block) {
                    track.add(new short[0]);
                }
                if (track.get(block).length == 0) {
                    track.set(block, BLOCKS.take());
                }
                System.arraycopy(samples, offset + i, track.get(block), within, run);
            }
            i += run;
        }
    }

    private static boolean silent(short[] samples, int offset, int count) {
        return Arrays.equals(samples, offset, offset + count, SILENCE, 0, count);
    }

    private static short[] read(List<short[]> track, int from, int to) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("recording asked from sample " + from + " to " + to
                    + "; positions start at 0 and the end must not come before the start");
        }
        short[] samples = new short[to - from];
        for (int at = from; at < to; ) {
            int within = at % BLOCK;
            int run = Math.min(to - at, BLOCK - within);
            short[] block = at / BLOCK < track.size() ? track.get(at / BLOCK) : new short[0];
            if (block.length > 0) {
                System.arraycopy(block, within, samples, at - from, run);
            } else {
                Arrays.fill(samples, at - from, at - from + run, (short) 0);
            }
            at += run;
        }
        return samples;
    }
}
