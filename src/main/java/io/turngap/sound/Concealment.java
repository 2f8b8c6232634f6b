package io.turngap.sound;

/**
 * What a listener hears in place of lost frames: the last frame again, fading over 60 ms, then silence, in the manner of simple receivers
 * (after ITU-T G.711 Appendix I, without its pitch search). The repeated frame runs backwards and forwards in turn, so that its ends meet
 * without a step; the first frame after a loss is faded in over 5 ms from where the concealment stood. One for each stream.
 */
public final class Concealment {

    private static final int FADE_SAMPLES = Pcm.RATE_HZ * 60 / 1_000;
    private static final int JOIN_SAMPLES = Pcm.RATE_HZ * 5 / 1_000;

    private final short[] last = new short[Pcm.FRAME_SAMPLES];
    private int lostFrames;

    /** A frame of {@link Pcm#FRAME_SAMPLES} arrived; what is heard of it replaces it. */
    public void arrived(short[] frame) {
        if (lostFrames > 0) {
            for (int i = 0; i < JOIN_SAMPLES; i++) {
                double in = (double) i / JOIN_SAMPLES;
                frame[i] = (short) Math.round(in * frame[i] + (1 - in) * repeated(i));
            }
        }
        lostFrames = 0;
        System.arraycopy(frame, 0, last, 0, last.length);
    }

    /** A frame was lost; what is heard instead is written to {@code frame}. */
    public void lost(short[] frame) {
        for (int i = 0; i < Pcm.FRAME_SAMPLES; i++) {
            frame[i] = repeated(i);
        }
        lostFrames++;
    }

    private short repeated(int index) {
        int since = lostFrames * Pcm.FRAME_SAMPLES + index;
        if (since >= FADE_SAMPLES) {
            return 0;
        }
        boolean backwards = lostFrames % 2 == 0;
        int sample = last[backwards ? Pcm.FRAME_SAMPLES - 1 - index : index];
        return (short) Math.round(sample * (1 - (double) since / FADE_SAMPLES));
    }
}
