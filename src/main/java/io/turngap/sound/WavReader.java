package io.turngap.sound;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Walks the chunks of a RIFF WAVE file. Tolerates what programs write (streams of unknown length, odd chunks); refuses what would be guesswork. */
final class WavReader {

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
            throw bad("the file is empty", WavFormat.EXPECTED, WavFormat.CONVERT);
        }
        if (file.remaining() < 12 || !tag().equals("RIFF")) {
            file.rewind();
            byte[] start = new byte[Math.min(4, file.remaining())];
            file.get(start);
            throw bad(
                    "not a WAV file: it begins with " + WavFormat.printable(start),
                    WavFormat.EXPECTED,
                    WavFormat.CONVERT);
        }
        file.getInt();
        String kind = tag();
        if (!kind.equals("WAVE")) {
            throw bad("a RIFF file of kind \"" + kind + "\"", WavFormat.EXPECTED, WavFormat.CONVERT);
        }
        @Nullable WavFormat format = null;
        while (file.remaining() >= 8) {
            String id = tag();
            long size = file.getInt() & 0xffff_ffffL;
            if (id.equals("data")) {
                if (format == null) {
                    throw bad(
                            "its sound comes before its format (no \"fmt \" chunk)",
                            WavFormat.EXPECTED,
                            WavFormat.CONVERT);
                }
                return decode(format, dataBytes(size));
            }
            if (size > file.remaining()) {
                throw bad(
                        "the chunk \"" + id + "\" says " + size + " bytes and " + file.remaining()
                                + " are left: the file is cut short or damaged",
                        WavFormat.EXPECTED,
                        "Copy or record it again.");
            }
            int next = (int) Math.min(file.position() + size + (size & 1), file.limit());
            if (id.equals("fmt ")) {
                format = WavFormat.parse(name, size, file);
            }
            file.position(next);
        }
        throw bad(
                "it has no sound (no \"data\" chunk): the file is cut short or damaged",
                WavFormat.EXPECTED,
                "Copy or record it again.");
    }

    private int dataBytes(long declared) {
        int left = file.remaining();
        if (declared >= WavFormat.UNKNOWN_BYTES || (declared == 0 && !anotherChunkFollows())) {
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

    private Wav.Channels decode(WavFormat format, int bytes) {
        int frames = bytes / (format.channels() * format.bytesPerSample());
        if (frames == 0) {
            throw bad("it holds no samples", "at least one sample", "Record it again.");
        }
        short[][] samples = new short[format.channels()][frames];
        for (int i = 0; i < frames; i++) {
            for (short[] channel : samples) {
                channel[i] = format.sample(file);
            }
        }
        return new Wav.Channels(format.rateHz(), samples);
    }

    private String tag() {
        byte[] bytes = new byte[4];
        file.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private SoundException bad(String what, String allowed, String todo) {
        return new SoundException(name + ": " + what + "; allowed: " + allowed + ". " + todo);
    }
}
