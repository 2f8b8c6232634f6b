package io.turngap.link;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Base64 (RFC 4648, section 4) between ranges of byte arrays: the JDK's decoder takes whole arrays only, which would cost a copy a frame.
 */
final class Base64Bytes {

    private static final byte[] ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] VALUES = new byte[256];
    private static final VarHandle PAIR = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    /** The two characters of each 12 bits, the first in the low byte. */
    private static final short[] PAIRS = new short[1 << 12];

    static {
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (short) (ALPHABET[i & 63] << 8 | ALPHABET[i >> 6]);
        }
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            VALUES[ALPHABET[i]] = (byte) i;
        }
    }

    private Base64Bytes() {}

    /** Characters that {@code bytes} bytes give. */
    static int encodedLength(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /** Writes {@code count} bytes of {@code in} as characters to {@code out} from {@code at}, padded; gives the index after the last. */
    static int encode(byte[] in, int count, byte[] out, int at) {
        int i = 0;
        int o = at;
        for (; i + 2 < count; i += 3) {
            int bits = (in[i] & 0xff) << 16 | (in[i + 1] & 0xff) << 8 | (in[i + 2] & 0xff);
            PAIR.set(out, o, PAIRS[bits >> 12]);
            PAIR.set(out, o + 2, PAIRS[bits & 0xfff]);
            o += 4;
        }
        if (i < count) {
            boolean two = i + 1 < count;
            int bits = (in[i] & 0xff) << 16 | (two ? (in[i + 1] & 0xff) << 8 : 0);
            out[o++] = ALPHABET[bits >> 18];
            out[o++] = ALPHABET[bits >> 12 & 63];
            out[o++] = two ? ALPHABET[bits >> 6 & 63] : (byte) '=';
            out[o++] = (byte) '=';
        }
        return o;
    }

    /** The end of the characters proper: {@code to} less at most two padding characters. */
    static int withoutPadding(byte[] in, int from, int to) {
        int end = to;
        while (end > from && to - end < 2 && in[end - 1] == '=') {
            end--;
        }
        return end;
    }

    /**
     * Decodes characters {@code from} (inclusive) to {@code to} (exclusive), which hold no padding, into {@code out} from 0.
     *
     * @return bytes written, or -1 when a character is no base64 or one is left over
     */
    static int decode(byte[] in, int from, int to, byte[] out) {
        int i = from;
        int o = 0;
        for (; i + 3 < to; i += 4) {
            int bits = VALUES[in[i] & 0xff] << 18
                    | VALUES[in[i + 1] & 0xff] << 12
                    | VALUES[in[i + 2] & 0xff] << 6
                    | VALUES[in[i + 3] & 0xff];
            if (bits < 0) {
                return -1;
            }
            out[o++] = (byte) (bits >> 16);
            out[o++] = (byte) (bits >> 8);
            out[o++] = (byte) bits;
        }
        int left = to - i;
        if (left == 1) {
            return -1;
        }
        if (left > 1) {
            int bits = VALUES[in[i] & 0xff] << 18
                    | VALUES[in[i + 1] & 0xff] << 12
                    | (left == 3 ? VALUES[in[i + 2] & 0xff] << 6 : 0);
            if (bits < 0) {
                return -1;
            }
            out[o++] = (byte) (bits >> 16);
            if (left == 3) {
                out[o++] = (byte) (bits >> 8);
            }
        }
        return o;
    }
}
