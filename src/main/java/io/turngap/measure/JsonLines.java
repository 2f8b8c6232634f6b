package io.turngap.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of one JSON object a line, beside the journal. Not thread-safe; whoever writes may have to wait for the disk. The journal itself has
 * a writer of its own ({@link Journal}), because calls write there from their loops.
 */
final class JsonLines implements AutoCloseable {

    private final BufferedWriter out;

    private JsonLines(BufferedWriter out) {
        this.out = out;
    }

    /**
     * Makes the file.
     *
     * @param what it is, in words, such as {@code The list of calls}
     * @throws MeasureException when it exists already or cannot be made
     */
    static JsonLines create(Path file, String what) {
        try {
            return new JsonLines(Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw MeasureException.ofDisk(
                    what + " " + file + " cannot be made (" + e + "). Check that the folder can be written.", e);
        }
    }

    /**
     * Writes one line.
     *
     * @param atOnce true where a killed run must keep it; false where it may go with those that come
     */
    void write(Object line, boolean atOnce) throws IOException {
        out.write(Json.MAPPER.writeValueAsString(line) + "\n");
        if (atOnce) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /**
     * Reads such a file; a line that cannot be read, such as one that a kill tore off in the middle of a letter, is passed over.
     *
     * @param most lines are looked at, and no more
     * @throws MeasureException when the disk refuses
     */
    static <T> List<T> read(Path file, Class<T> of, long most) {
        List<T> read = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            Lines lines = new Lines(in);
            for (long i = 0; i < most && lines.next(); i++) {
                add(lines, of, read);
            }
        } catch (IOException e) {
            throw new MeasureException("The file " + file + " cannot be read (" + e + "). Check the file.", e);
        }
        return List.copyOf(read);
    }

    private static <T> void add(Lines lines, Class<T> of, List<T> to) {
        try {
            T value = Json.MAPPER.readValue(lines.text(), of);
            if (value != null) {
                to.add(value);
            }
        } catch (JsonProcessingException | MeasureException damaged) {
            // Passed over: the lines around it stand for themselves.
        }
    }
}
