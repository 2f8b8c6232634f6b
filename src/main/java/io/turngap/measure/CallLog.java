package io.turngap.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes {@code calls.jsonl}: one line a call, as calls end. For one thread, which may wait for the disk: never an event loop. A disk that
 * refuses costs lines of this file and no call; {@link #problem} says so.
 */
public final class CallLog implements AutoCloseable {

    private final Path file;
    private final JsonLines lines;
    private long lost;
    private String why = "";

    private CallLog(Path file, JsonLines lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Makes the file.
     *
     * @throws MeasureException when it exists already or cannot be made
     */
    public static CallLog create(Path file) {
        return new CallLog(file, JsonLines.create(file, "The list of calls"));
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
            lines.write(call, atOnce);
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
            lines.close();
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
        return JsonLines.read(file, CallLine.class, Long.MAX_VALUE);
    }
}
