package io.turngap.link;

import io.turngap.sound.G711;
import io.turngap.sound.OpusVoiceEncoder;
import io.turngap.sound.Pcm;
import io.turngap.sound.StreamResampler;
import org.jspecify.annotations.Nullable;

/**
 * The caller's frames as bytes of the wire. A sample stands later in the stream of the wire than in its frame by the resampler's
 * look-ahead: 0.5 ms at 24 kHz, 1 ms at 8 kHz. That is the instrument's, and callers allow for it. Opus needs no other rate; its own delay
 * of 6.5 ms is what the codec costs a caller and is not allowed for: it is part of the wait.
 */
final class FrameEncoder {

    private final SoundFormat format;
    private final StreamResampler resampler;
    private final @Nullable OpusVoiceEncoder opus;

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
        int samples = resampler.process(frame, 0, Pcm.FRAME_SAMPLES, scratch.wire, 0);
        byte[] out = scratch.bytes;
        switch (format.encoding()) {
            case PCM -> {
                for (int i = 0; i < samples; i++) {
                    out[2 * i] = (byte) scratch.wire[i];
                    out[2 * i + 1] = (byte) (scratch.wire[i] >> 8);
                }
            }
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
