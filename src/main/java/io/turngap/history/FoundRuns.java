package io.turngap.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The runs in a folder, one level deep.
 *
 * @param runs folders that hold a run, by name
 * @param problems what else was there, and why it is no run
 */
public record FoundRuns(List<RunFolder> runs, List<Problem> problems) {

    /** Folders of which so many are looked at; a folder of runs that holds more is better parted. */
    public static final int MOST = 10_000;

    public FoundRuns {
        runs = List.copyOf(runs);
        problems = List.copyOf(problems);
    }

    /**
     * A folder that could not be taken, or not wholly.
     *
     * @param folder its name
     * @param what what is wrong with it, and what to do
     */
    public record Problem(
            String folder, @JsonProperty("problem") String what) {}

    /**
     * Looks into a folder; one that is a run's folder itself is that run alone. Links, such as {@link RunFolder#LATEST}, are passed over: what
     * they lead to is found by its own name.
     *
     * @throws MeasureException when there is no such folder, it cannot be read, or it holds more than {@value #MOST} folders
     */
    public static FoundRuns in(Path folder) {
        if (isRun(folder)) {
            return new FoundRuns(List.of(new RunFolder(folder)), List.of());
        }
        List<RunFolder> runs = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path each : folders(folder)) {
            if (isRun(each)) {
                runs.add(new RunFolder(each));
            } else {
                problems.add(new Problem(
                        String.valueOf(each.getFileName()),
                        "no run: it holds neither run.json nor turns.jsonl; passed over"));
            }
        }
        return new FoundRuns(runs, problems);
    }

    private static boolean isRun(Path folder) {
        RunFolder run = new RunFolder(folder);
        return Files.isRegularFile(run.runJson()) || Files.isRegularFile(run.turns());
    }

    private static List<Path> folders(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new MeasureException(
                    "There is no folder " + folder
                            + "; a folder that holds runs' folders is expected. Give the one that --out or `run` wrote them to.");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> found = inside.filter(each -> Files.isDirectory(each) && !Files.isSymbolicLink(each))
                    .limit(MOST + 1L)
                    .sorted(Comparator.comparing(each -> String.valueOf(each.getFileName())))
                    .toList();
            if (found.size() > MOST) {
                throw new MeasureException("The folder " + folder + " holds more than " + MOST
                        + " folders; at most that many are looked at. Give a folder with fewer.");
            }
            return found;
        } catch (IOException e) {
            throw new MeasureException("The folder " + folder + " cannot be read (" + e + "). Check it.", e);
        }
    }
}
