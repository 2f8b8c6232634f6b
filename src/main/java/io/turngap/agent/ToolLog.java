package io.turngap.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.scenario.ToolScript;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of a {@link ToolServer}, one line of JSON a call, written as its fate is known: {@code {"at", "way", "name", "arguments",
 * "delay_ms", "outcome"}}, the outcome {@code answered}, {@code failed}, {@code hung}, or {@code cancelled} where the agent went away before.
 * A file that cannot be written any more is given up, and said once.
 */
public final class ToolLog implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private @Nullable BufferedWriter file;

    private ToolLog(@Nullable BufferedWriter file) {
        this.file = file;
    }

    /** A log that nobody reads. */
    public static ToolLog none() {
        return new ToolLog(null);
    }

    /**
     * A log at the end of {@code path}.
     *
     * @throws IOException when it cannot be opened
     */
    public static ToolLog to(Path path) throws IOException {
        return new ToolLog(Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Writes a call whose fate is known. */
    void write(ServedTools.Asked asked, ToolScript.Draw draw, String outcome) {
        ObjectNode line = JSON.createObjectNode()
                .put("at", Instant.now().toString())
                .put("way", asked.way().name().toLowerCase(Locale.ROOT))
                .put("name", asked.name());
        line.set("arguments", asked.arguments());
        line.put("delay_ms", Math.round(draw.delayNanos() / 1e3) / 1e3).put("outcome", outcome);
        append(line.toString());
    }

    private synchronized void append(String line) {
        BufferedWriter open = file;
        if (open == null) {
            return;
        }
        try {
            open.write(line);
            open.newLine();
            open.flush();
        } catch (IOException broken) {
            System.err.println("turngap: the log of tools cannot be written any more: " + broken.getMessage()
                    + "; check the disk. The tools go on without it");
            file = null;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        BufferedWriter open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }
}
