package io.turngap.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes {@code health.jsonl}: one line a second, for a day at most, which is about 40 MB. For one thread, which may wait for the disk:
 * never an event loop. A disk that refuses costs this file and nothing else; {@link #problem} says so.
 */
public final class HealthLog implements AutoCloseable {

    /** Seconds of a day. */
    static final int MOST_LINES = 86_400;

    private final JsonLines lines;
    private int written;
    private Optional<String> problem = Optional.empty();

    private HealthLog(JsonLines lines) {
        this.lines = lines;
    }

    /**
     * Makes the file.
     *
     * @throws MeasureException when it exists already or cannot be made
     */
    public static HealthLog create(Path file) {
        return new HealthLog(JsonLines.create(file, "The record of the instrument's health"));
    }

    /** Writes one, at once, so that a killed run keeps it. */
    public synchronized void line(HealthLine line) {
        if (problem.isPresent() || written >= MOST_LINES) {
            return;
        }
        try {
            lines.write(line, true);
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
            lines.close();
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
        return JsonLines.read(file, HealthLine.class, MOST_LINES);
    }
}
