package io.turngap.agent;

import io.turngap.sound.OpusVoiceEncoder;
import io.turngap.sound.Pcm;
import io.turngap.sound.StreamResampler;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One reply's audio, 16 kHz mono, as bytes of the wire. Opus is made of whole packets: up to 20 ms wait for the rest of theirs, until
 * {@link #flush}.
 */
final class WireEncoder {

    private final AudioForm format;
    private final StreamResampler resampler;
    private final @Nullable OpusVoiceEncoder opus;
    private final short[] packet = new short[OpusVoiceEncoder.PACKET_SAMPLES];
    private short[] resampled = {};
    private byte[] bytes = {};
    private int waiting;
    private boolean unheard;

    WireEncoder(AudioForm format) {
        this.format = format;
        this.resampler = new StreamResampler(Pcm.RATE_HZ, format.rateHz());
        this.opus = format == WireFormat.OPUS ? new OpusVoiceEncoder() : null;
    }

    /** What these samples give, perhaps nothing. */
    byte[] encode(short[] samples) {
        OpusVoiceEncoder packets = opus;
        if (packets != null) {
            return packets(packets, samples, samples.length);
        }
        int most = resampler.mostOutput(samples.length);
        if (resampled.length < most) {
            resampled = new short[most];
        }
        return format.encode(resampled, resampler.process(samples, 0, samples.length, resampled, 0));
    }

    /** What waits for the rest of its packet, and what the codec's delay holds back, with silence after it; perhaps nothing. */
    byte[] flush() {
        OpusVoiceEncoder packets = opus;
        if (packets == null || !unheard) {
            return new byte[0];
        }
        int held = waiting + OpusVoiceEncoder.DELAY_SAMPLES;
        int whole = Math.ceilDiv(held, packet.length) * packet.length;
        byte[] last = packets(packets, new short[whole - waiting], whole - waiting);
        unheard = false;
        return last;
    }

    private byte[] packets(OpusVoiceEncoder packets, short[] samples, int count) {
        int most = (waiting + count) / packet.length * OpusVoiceEncoder.MOST_BYTES;
        if (bytes.length < most) {
            bytes = new byte[most];
        }
        int written = 0;
        int taken = 0;
        while (taken < count) {
            int part = Math.min(count - taken, packet.length - waiting);
            System.arraycopy(samples, taken, packet, waiting, part);
            taken += part;
            waiting += part;
            if (waiting == packet.length) {
                written += packets.encode(packet, 0, bytes, written);
                waiting = 0;
            }
        }
        unheard |= count > 0;
        return Arrays.copyOf(bytes, written);
    }
}
