package io.turngap.sound;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;

/**
 * Sound at {@link Pcm#RATE_HZ} as Opus packets of 20 ms (RFC 6716), for voice at {@value #BITRATE} bits a second: a tenth of linear sound
 * at that rate. Stateful: one for each stream, since each packet rests on those before it.
 *
 * <p>What comes out of a decoder stands {@link #DELAY_SAMPLES} later than what went in here, because the encoder looks ahead: 2.5 ms of
 * overlap and 4 ms that equalise its two ways of coding. That is the price of the codec, beside the time that it computes.
 *
 * <p>On the wire each packet follows its length, two bytes, the higher first: a message may hold several, and they need no container.
 */
public final class OpusVoiceEncoder {

    /** Samples of a packet. */
    public static final int PACKET_SAMPLES = Pcm.FRAME_SAMPLES;

    /** By how many samples decoded sound is later than the original: 6.5 ms. */
    public static final int DELAY_SAMPLES = Pcm.RATE_HZ * 65 / 10_000;

    /** Bytes before a packet that say how long it is. */
    public static final int LENGTH_BYTES = 2;

    /** Most bytes that {@link #encode} writes; ten times the usual. */
    public static final int MOST_BYTES = LENGTH_BYTES + 600;

    static final int BITRATE = 24_000;

    /** Of 0 to 10; at 5 a packet costs twice the time and is no nearer to the original (within 0.5 dB on the fixtures). */
    private static final int COMPLEXITY = 2;

    private final OpusEncoder encoder;

    /** At the start of a stream. */
    public OpusVoiceEncoder() {
        try {
            encoder = new OpusEncoder(Pcm.RATE_HZ, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        } catch (OpusException e) {
            throw new IllegalStateException("Opus encoder for 16 kHz mono refused its own settings: " + e, e);
        }
        encoder.setBitrate(BITRATE);
        encoder.setComplexity(COMPLEXITY);
        encoder.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
    }

    /**
     * Encodes {@link #PACKET_SAMPLES} samples from {@code from} on and writes their packet, length first, to {@code out} from {@code at}.
     *
     * @param out has room for {@link #MOST_BYTES} from {@code at}
     * @return bytes written
     */
    public int encode(short[] samples, int from, byte[] out, int at) {
        int bytes;
        try {
            bytes = encoder.encode(samples, from, PACKET_SAMPLES, out, at + LENGTH_BYTES, MOST_BYTES - LENGTH_BYTES);
        } catch (OpusException e) {
            throw new IllegalStateException("Opus encoder refused 20 ms of sound: " + e, e);
        }
        out[at] = (byte) (bytes >> 8);
        out[at + 1] = (byte) bytes;
        return LENGTH_BYTES + bytes;
    }
}
