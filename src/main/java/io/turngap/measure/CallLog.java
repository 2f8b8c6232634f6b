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
 * Writes {@code calls.jsonl}: one line a call, as calls end. For one thread, which may wait for the disk: never an event loop. A disk that
 * refuses costs lines of this file and no call; {@link #problem} says so.
 */
public final class CallLog implements AutoCloseable {

    private final Path file;
    private final BufferedWriter out;
    private long lost;
    private String why = "";

    private CallLog(Path file, BufferedWriter out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Makes the file.
     *
     * @throws MeasureException when it exists already or cannot be made
     */
    public static CallLog create(Path file) {
        try {
            return new CallLog(
                    file,
                    Files.newBufferedWriter(
                            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw MeasureException.ofDisk(
                    "The list of calls " + file + " cannot be made (" + e + "). Check that the folder can be written.",
                    e);
        }
    }

    /** Writes one, at once, so that a killed run keeps what ended. */
    public void call(CallLine call) {
        write(call, true);
    }

    /** Writes one with those that come, for a virtual timeline, whose calls end faster than they could be written one by one. */
    public void add(CallLine call) {
        write(call, false);
    }

    private void write(CallLine call, boolean atOnce) {
        try {
            out.write(Json.MAPPER.writeValueAsString(call));
            out.write('\n');
            if (atOnce) {
                out.flush();
            }
        } catch (IOException e) {
            lost++;
            why = e.toString();
        }
    }

    /** A sentence on calls that were not written, where there are some. */
    public Optional<String> problem() {
        return lost == 0
                ? Optional.empty()
                : Optional.of(lost + " calls were not written to " + file.getFileName() + " (expected 0): " + why
                        + ". Write to a disk that has room.");
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            lost++;
            why = e.toString();
        }
    }

    /**
     * Reads a file of calls; a line that cannot be read, such as one that a kill tore off, is passed over.
     *
     * @throws MeasureException when the disk refuses
     */
    static List<CallLine> read(Path file) {
        List<CallLine> calls = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            lines.forEach(line -> parse(line).ifPresent(calls::add));
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new MeasureException("The file " + file + " cannot be read (" + e + "). Check the file.", e);
        }
        return List.copyOf(calls);
    }

    private static Optional<CallLine> parse(String line) {
        try {
            return Optional.ofNullable(Json.MAPPER.readValue(line, CallLine.class));
        } catch (JsonProcessingException damaged) {
            return Optional.empty();
        }
    }
}
