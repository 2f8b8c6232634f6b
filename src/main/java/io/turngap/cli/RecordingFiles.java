package io.turngap.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The recordings that a user named: files as they are, of folders their WAV files in the order of their names.
 *
 * @param files each once, in order
 * @param problems what could not be read, a sentence each
 */
record RecordingFiles(List<Path> files, List<String> problems) {

    /** Of a folder no more are looked at. */
    static final int MOST = 100_000;

    static RecordingFiles of(List<Path> named) {
        Set<Path> files = new LinkedHashSet<>();
        List<String> problems = new ArrayList<>();
        for (Path path : named) {
            if (Files.isDirectory(path)) {
                inside(path, files, problems);
            } else {
                files.add(path);
            }
        }
        return new RecordingFiles(List.copyOf(files), List.copyOf(problems));
    }

    private static void inside(Path folder, Set<Path> files, List<String> problems) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                boolean wav = String.valueOf(path.getFileName())
                        .toLowerCase(Locale.ROOT)
                        .endsWith(".wav");
                if (wav && !Files.isDirectory(path) && found.size() < MOST) {
                    found.add(path);
                }
            }
        } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
            problems.add(folder + ": the folder cannot be read (" + e
                    + "); a readable folder of WAV files is expected. Check its permissions.");
            return;
        }
        if (found.isEmpty()) {
            problems.add(folder + ": there is no WAV file in this folder; one or more named *.wav are expected."
                    + " Give the folder that holds them: folders inside it are not searched.");
        }
        found.sort(null);
        files.addAll(found);
    }
}
