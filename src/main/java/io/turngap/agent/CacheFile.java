package io.turngap.agent;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Where answers are kept between runs. A file that is damaged, of another version, of another sentence network or voice is told of and
 * left out; the run goes on with an empty cache and writes the file anew at its end, first beside it and then in its place.
 *
 * <p>Big-endian: {@value #MAGIC} as bytes, version, then the body: what made it (text), instant of writing (epoch ms), number of entries, and
 * for each its scope, question, {@value MiniLm#WIDTH} floats, answer, age (ms) and chunks of samples; at last the body's CRC-32C. A text is
 * its length and UTF-8.
 */
final class CacheFile {

    /** Raised whenever the format changes. */
    static final int VERSION = 1;

    private static final String MAGIC = "turngap answers\n";
    private static final int MOST_BYTES = 400_000_000;
    private static final int MOST_TEXT_BYTES = 8_192;
    private static final int MOST_CHUNKS = 100_000;

    private final Path path;
    private final String maker;
    private final boolean audio;
    private final Consumer<String> warn;

    /**
     * @param maker sentence network and voice
     * @param audio whether sound is kept
     * @param warn told of what went wrong, in a sentence
     */
    CacheFile(Path path, String maker, boolean audio, Consumer<String> warn) {
        this.path = path;
        this.maker = maker;
        this.audio = audio;
        this.warn = warn;
    }

    /** The answers in it, aged by the time since it was written; none where there is no file or it is of no use. */
    List<SemanticCache.Entry> read(long nowNanos) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new IOException("it has " + Files.size(path) + " bytes; at most " + MOST_BYTES + " are read");
            }
            return parse(Files.readAllBytes(path), nowNanos);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException | RuntimeException e) {
            warn.accept("cache file " + path + " is not used: " + e.getMessage()
                    + "; the cache starts empty and the file is made anew when the agent ends");
            return List.of();
        }
    }

    private List<SemanticCache.Entry> parse(byte[] file, long nowNanos) throws IOException {
        byte[] magic = MAGIC.getBytes(StandardCharsets.UTF_8);
        int head = magic.length + Integer.BYTES;
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
        if (file.length < head + Long.BYTES
                || !MAGIC.equals(new String(in.readNBytes(magic.length), StandardCharsets.UTF_8))) {
            throw new IOException("it is no cache of answers, or its beginning is damaged");
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("its version is " + version + "; " + VERSION + " is expected");
        }
        byte[] body = in.readNBytes(file.length - head - Long.BYTES);
        if (in.readLong() != checksum(body)) {
            throw new IOException("it is damaged: its checksum is wrong");
        }
        return entries(new DataInputStream(new ByteArrayInputStream(body)), nowNanos);
    }

    private List<SemanticCache.Entry> entries(DataInputStream in, long nowNanos) throws IOException {
        String by = text(in);
        if (!by.equals(maker)) {
            throw new IOException("it was made by \"" + by + "\"; \"" + maker + "\" is expected");
        }
        long sinceMs = Math.max(0, System.currentTimeMillis() - in.readLong());
        int count = bounded(in.readInt(), SemanticCache.MOST_ANSWERS, "answers");
        List<SemanticCache.Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String scope = text(in);
            String question = text(in);
            float[] vector = new float[MiniLm.WIDTH];
            for (int n = 0; n < vector.length; n++) {
                vector[n] = in.readFloat();
            }
            String answer = text(in);
            long storedNanos = nowNanos - (in.readLong() + sinceMs) * 1_000_000;
            AnswerCache.Answer kept = new AnswerCache.Answer(answer, chunks(in));
            entries.add(new SemanticCache.Entry(scope, SlotGuard.of(question), vector, kept, storedNanos));
        }
        return entries;
    }

    private List<short[]> chunks(DataInputStream in) throws IOException {
        int count = bounded(in.readInt(), MOST_CHUNKS, "chunks");
        List<short[]> chunks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            short[] chunk = new short[bounded(in.readInt(), in.available() / Short.BYTES, "samples")];
            for (int n = 0; n < chunk.length; n++) {
                chunk[n] = in.readShort();
            }
            chunks.add(chunk);
        }
        return audio ? List.copyOf(chunks) : List.of();
    }

    /** Writes {@code entries}; tells of it where that fails. */
    void write(List<SemanticCache.Entry> entries, long nowNanos) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path beside = path.resolveSibling(path.getFileName() + ".new");
            Files.write(beside, bytes(entries, nowNanos));
            try {
                Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(beside, path, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException | RuntimeException e) {
            warn.accept("cache file " + path + " was not written: " + e
                    + "; the next run starts with what stood there before: name a file that can be written");
        }
    }

    private byte[] bytes(List<SemanticCache.Entry> entries, long nowNanos) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        text(out, maker);
        out.writeLong(System.currentTimeMillis());
        out.writeInt(entries.size());
        for (SemanticCache.Entry entry : entries) {
            text(out, entry.scope);
            text(out, entry.question.text());
            for (float x : entry.vector) {
                out.writeFloat(x);
            }
            text(out, entry.answer.text());
            out.writeLong((nowNanos - entry.storedNanos) / 1_000_000);
            List<short[]> chunks = audio ? entry.answer.audio() : List.of();
            out.writeInt(chunks.size());
            for (short[] chunk : chunks) {
                out.writeInt(chunk.length);
                for (short sample : chunk) {
                    out.writeShort(sample);
                }
            }
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(body.size() + 64);
        DataOutputStream file = new DataOutputStream(whole);
        file.write(MAGIC.getBytes(StandardCharsets.UTF_8));
        file.writeInt(VERSION);
        body.writeTo(file);
        file.writeLong(checksum(body.toByteArray()));
        return whole.toByteArray();
    }

    private static long checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return crc.getValue();
    }

    private static String text(DataInputStream in) throws IOException {
        int length = bounded(in.readInt(), MOST_TEXT_BYTES, "bytes of text");
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static int bounded(int value, int most, String what) throws IOException {
        if (value < 0 || value > most) {
            throw new IOException("it names " + value + " " + what + "; 0 to " + most + " are possible");
        }
        return value;
    }
}
