package io.turngap.sound;

import java.nio.ByteBuffer;

/**
 * How the samples of a RIFF WAVE file are written: what its {@code "fmt "} chunk says.
 *
 * @param code format tag
 * @param channels 1 to 8
 * @param rateHz samples a second and channel
 * @param bits of a sample
 */
record WavFormat(int code, int channels, int rateHz, int bits) {

    static final String EXPECTED =
            "a RIFF WAVE file with 8, 16, 24 or 32-bit integer, 32 or 64-bit float, µ-law or A-law samples";
    static final String CONVERT = "Convert it, such as with: ffmpeg -i FILE -ar 16000 -c:a pcm_s16le OUT.wav";

    /** Lengths from here on are what programs write that did not know the length: 0x7ffff000 (espeak, sox), 0xffffffff (ffmpeg). */
    static final long UNKNOWN_BYTES = 0x7fff_0000L;

    /** Bytes of a chunk of this kind that are looked at. */
    static final int MOST_BYTES = 40;

    private static final int LINEAR = 1;
    private static final int FLOAT = 3;
    private static final int A_LAW = 6;
    private static final int MU_LAW = 7;
    private static final int EXTENSIBLE = 0xfffe;
    private static final int MOST_CHANNELS = 8;
    private static final int LOWEST_RATE_HZ = 4_000;
    private static final int HIGHEST_RATE_HZ = 384_000;

    /**
     * Reads the chunk of {@code size} bytes at the position of {@code file} (little endian).
     *
     * @param name of the file, for errors
     * @throws SoundException when it says what cannot be read
     */
    static WavFormat parse(String name, long size, ByteBuffer file) {
        if (size < 16) {
            throw bad(name, "its \"fmt \" chunk has " + size + " bytes", "at least 16");
        }
        int code = file.getShort() & 0xffff;
        int channels = file.getShort() & 0xffff;
        int rateHz = file.getInt();
        file.getInt();
        int blockBytes = file.getShort() & 0xffff;
        int bits = file.getShort() & 0xffff;
        if (code == EXTENSIBLE && size >= 26) {
            // Extension size, valid bits and speaker mask stand before the sub-format, whose first two bytes are the
            // code.
            file.position(file.position() + 8);
            code = file.getShort() & 0xffff;
        }
        boolean known = switch (code) {
            case LINEAR -> bits == 8 || bits == 16 || bits == 24 || bits == 32;
            case FLOAT -> bits == 32 || bits == 64;
            case A_LAW, MU_LAW -> bits == 8;
            default -> false;
        };
        if (!known) {
            throw bad(name, "its samples are of format " + code + " with " + bits + " bits", EXPECTED);
        }
        if (channels < 1 || channels > MOST_CHANNELS) {
            throw bad(name, "it has " + channels + " channels", "1 to " + MOST_CHANNELS);
        }
        if (rateHz < LOWEST_RATE_HZ || rateHz > HIGHEST_RATE_HZ) {
            throw bad(name, "its rate is " + rateHz + " Hz", LOWEST_RATE_HZ + " to " + HIGHEST_RATE_HZ + " Hz");
        }
        if (blockBytes != channels * bits / 8) {
            throw bad(
                    name,
                    "its block size of " + blockBytes + " bytes does not fit " + channels + " channels of " + bits
                            + " bits",
                    channels * bits / 8 + " bytes");
        }
        return new WavFormat(code, channels, rateHz, bits);
    }

    int bytesPerSample() {
        return bits / 8;
    }

    /** Bytes of one sample of each channel. */
    int bytesPerFrame() {
        return channels * bytesPerSample();
    }

    /** The next sample, as 16 bits. */
    short sample(ByteBuffer file) {
        return switch (code) {
            case MU_LAW -> G711.fromMuLaw(file.get());
            case A_LAW -> G711.fromALaw(file.get());
            case FLOAT -> fromUnit(bits == 32 ? file.getFloat() : file.getDouble());
            default ->
                switch (bits) {
                    case 8 -> (short) (((file.get() & 0xff) - 128) << 8);
                    case 16 -> file.getShort();
                    case 24 -> rounded((file.get() & 0xff) | (file.get() & 0xff) << 8 | file.get() << 16, 8);
                    default -> rounded(file.getInt(), 16);
                };
        };
    }

    /** For people: the format's name. */
    String describe() {
        String kind = switch (code) {
            case MU_LAW -> "µ-law";
            case A_LAW -> "A-law";
            case FLOAT -> bits + "-bit float";
            default -> bits + "-bit integer";
        };
        return rateHz + " Hz, " + kind;
    }

    /** Bytes as text, for errors. */
    static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : bytes) {
            text.append(b >= 0x20 && b < 0x7f ? String.valueOf((char) b) : String.format("\\x%02x", b));
        }
        return text.append('"').toString();
    }

    private static short rounded(int value, int bits) {
        long half = 1L << (bits - 1);
        return (short) Math.min(Short.MAX_VALUE, (value + half) >> bits);
    }

    /** A float sample, whose full scale is 1; what is not a number is silence. */
    private static short fromUnit(double value) {
        return (short) Math.clamp(Math.round(value * 32_768), Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private static SoundException bad(String name, String what, String allowed) {
        return new SoundException(name + ": " + what + "; allowed: " + allowed + ". " + CONVERT);
    }
}
