package io.turngap.sound;

/**
 * µ-law and A-law, the codecs of the telephone network (ITU-T G.711): 8 bits a sample for a range of 14 and 13 bits. Samples here are 16
 * bits wide, so the low 2 (µ-law) or 3 (A-law) bits are lost, as in the reference software of ITU-T G.191.
 */
public final class G711 {

    /** µ-law for silence; what a line plays that has nothing to say. */
    public static final byte MU_LAW_SILENCE = (byte) 0xff;

    /** A-law for silence. */
    public static final byte A_LAW_SILENCE = (byte) 0xd5;

    private static final int MU_BIAS = 0x84;
    private static final int MU_CLIP = 32_635;
    private static final short[] MU_DECODED = new short[256];
    private static final short[] A_DECODED = new short[256];
    private static final byte[] MU_ENCODED = new byte[1 << 14];
    private static final byte[] A_ENCODED = new byte[1 << 13];

    static {
        for (int code = 0; code < 256; code++) {
            MU_DECODED[code] = expandMuLaw(code);
            A_DECODED[code] = expandALaw(code);
        }
        for (int i = 0; i < MU_ENCODED.length; i++) {
            MU_ENCODED[i] = compressMuLaw((short) (i << 2));
        }
        for (int i = 0; i < A_ENCODED.length; i++) {
            A_ENCODED[i] = compressALaw((short) (i << 3));
        }
    }

    private G711() {}

    /** The µ-law code of a 16-bit sample. */
    public static byte muLaw(short sample) {
        return MU_ENCODED[(sample & 0xffff) >> 2];
    }

    /** The 16-bit sample of a µ-law code. */
    public static short fromMuLaw(byte code) {
        return MU_DECODED[code & 0xff];
    }

    /** The A-law code of a 16-bit sample. */
    public static byte aLaw(short sample) {
        return A_ENCODED[(sample & 0xffff) >> 3];
    }

    /** The 16-bit sample of an A-law code. */
    public static short fromALaw(byte code) {
        return A_DECODED[code & 0xff];
    }

    private static byte compressMuLaw(short sample) {
        int sign = sample < 0 ? 0x80 : 0;
        // A negative sample is mirrored by its complement, as the reference does: the cells of both signs are the same.
        int magnitude = Math.min(sample < 0 ? ~sample : sample, MU_CLIP) + MU_BIAS;
        int exponent = 24 - Integer.numberOfLeadingZeros(magnitude);
        int mantissa = (magnitude >> (exponent + 3)) & 0x0f;
        return (byte) ~(sign | (exponent << 4) | mantissa);
    }

    private static short expandMuLaw(int code) {
        int inverted = ~code & 0xff;
        int magnitude = ((((inverted & 0x0f) << 3) + MU_BIAS) << ((inverted >> 4) & 7)) - MU_BIAS;
        return (short) ((inverted & 0x80) != 0 ? -magnitude : magnitude);
    }

    private static byte compressALaw(short sample) {
        int sign = sample < 0 ? 0 : 0x80;
        int magnitude = (sample < 0 ? ~sample : sample) >> 4;
        int exponent = magnitude < 16 ? 0 : 28 - Integer.numberOfLeadingZeros(magnitude);
        int mantissa = (exponent < 2 ? magnitude : magnitude >> (exponent - 1)) & 0x0f;
        return (byte) ((sign | (exponent << 4) | mantissa) ^ 0x55);
    }

    private static short expandALaw(int code) {
        int plain = code ^ 0x55;
        int exponent = (plain >> 4) & 7;
        int mantissa = ((plain & 0x0f) << 4) + 8;
        int magnitude = exponent == 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
        return (short) ((plain & 0x80) != 0 ? magnitude : -magnitude);
    }
}
