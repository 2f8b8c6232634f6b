package io.turngap.gate;

import io.turngap.measure.BaselineFile;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.StoredRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The runs and compact files that a user points to: one run's folder, one compact file, or a folder of them. Such a folder is looked into
 * one level deep, and one more where it has folders of scenarios; {@code latest}, which is another name of a run, is passed over.
 */
public final class BaselineShelf {

    /** The most entries of one folder that are looked at. */
    static final int MOST_ENTRIES = 10_000;

    private static final String JSON = ".json";

    private BaselineShelf() {}

    /**
     * What was found under one path, without the turns.
     *
     * @param path a run's folder or a compact file
     * @param name what it is called
     * @param compact true of a compact file
     * @param records of its runs, in their order; empty where it cannot be read
     * @param problem why not
     */
    public record Item(Path path, String name, boolean compact, List<RunRecord> records, Optional<String> problem) {
        public Item {
            records = List.copyOf(records);
        }

        /**
         * Its runs with their turns, in the order of the records.
         *
         * @throws MeasureException when they cannot be read
         */
        public List<StoredRun> load() {
            return compact ? BaselineFile.read(path).runs() : List.of(StoredRun.of(RunFolder.open(path)));
        }
    }

    /** True of a folder that is no run's, and so may hold some. */
    public static boolean isShelf(Path path) {
        return Files.isDirectory(path) && !isRun(path);
    }

    /**
     * Reads one run or one compact file.
     *
     * @throws MeasureException when it is neither, or cannot be read
     */
    public static Item open(Path path) {
        if (Files.isDirectory(path)) {
            RunFolder folder = RunFolder.open(path);
            return new Item(path, folder.name(), false, List.of(folder.read()), Optional.empty());
        }
        if (!Files.exists(path)) {
            throw new MeasureException("There is no run in " + path
                    + (Files.isSymbolicLink(path) ? ", a link that leads nowhere" : "")
                    + "; a run's folder, a file that `turngap baseline save` wrote, or a folder of such is expected."
                    + " Give the folder that `run` printed.");
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && path.endsWith("run.json")) {
            return open(folder);
        }
        BaselineFile file = BaselineFile.read(path);
        String name = file.name().isEmpty() ? String.valueOf(path.getFileName()) : file.name();
        return new Item(
                path, name, true, file.runs().stream().map(StoredRun::record).toList(), Optional.empty());
    }

    /**
     * All that a folder holds, in the order of names; what cannot be read is among it, with the reason.
     *
     * @throws MeasureException when the folder cannot be listed
     */
    public static List<Item> list(Path shelf) {
        List<Item> found = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (Path entry : entries(shelf)) {
            if (isShelf(entry)) {
                for (Path inner : entriesOrNone(entry)) {
                    add(inner, seen, found);
                }
            } else {
                add(entry, seen, found);
            }
        }
        return found;
    }

    /** Adds what is a run or looks like a compact file; what a link leads to a second time is not added again. */
    private static void add(Path entry, Set<Path> seen, List<Item> found) {
        boolean file = String.valueOf(entry.getFileName()).endsWith(JSON) && !Files.isDirectory(entry);
        if ((!file && !isRun(entry)) || !seen.add(real(entry))) {
            return;
        }
        try {
            found.add(open(entry));
        } catch (MeasureException damaged) {
            found.add(new Item(
                    entry,
                    String.valueOf(entry.getFileName()),
                    file,
                    List.of(),
                    Optional.of(String.valueOf(damaged.getMessage()))));
        }
    }

    private static Path real(Path entry) {
        try {
            return entry.toRealPath();
        } catch (IOException dangling) {
            return entry;
        }
    }

    private static boolean isRun(Path path) {
        RunFolder folder = new RunFolder(path);
        return Files.isRegularFile(folder.runJson()) || Files.isRegularFile(folder.turns());
    }

    private static List<Path> entriesOrNone(Path folder) {
        try {
            return entries(folder);
        } catch (MeasureException closed) {
            return List.of();
        }
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(path -> !path.endsWith(RunFolder.LATEST))
                    .limit(MOST_ENTRIES)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new MeasureException(
                    "The folder " + folder + " cannot be listed (" + e
                            + "); a folder of runs or baselines is expected. Check its name and who may read it.",
                    e);
        }
    }
}
