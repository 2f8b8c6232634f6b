package io.turngap.gate;

import io.turngap.measure.BaselineFile;
import io.turngap.measure.MeasureException;
import io.turngap.measure.StoredRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a compact baseline of runs. An invalid run, an unfinished one, one without turns or that lost too many calls never becomes one,
 * whatever the user wants; runs whose callers were not the same become one only where the user insists.
 */
public final class BaselineMaker {

    private BaselineMaker() {}

    /**
     * What was made.
     *
     * @param file its runs are in the order of time
     * @param dropped how many of the oldest had to go, since a file holds {@link BaselineFile#MOST_RUNS}
     * @param known how many were left out because they were there already
     */
    public record Made(BaselineFile file, int dropped, int known) {}

    /**
     * One baseline of all runs.
     *
     * @param name what it is called
     * @param before what is added to; empty for a new one
     * @param paths folders of runs, or compact files
     * @param force true where runs may differ in what their callers did
     * @throws MeasureException when one cannot be read or can be no baseline, or they do not belong together
     */
    public static Made of(String name, Optional<BaselineFile> before, List<Path> paths, boolean force) {
        List<StoredRun> runs = new ArrayList<>(before.map(BaselineFile::runs).orElse(List.of()));
        Set<String> keys = new HashSet<>();
        runs.forEach(run -> keys.add(run.key()));
        int known = 0;
        for (Path path : paths) {
            if (BaselineShelf.isShelf(path)) {
                throw new MeasureException("There is no run in " + path
                        + "; a run's folder holds run.json and turns.jsonl. Give the folders of the runs one by one.");
            }
            for (StoredRun run : BaselineShelf.open(path).load()) {
                Baseline.unusable(run).ifPresent(why -> {
                    throw new MeasureException("The run " + path + " " + why
                            + ", so it never becomes a baseline; a finished, valid run with at most "
                            + Gates.MOST_FAILED_PERCENT + " % failed calls is expected. Make the run again.");
                });
                if (!runs.isEmpty() && !force) {
                    requireLike(runs.getFirst(), run, path);
                }
                requireSameKind(runs, run, path);
                if (keys.add(run.key())) {
                    runs.add(run);
                } else {
                    known++;
                }
            }
        }
        List<StoredRun> newest = runs.stream()
                .sorted(Comparator.comparing((StoredRun run) -> run.record().startedAt())
                        .reversed())
                .limit(BaselineFile.MOST_RUNS)
                .sorted(Comparator.comparing(run -> run.record().startedAt()))
                .toList();
        return new Made(new BaselineFile(name, newest), runs.size() - newest.size(), known);
    }

    private static void requireSameKind(List<StoredRun> runs, StoredRun run, Path path) {
        if (!runs.isEmpty()) {
            Baseline.Measured first = Baseline.Measured.of(runs.getFirst().record());
            Baseline.Measured next = Baseline.Measured.of(run.record());
            if (!first.equals(next)) {
                throw new MeasureException(
                        "The run " + path + " is " + next.title() + ", and what it would be saved with is "
                                + first.title() + "; one baseline is of one kind. Save it under another name (--as).");
            }
        }
    }

    private static void requireLike(StoredRun first, StoredRun run, Path path) {
        BaselineFit fit = BaselineFit.of(first.record(), BaselineCandidate.of(run.record(), path));
        if (!fit.differences().isEmpty()) {
            throw new MeasureException(
                    "The run " + path + " differs from " + first.record().runId()
                            + ", with which it would be saved, in "
                            + BaselineFit.named(fit.differences())
                            + "; runs of one baseline have callers that do the same. Save it under another name (--as), or all the same with --force.");
        }
    }

    /**
     * What stands at the place of a new baseline.
     *
     * @throws MeasureException when something is there that is no baseline that can be read
     */
    public static Optional<BaselineFile> standing(Path file) {
        return Files.exists(file) ? Optional.of(BaselineFile.read(file)) : Optional.empty();
    }
}
