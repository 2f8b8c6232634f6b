package io.turngap.link;

import io.turngap.sound.G711;
import io.turngap.sound.OpusVoiceEncoder;
import io.turngap.sound.Pcm;
import io.turngap.sound.StreamResampler;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The caller's frames as bytes of the wire. A sample stands later in the stream of the wire than in its frame by the resampler's
 * look-ahead: 0.5 ms at 24 kHz, 1 ms at 8 kHz. That is the instrument's, and callers allow for it. Opus needs no other rate; its own delay
 * of 6.5 ms is what the codec costs a caller and is not allowed for: it is part of the wait.
 */
final class FrameEncoder {

    private static final short[] SILENCE = new short[Pcm.FRAME_SAMPLES];

    private final SoundFormat format;
    private final StreamResampler resampler;
    private final @Nullable OpusVoiceEncoder opus;
    /** The last frame was silent, or there was none. */
    private boolean quiet = true;

    FrameEncoder(SoundFormat format) {
        this.format = format;
        this.resampler = new StreamResampler(Pcm.RATE_HZ, format.rateHz());
        this.opus = format.isPackets() ? new OpusVoiceEncoder() : null;
    }

    SoundFormat format() {
        return format;
    }

    /** How much later a sample stands on the wire than in its frame, nanoseconds. */
    long delayNanos() {
        return resampler.delaySamples() * 1_000_000_000L / format.rateHz();
    }

    /** Encodes a frame into {@code scratch.bytes}; gives the number of bytes. */
    int encode(short[] frame, LoopScratch scratch) {
        OpusVoiceEncoder packets = opus;
        if (packets != null) {
            return packets.encode(frame, 0, scratch.bytes, 0);
        }
        if (format.encoding() == SoundFormat.Encoding.PCM && format.rateHz() == Pcm.RATE_HZ) {
            scratch.pcm.put(0, frame, 0, Pcm.FRAME_SAMPLES);
            return Pcm.FRAME_SAMPLES * 2;
        }
        boolean silent = Arrays.equals(frame, SILENCE);
        int bytes = silent && quiet ? silence(scratch) : sound(frame, scratch);
        quiet = silent;
        return bytes;
    }

    /** A silent frame after another: the resampler looks back less than a frame, and a frame is whole samples on any wire. */
    private int silence(LoopScratch scratch) {
        int count = Pcm.FRAME_SAMPLES * format.rateHz() / Pcm.RATE_HZ * format.bytesPerSample();
        byte value = format.encoding() == SoundFormat.Encoding.MULAW
                ? G711.MU_LAW_SILENCE
                : format.encoding() == SoundFormat.Encoding.ALAW ? G711.A_LAW_SILENCE : 0;
        Arrays.fill(scratch.bytes, 0, count, value);
        return count;
    }

    private int sound(short[] frame, LoopScratch scratch) {
        int samples = resampler.process(frame, 0, Pcm.FRAME_SAMPLES, scratch.wire, 0);
        byte[] out = scratch.bytes;
        switch (format.encoding()) {
            case PCM -> scratch.pcm.put(0, scratch.wire, 0, samples);
            case MULAW -> {
                for (int i = 0; i < samples; i++) {
                    out[i] = G711.muLaw(scratch.wire[i]);
                }
            }
            case ALAW -> {
                for (int i = 0; i < samples; i++) {
                    out[i] = G711.aLaw(scratch.wire[i]);
                }
            }
            case OPUS -> throw new IllegalStateException("Opus packets are not made sample by sample");
        }
        return samples * format.bytesPerSample();
    }
}
