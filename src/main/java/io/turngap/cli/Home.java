package io.turngap.cli;

import io.turngap.sound.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Where Turngap's own files are. */
final class Home {

    @Option(
            names = "--fixtures",
            paramLabel = "DIR",
            description = "Folder of caller utterances and noise beds (default: audio-fixtures of Turngap's home).")
    private @org.jspecify.annotations.Nullable Path fixtures;

    /** The folder of fixtures: the option, else {@code audio-fixtures} under the launcher's home, else under the working folder. */
    Path fixtures() {
        return fixtures != null ? fixtures : folder().resolve("audio-fixtures");
    }

    /** What each bundled utterance says, by id. */
    static Map<String, String> texts(Fixtures fixtures) {
        return fixtures.entries().stream().collect(Collectors.toMap(Fixtures.Entry::id, Fixtures.Entry::transcript));
    }

    /** Turngap's home: the launcher's, else the working folder. */
    static Path folder() {
        String home = System.getProperty("turngap.home");
        return home != null && Files.isDirectory(Path.of(home))
                ? Path.of(home)
                : Path.of("").toAbsolutePath();
    }
}
