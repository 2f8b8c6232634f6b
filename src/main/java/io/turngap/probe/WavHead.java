package io.turngap.probe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The head of a WAV file that is still coming, whose sizes may therefore be 0 or the largest number.
 *
 * @param bytes its length: samples begin behind it
 * @param format how samples are written
 * @param channels 1 or 2; of two the first is listened to
 * @param rateHz samples a second
 */
record WavHead(int bytes, SpeechFormat format, int channels, int rateHz) {

    /** A head longer than this is none. */
    static final int MOST_BYTES = 1 << 16;

    private static final int PCM = 1;
    private static final int A_LAW = 6;
    private static final int MU_LAW = 7;
    private static final int EXTENSIBLE = 0xfffe;

    /**
     * The head, once all of it is there.
     *
     * @param start the file's first bytes
     * @throws ProbeHttp.BadAnswer when it is no WAV file, or one of a kind that is not read
     */
    static Optional<WavHead> of(byte[] start, int length) throws ProbeHttp.BadAnswer {
        if (length < 12) {
            return Optional.empty();
        }
        if (!tag(start, 0).equals("RIFF") || !tag(start, 8).equals("WAVE")) {
            throw new ProbeHttp.BadAnswer(
                    "malformed",
                    "the audio begins with " + Arrays.toString(Arrays.copyOf(start, 12))
                            + "; a WAV file (RIFF … WAVE) was asked for");
        }
        ByteBuffer in = ByteBuffer.wrap(start, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        int at = 12;
        WavHead found = null;
        while (at + 8 <= length) {
            String name = tag(start, at);
            long size = in.getInt(at + 4) & 0xffff_ffffL;
            if (name.equals("data")) {
                if (found == null) {
                    throw new ProbeHttp.BadAnswer("malformed", "the WAV file has samples before it says their format");
                }
                return Optional.of(new WavHead(at + 8, found.format, found.channels, found.rateHz));
            }
            if (size > MOST_BYTES || at + 8 + size > MOST_BYTES) {
                throw new ProbeHttp.BadAnswer(
                        "malformed", "the head of the WAV file is longer than " + MOST_BYTES + " bytes");
            }
            if (name.equals("fmt ")) {
                if (at + 8 + Math.max(16, size) > length) {
                    return Optional.empty();
                }
                found = format(in, at + 8, (int) size);
            }
            at += 8 + (int) (size + (size & 1));
        }
        return Optional.empty();
    }

    private static WavHead format(ByteBuffer in, int at, int size) throws ProbeHttp.BadAnswer {
        int code = in.getShort(at) & 0xffff;
        if (code == EXTENSIBLE && size >= 26) {
            code = in.getShort(at + 24) & 0xffff;
        }
        int channels = in.getShort(at + 2) & 0xffff;
        int rateHz = in.getInt(at + 4);
        int bits = in.getShort(at + 14) & 0xffff;
        SpeechFormat format = switch (code) {
            case PCM -> bits == 16 ? SpeechFormat.PCM : null;
            case MU_LAW -> SpeechFormat.MULAW;
            case A_LAW -> SpeechFormat.ALAW;
            default -> null;
        };
        if (format == null || channels < 1 || channels > 2 || rateHz < 4_000 || rateHz > 192_000) {
            throw new ProbeHttp.BadAnswer(
                    "malformed",
                    "the WAV file has format " + code + ", " + bits + " bits, " + channels + " channels, " + rateHz
                            + " Hz; 16-bit linear, mu-law or A-law, 1 or 2 channels, 4 to 192 kHz can be read");
        }
        return new WavHead(0, format, channels, rateHz);
    }

    private static String tag(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    }
}
