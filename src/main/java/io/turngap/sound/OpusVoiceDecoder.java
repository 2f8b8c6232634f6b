package io.turngap.sound;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusPacketInfo;

/**
 * The stream of an {@link OpusVoiceEncoder} as sound at {@link Pcm#RATE_HZ}, {@link OpusVoiceEncoder#DELAY_SAMPLES} later than it was put
 * in. Bytes come in pieces of any size. Stateful: one for each stream.
 *
 * <p>Bytes that are no such stream are refused with a {@link SoundException}; the packet at fault and what follows it in the same piece are
 * dropped, and the next piece begins with a new packet.
 */
public final class OpusVoiceDecoder {

    /** Longest packet of one frame (RFC 6716, section 3.2.1). */
    static final int MOST_PACKET_BYTES = 1_275;

    /** Takes the sound of one packet. */
    @FunctionalInterface
    public interface Sink {
        /** {@code samples} is valid during the call only and has {@link OpusVoiceEncoder#PACKET_SAMPLES} samples. */
        void sound(short[] samples);
    }

    private final OpusDecoder decoder;
    private final byte[] packet = new byte[MOST_PACKET_BYTES];
    private final short[] samples = new short[OpusVoiceEncoder.PACKET_SAMPLES];
    private int lengthBytes;
    private int length;
    private int filled;

    /** At the start of a stream. */
    public OpusVoiceDecoder() {
        try {
            decoder = new OpusDecoder(Pcm.RATE_HZ, 1);
        } catch (OpusException e) {
            throw new IllegalStateException("Opus decoder for 16 kHz mono refused its own settings: " + e, e);
        }
    }

    /**
     * Takes {@code count} bytes; {@code sink} gets the sound of each packet that is complete.
     *
     * @throws SoundException when they are no packets of 20 ms with their lengths
     */
    public void accept(byte[] bytes, int count, Sink sink) {
        int at = 0;
        while (at < count) {
            if (lengthBytes < OpusVoiceEncoder.LENGTH_BYTES) {
                length = length << 8 | bytes[at++] & 0xff;
                if (++lengthBytes == OpusVoiceEncoder.LENGTH_BYTES && (length == 0 || length > MOST_PACKET_BYTES)) {
                    throw wrong("its length is " + length + " bytes; allowed are 1 to " + MOST_PACKET_BYTES);
                }
                continue;
            }
            int part = Math.min(count - at, length - filled);
            System.arraycopy(bytes, at, packet, filled, part);
            at += part;
            filled += part;
            if (filled == length) {
                decode();
                nextPacket();
                sink.sound(samples);
            }
        }
    }

    /** Bytes of a packet that is not complete; a message that ends within a packet leaves some. */
    public int waitingBytes() {
        return lengthBytes + filled;
    }

    /** Forgets what was heard, as at the start of a stream. */
    public void reset() {
        decoder.resetState();
        nextPacket();
    }

    /** Forgets a packet that is not complete. */
    public void dropPart() {
        nextPacket();
    }

    private void nextPacket() {
        lengthBytes = 0;
        length = 0;
        filled = 0;
    }

    private void decode() {
        int lasts = OpusPacketInfo.getNumSamples(packet, 0, length, Pcm.RATE_HZ);
        if (lasts != samples.length) {
            throw wrong(
                    lasts < 0
                            ? "its first byte announces frames that it has no room for"
                            : "it lasts " + lasts * 1_000.0 / Pcm.RATE_HZ + " ms; 20 ms are expected");
        }
        try {
            decoder.decode(packet, 0, length, samples, 0, samples.length, false);
        } catch (OpusException | RuntimeException damaged) {
            throw wrong("it cannot be decoded (" + damaged + ")");
        }
    }

    private SoundException wrong(String what) {
        int seen = lengthBytes + filled;
        nextPacket();
        return new SoundException("an Opus packet is damaged after " + seen + " bytes: " + what
                + ". Send packets of 20 ms, mono, each behind its length in two bytes, the higher first.");
    }
}
