package io.turngap.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code calibrate} found on this machine, kept between runs in {@code $XDG_STATE_HOME/turngap} (by default {@code
 * ~/.local/state/turngap}), a file a host.
 */
final class Calibrations {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Calibrations() {}

    /** The error of the instrument in microseconds by name, such as {@code ttfa_p99}; empty when this machine was never calibrated. */
    static Optional<Map<String, Double>> load() {
        Path file = file();
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), new TypeReference<Map<String, Double>>() {}));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** Keeps it for later runs. */
    static Path store(Map<String, Double> errorUs) throws IOException {
        Path file = file();
        Files.createDirectories(file.getParent());
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(errorUs));
        return file;
    }

    private static Path file() {
        String state = System.getenv("XDG_STATE_HOME");
        Path folder = state == null || state.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
        return folder.resolve("turngap")
                .resolve("calibration-" + Environment.host().replaceAll("[^A-Za-z0-9.-]", "_") + ".json");
    }
}
