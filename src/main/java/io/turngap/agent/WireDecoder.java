package io.turngap.agent;

import io.turngap.sound.OpusVoiceDecoder;
import io.turngap.sound.OpusVoiceEncoder;
import io.turngap.sound.Pcm;
import io.turngap.sound.SoundException;
import io.turngap.sound.StreamResampler;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A client's audio, message by message, as the agent hears it: 16 kHz mono. Stateful: one for each stream. Sound comes out later than it
 * stands in the message by the resampler's look-ahead (0.5 ms at 24 kHz, 1 ms at 8 kHz), which callers of ours allow for, and by
 * Opus's {@link #codecDelayMs}, which is the codec's price.
 */
final class WireDecoder {

    /** Most sound of one message, ms: as far as a client may run ahead of the clock. */
    private static final int MOST_MS = 60_000;

    private final AudioForm format;
    private final StreamResampler resampler;
    private final @Nullable OpusVoiceDecoder opus;
    private short[] samples = {};
    private int count;

    WireDecoder(AudioForm format) {
        this.format = format;
        this.resampler = new StreamResampler(format.rateHz(), Pcm.RATE_HZ);
        this.opus = format == WireFormat.OPUS ? new OpusVoiceDecoder() : null;
    }

    AudioForm format() {
        return format;
    }

    /** How much later sound comes out than it was spoken, ms, because the codec looks ahead. */
    double codecDelayMs() {
        return opus == null ? 0 : OpusVoiceEncoder.DELAY_SAMPLES * 1_000.0 / Pcm.RATE_HZ;
    }

    /**
     * Decodes one message, of whole samples or packets, into {@link #samples}; gives their number.
     *
     * @throws ClientError when it holds others
     */
    int decode(byte[] bytes) throws ClientError {
        OpusVoiceDecoder packets = opus;
        if (packets != null) {
            return packets(packets, bytes);
        }
        if (bytes.length % format.bytesASample() != 0) {
            throw wrong(bytes.length + " bytes, which end within a sample of " + format.bytesASample());
        }
        short[] wire = format.decode(bytes);
        reserve(resampler.mostOutput(wire.length));
        count = resampler.process(wire, 0, wire.length, samples, 0);
        return count;
    }

    /** What the last message gave; valid up to the next. */
    short[] samples() {
        return samples;
    }

    private int packets(OpusVoiceDecoder packets, byte[] bytes) throws ClientError {
        count = 0;
        try {
            packets.accept(bytes, bytes.length, this::add);
        } catch (SoundException damaged) {
            throw wrong(damaged.getMessage());
        }
        int waiting = packets.waitingBytes();
        if (waiting > 0) {
            packets.dropPart();
            throw wrong("a message that ends " + waiting + " bytes into an Opus packet; send whole packets");
        }
        return count;
    }

    private void add(short[] packet) {
        if (count + packet.length > MOST_MS * Pcm.RATE_HZ / 1_000) {
            throw new SoundException("a message holds more than " + MOST_MS + " ms of sound; send it as it is spoken.");
        }
        reserve(count + packet.length);
        System.arraycopy(packet, 0, samples, count, packet.length);
        count += packet.length;
    }

    private void reserve(int most) {
        if (samples.length < most) {
            samples = Arrays.copyOf(samples, Math.max(most, samples.length * 2));
        }
    }

    private static ClientError wrong(@Nullable String seen) {
        return new ClientError(
                "invalid_value", "audio", "Audio must be base64 of whole samples or packets; value seen: " + seen);
    }
}
