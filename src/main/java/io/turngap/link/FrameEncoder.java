package io.turngap.link;

import io.turngap.sound.G711;
import io.turngap.sound.Pcm;
import io.turngap.sound.StreamResampler;

/**
 * The caller's frames as bytes of the wire. A sample stands later in the stream of the wire than in its frame by the resampler's
 * look-ahead: 0.5 ms at 24 kHz, 1 ms at 8 kHz.
 */
final class FrameEncoder {

    private final WireFormat format;
    private final StreamResampler resampler;

    FrameEncoder(WireFormat format) {
        this.format = format;
        this.resampler = new StreamResampler(Pcm.RATE_HZ, format.rateHz());
    }

    WireFormat format() {
        return format;
    }

    /** How much later a sample stands on the wire than in its frame, nanoseconds. */
    long delayNanos() {
        return resampler.delaySamples() * 1_000_000_000L / format.rateHz();
    }

    /** Encodes a frame into {@code scratch.bytes}; gives the number of bytes. */
    int encode(short[] frame, LoopScratch scratch) {
        int samples = resampler.process(frame, 0, Pcm.FRAME_SAMPLES, scratch.wire, 0);
        byte[] out = scratch.bytes;
        switch (format) {
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
        }
        return samples * format.bytesPerSample();
    }
}
