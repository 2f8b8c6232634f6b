package io.turngap.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes {@code health.jsonl}: one line a second, for a day at most, which is about 40 MB. For one thread, which may wait for the disk:
 * never an event loop. A disk that refuses costs this file and nothing else; {@link #problem} says so.
 */
public final class HealthLog implements AutoCloseable {

    /** Seconds of a day. */
    static final int MOST_LINES = 86_400;

    private final BufferedWriter out;
    private int written;
    private Optional<String> problem = Optional.empty();

    private HealthLog(BufferedWriter out) {
        this.out = out;
    }

    /**
     * Makes the file.
     *
     * @throws MeasureException when it exists already or cannot be made
     */
    public static HealthLog create(Path file) {
        try {
            return new HealthLog(Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw MeasureException.ofDisk(
                    "The record of the instrument's health " + file + " cannot be made (" + e
                            + "). Check that the folder can be written.",
                    e);
        }
    }

    /** Writes one, at once, so that a killed run keeps it. */
    public synchronized void line(HealthLine line) {
        if (problem.isPresent() || written >= MOST_LINES) {
            return;
        }
        try {
            out.write(Json.MAPPER.writeValueAsString(line) + "\n");
            out.flush();
            written++;
        } catch (IOException refused) {
            problem = Optional.of("The instrument's health was written for " + written
                    + " s only, and not to the end of the run: " + refused + ". Write to a disk that has room.");
        }
    }

    /** A sentence on why lines are missing, where they are. */
    public synchronized Optional<String> problem() {
        return problem;
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException refused) {
            problem = Optional.of("The file of the instrument's health was not closed: " + refused);
        }
    }

    /**
     * Reads such a file; a line that cannot be read, such as one that a kill tore off, is passed over.
     *
     * @throws MeasureException when the disk refuses
     */
    static List<HealthLine> read(Path file) {
        List<HealthLine> lines = new ArrayList<>();
        try (Stream<String> written = Files.lines(file, StandardCharsets.UTF_8)) {
            written.limit(MOST_LINES).forEach(line -> parse(line).ifPresent(lines::add));
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new MeasureException("The file " + file + " cannot be read (" + e + "). Check the file.", e);
        }
        return List.copyOf(lines);
    }

    private static Optional<HealthLine> parse(String line) {
        try {
            return Optional.ofNullable(Json.MAPPER.readValue(line, HealthLine.class));
        } catch (JsonProcessingException damaged) {
            return Optional.empty();
        }
    }
}
