package io.turngap.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.load.Ceiling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What somebody allowed for hosts when asked.
 *
 * @param file where it is kept; it need not be there
 */
record RememberedCeilings(Path file) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Those of this user: {@code $XDG_CONFIG_HOME/turngap/ceilings.json}, by default below {@code ~/.config}. */
    static RememberedCeilings ofThisUser() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path folder = config == null || config.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(config);
        return new RememberedCeilings(folder.resolve("turngap").resolve("ceilings.json"));
    }

    /** What was allowed for a host. */
    Optional<Ceiling> of(String host) {
        return Optional.ofNullable(all().get(host));
    }

    /** Remembers; where the file cannot be written, the question comes again. */
    void put(String host, Ceiling ceiling) {
        Map<String, Ceiling> all = new TreeMap<>(all());
        all.put(host, ceiling);
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            Path draft = Files.createTempFile(folder, "ceilings-", ".tmp");
            JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), all);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException notKept) {
            // Allowed for this run; asked again at the next.
        }
    }

    /** A file that is damaged allows nothing. */
    private Map<String, Ceiling> all() {
        if (!Files.isReadable(file)) {
            return Map.of();
        }
        try {
            Map<String, Ceiling> all = JSON.readValue(file.toFile(), new TypeReference<Map<String, Ceiling>>() {});
            return all == null ? Map.of() : all;
        } catch (IOException damaged) {
            return Map.of();
        }
    }
}
