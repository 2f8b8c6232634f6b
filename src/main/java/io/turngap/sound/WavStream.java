package io.turngap.sound;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A RIFF WAVE file of any length, read piece by piece: what {@link Wav#readChannels} reads, without holding it in memory. A file that is
 * shorter than it says is refused, as there; one whose writer did not know the length is read to its end.
 */
public final class WavStream implements AutoCloseable {

    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int FILE_HEADER_BYTES = 12;
    /** Chunks before the sound; more is no WAV file. */
    private static final int MOST_CHUNKS = 1_000;

    private static final String AGAIN = "Copy or record it again.";

    private final String name;
    private final FileChannel file;
    private final long fileBytes;
    private WavFormat format = new WavFormat(0, 1, 1, 8);
    private long soundAt;
    private long frames;

    private WavStream(String name, FileChannel file) throws IOException {
        this.name = name;
        this.file = file;
        this.fileBytes = file.size();
    }

    /**
     * Opens a file and reads its head.
     *
     * @throws SoundException when it is missing, damaged, empty or of another kind
     */
    public static WavStream open(Path path) {
        if (Files.isDirectory(path)) {
            throw new SoundException(
                    path + ": this is a folder; a WAV file is expected. Give a file that is in it, or another.");
        }
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                WavStream stream = new WavStream(path.toString(), channel);
                stream.head();
                return stream;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new SoundException(path + ": no such file; a WAV file is expected there. Check the path.", e);
        } catch (IOException e) {
            throw unreadable(path.toString(), e);
        }
    }

    /** Samples a second and channel. */
    public int rateHz() {
        return format.rateHz();
    }

    public int channels() {
        return format.channels();
    }

    /** Samples of each channel. */
    public long frames() {
        return frames;
    }

    /** For people: rate and kind of samples, such as {@code 8000 Hz, µ-law}. */
    public String describe() {
        return format.describe();
    }

    /**
     * Samples from a position on; fewer than {@code count} at the end of the file, none behind it.
     *
     * @param from position of the first, from 0
     * @return one array a channel, all equally long
     * @throws SoundException when the disk refuses
     */
    public short[][] read(long from, int count) {
        int held = (int) Math.clamp(frames - from, 0, count);
        short[][] samples = new short[format.channels()][held];
        try {
            ByteBuffer bytes = bytes(soundAt + from * format.bytesPerFrame(), held * format.bytesPerFrame());
            for (int i = 0; i < held; i++) {
                for (short[] channel : samples) {
                    channel[i] = format.sample(bytes);
                }
            }
            return samples;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private void head() throws IOException {
        if (fileBytes == 0) {
            throw bad("the file is empty", WavFormat.EXPECTED, WavFormat.CONVERT);
        }
        byte[] start = bytes(0, (int) Math.min(FILE_HEADER_BYTES, fileBytes)).array();
        if (start.length < FILE_HEADER_BYTES || !tag(start, 0).equals("RIFF")) {
            byte[] shown = Arrays.copyOf(start, Math.min(4, start.length));
            throw bad(
                    "not a WAV file: it begins with " + WavFormat.printable(shown),
                    WavFormat.EXPECTED,
                    WavFormat.CONVERT);
        }
        if (!tag(start, 8).equals("WAVE")) {
            throw bad("a RIFF file of kind \"" + tag(start, 8) + "\"", WavFormat.EXPECTED, WavFormat.CONVERT);
        }
        chunks();
        if (frames == 0) {
            throw bad("it holds no samples", "at least one sample", "Record it again.");
        }
    }

    private void chunks() throws IOException {
        @Nullable WavFormat found = null;
        long at = FILE_HEADER_BYTES;
        for (int i = 0; i < MOST_CHUNKS && fileBytes - at >= CHUNK_HEADER_BYTES; i++) {
            ByteBuffer chunk = bytes(at, CHUNK_HEADER_BYTES);
            String id = tag(chunk.array(), 0);
            long size = chunk.getInt(4) & 0xffff_ffffL;
            at += CHUNK_HEADER_BYTES;
            if (id.equals("data")) {
                if (found == null) {
                    throw bad(
                            "its sound comes before its format (no \"fmt \" chunk)",
                            WavFormat.EXPECTED,
                            WavFormat.CONVERT);
                }
                format = found;
                soundAt = at;
                frames = soundBytes(size, fileBytes - at) / found.bytesPerFrame();
                return;
            }
            if (size > fileBytes - at) {
                throw bad(
                        "the chunk " + WavFormat.printable(Arrays.copyOf(chunk.array(), 4)) + " says " + size
                                + " bytes and " + (fileBytes - at) + " are left: the file is cut short or damaged",
                        WavFormat.EXPECTED,
                        AGAIN);
            }
            if (id.equals("fmt ")) {
                found = WavFormat.parse(name, size, bytes(at, (int) Math.min(size, WavFormat.MOST_BYTES)));
            }
            at += size + (size & 1);
        }
        throw bad("it has no sound (no \"data\" chunk): the file is cut short or damaged", WavFormat.EXPECTED, AGAIN);
    }

    private long soundBytes(long declared, long left) throws IOException {
        boolean unknown = declared >= WavFormat.UNKNOWN_BYTES && declared > left;
        if (unknown || (declared == 0 && !anotherChunkFollows(left))) {
            return left;
        }
        if (declared > left) {
            throw bad(
                    "it says " + declared + " bytes of sound and has " + left + ": the file is cut short",
                    "a whole file",
                    AGAIN);
        }
        return declared;
    }

    /** Whether what follows an empty data chunk is a chunk rather than the sound of a stream that never knew its length. */
    private boolean anotherChunkFollows(long left) throws IOException {
        if (left < CHUNK_HEADER_BYTES) {
            return false;
        }
        ByteBuffer next = bytes(fileBytes - left, CHUNK_HEADER_BYTES);
        for (int i = 0; i < 4; i++) {
            if (next.get(i) < 0x20 || next.get(i) > 0x7e) {
                return false;
            }
        }
        return (next.getInt(4) & 0xffff_ffffL) <= left - CHUNK_HEADER_BYTES;
    }

    private ByteBuffer bytes(long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("it ended at byte " + (at + bytes.position()) + " while it was read");
            }
        }
        return bytes.flip();
    }

    private static String tag(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    }

    private SoundException bad(String what, String allowed, String todo) {
        return new SoundException(name + ": " + what + "; allowed: " + allowed + ". " + todo);
    }

    private static SoundException unreadable(String name, IOException e) {
        return new SoundException(
                name + ": cannot be read (" + e + "); a readable WAV file is expected. Check its permissions.", e);
    }
}
