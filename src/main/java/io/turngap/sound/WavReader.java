package io.turngap.sound;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Walks the chunks of a RIFF WAVE file. Tolerates what programs write (streams of unknown length, odd chunks); refuses what would be guesswork. */
final class WavReader {

    private static final int LINEAR = 1;
    private static final int FLOAT = 3;
    private static final int A_LAW = 6;
    private static final int MU_LAW = 7;
    private static final int EXTENSIBLE = 0xfffe;
    private static final int MOST_CHANNELS = 8;
    private static final int LOWEST_RATE_HZ = 4_000;
    private static final int HIGHEST_RATE_HZ = 384_000;
    /** Lengths from here on are what programs write that did not know the length: 0x7ffff000 (espeak, sox), 0xffffffff (ffmpeg). */
    private static final long UNKNOWN_BYTES = 0x7fff_0000L;

    private static final String EXPECTED =
            "a RIFF WAVE file with 8, 16, 24 or 32-bit integer, 32 or 64-bit float, µ-law or A-law samples";
    private static final String CONVERT =
            "Convert it, such as with: ffmpeg -i FILE -ar 16000 -ac 1 -c:a pcm_s16le OUT.wav";

    private record Format(int code, int channels, int rateHz, int bits) {
        int bytesPerSample() {
            return bits / 8;
        }
    }

    private final String name;
    private final ByteBuffer file;

    private WavReader(String name, byte[] bytes) {
        this.name = name;
        this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static Wav.Channels parse(String name, byte[] bytes) {
        return new WavReader(name, bytes).read();
    }

    private Wav.Channels read() {
        if (file.remaining() == 0) {
            throw bad("the file is empty", EXPECTED, CONVERT);
        }
        if (file.remaining() < 12 || !tag().equals("RIFF")) {
            file.rewind();
            byte[] start = new byte[Math.min(4, file.remaining())];
            file.get(start);
            throw bad("not a WAV file: it begins with " + printable(start), EXPECTED, CONVERT);
        }
        file.getInt();
        String kind = tag();
        if (!kind.equals("WAVE")) {
            throw bad("a RIFF file of kind \"" + kind + "\"", EXPECTED, CONVERT);
        }
        @Nullable Format format = null;
        while (file.remaining() >= 8) {
            String id = tag();
            long size = file.getInt() & 0xffff_ffffL;
            if (id.equals("data")) {
                if (format == null) {
                    throw bad("its sound comes before its format (no \"fmt \" chunk)", EXPECTED, CONVERT);
                }
                return decode(format, dataBytes(size));
            }
            if (size > file.remaining()) {
                throw bad(
                        "the chunk \"" + id + "\" says " + size + " bytes and " + file.remaining()
                                + " are left: the file is cut short or damaged",
                        EXPECTED,
                        "Copy or record it again.");
            }
            int next = (int) Math.min(file.position() + size + (size & 1), file.limit());
            if (id.equals("fmt ")) {
                format = format(size);
            }
            file.position(next);
        }
        throw bad(
                "it has no sound (no \"data\" chunk): the file is cut short or damaged",
                EXPECTED,
                "Copy or record it again.");
    }

    private Format format(long size) {
        if (size < 16) {
            throw bad("its \"fmt \" chunk has " + size + " bytes", "at least 16", CONVERT);
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
            throw bad("its samples are of format " + code + " with " + bits + " bits", EXPECTED, CONVERT);
        }
        if (channels < 1 || channels > MOST_CHANNELS) {
            throw bad("it has " + channels + " channels", "1 to " + MOST_CHANNELS, CONVERT);
        }
        if (rateHz < LOWEST_RATE_HZ || rateHz > HIGHEST_RATE_HZ) {
            throw bad("its rate is " + rateHz + " Hz", LOWEST_RATE_HZ + " to " + HIGHEST_RATE_HZ + " Hz", CONVERT);
        }
        if (blockBytes != channels * bits / 8) {
            throw bad(
                    "its block size of " + blockBytes + " bytes does not fit " + channels + " channels of " + bits
                            + " bits",
                    channels * bits / 8 + " bytes",
                    CONVERT);
        }
        return new Format(code, channels, rateHz, bits);
    }

    private int dataBytes(long declared) {
        int left = file.remaining();
        if (declared >= UNKNOWN_BYTES || declared == 0 && !anotherChunkFollows()) {
            return left;
        }
        if (declared > left) {
            throw bad(
                    "it says " + declared + " bytes of sound and has " + left + ": the file is cut short",
                    "a whole file",
                    "Copy or record it again.");
        }
        return (int) declared;
    }

    /** Whether what follows an empty data chunk is a chunk rather than the sound of a stream that never knew its length. */
    private boolean anotherChunkFollows() {
        if (file.remaining() < 8) {
            return false;
        }
        int at = file.position();
        for (int i = 0; i < 4; i++) {
            byte b = file.get(at + i);
            if (b < 0x20 || b > 0x7e) {
                return false;
            }
        }
        return (file.getInt(at + 4) & 0xffff_ffffL) <= file.remaining() - 8;
    }

    private Wav.Channels decode(Format format, int bytes) {
        int frames = bytes / (format.channels() * format.bytesPerSample());
        if (frames == 0) {
            throw bad("it holds no samples", "at least one sample", "Record it again.");
        }
        short[][] samples = new short[format.channels()][frames];
        for (int i = 0; i < frames; i++) {
            for (short[] channel : samples) {
                channel[i] = sample(format);
            }
        }
        return new Wav.Channels(format.rateHz(), samples);
    }

    private short sample(Format format) {
        return switch (format.code()) {
            case MU_LAW -> G711.fromMuLaw(file.get());
            case A_LAW -> G711.fromALaw(file.get());
            case FLOAT -> fromUnit(format.bits() == 32 ? file.getFloat() : file.getDouble());
            default ->
                switch (format.bits()) {
                    case 8 -> (short) (((file.get() & 0xff) - 128) << 8);
                    case 16 -> file.getShort();
                    case 24 -> rounded((file.get() & 0xff) | (file.get() & 0xff) << 8 | file.get() << 16, 8);
                    default -> rounded(file.getInt(), 16);
                };
        };
    }

    private static short rounded(int value, int bits) {
        long half = 1L << (bits - 1);
        return (short) Math.min(Short.MAX_VALUE, (value + half) >> bits);
    }

    /** A float sample, whose full scale is 1; what is not a number is silence. */
    private static short fromUnit(double value) {
        return (short) Math.clamp(Math.round(value * 32_768), Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private String tag() {
        byte[] bytes = new byte[4];
        file.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : bytes) {
            text.append(b >= 0x20 && b < 0x7f ? String.valueOf((char) b) : String.format("\\x%02x", b));
        }
        return text.append('"').toString();
    }

    private SoundException bad(String what, String allowed, String todo) {
        return new SoundException(name + ": " + what + "; allowed: " + allowed + ". " + todo);
    }
}
