package io.turngap.gate;

import io.turngap.measure.MeasureException;
import io.turngap.measure.RunRecord;
import io.turngap.measure.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * From what a user names as a baseline to runs that a candidate may be held against.
 *
 * <p>A run, or a compact file, is what was meant: if any run of it can be no baseline, or was made with other callers, it is refused, unless
 * the user insists. A folder is looked through for what fits: what does not is passed over and counted, and only where nothing fits is it
 * refused. Several runs are joined to one baseline and resampled in two levels; the same run counts once however often it is found, and
 * the candidate is never its own baseline.
 */
public final class BaselineSource {

    /** The most runs that are joined; of more the newest. */
    public static final int MOST_RUNS = 50;

    private final Path path;
    private final BaselineCandidate candidate;
    private final boolean force;
    private final Set<String> only;
    private final Set<String> notes = new LinkedHashSet<>();
    /** Reasons for which runs of a folder were passed over. */
    private final Map<String, Integer> passed = new TreeMap<>();

    private Optional<String> nearest = Optional.empty();

    private BaselineSource(Path path, BaselineCandidate candidate, boolean force, Set<String> only) {
        this.path = path;
        this.candidate = candidate;
        this.force = force;
        this.only = only;
    }

    /**
     * What is asked of a path.
     *
     * @param path a run's folder, a compact file, or a folder of such
     * @param force true where a baseline is taken though its callers were others
     * @param only of a folder, ids of the runs that may be taken; empty for all
     */
    public record Ask(Path path, boolean force, Set<String> only) {
        public Ask {
            only = Set.copyOf(only);
        }
    }

    /**
     * Finds what {@code candidate} may be held against, and evaluates it.
     *
     * @throws MeasureException when there is nothing, it cannot be read, or it is refused
     */
    public static Baseline open(Ask ask, BaselineCandidate candidate) {
        BaselineSource source = new BaselineSource(ask.path(), candidate, ask.force(), ask.only());
        List<StoredRun> runs = source.runs();
        OptionalLong slo =
                candidate.scenario().isPresent() ? candidate.scenario().get().slo() : OptionalLong.empty();
        Baseline found = Baseline.joined(source.name(runs), runs, slo);
        for (String note : source.notes) {
            found = found.noting(note);
        }
        return found;
    }

    /**
     * As {@link #open} without evaluating, before a run: what is wrong with a baseline is better known before the calls than after.
     *
     * @throws MeasureException as above
     */
    public static void check(Ask ask, BaselineCandidate candidate) {
        new BaselineSource(ask.path(), candidate, ask.force(), ask.only()).runs();
    }

    private String name(List<StoredRun> runs) {
        return runs.size() == 1
                ? runs.getFirst().record().runId()
                : String.valueOf(path.toAbsolutePath().normalize().getFileName()) + " (" + runs.size() + " runs)";
    }

    private List<StoredRun> runs() {
        List<StoredRun> runs = BaselineShelf.isShelf(path) ? ofShelf() : ofItem();
        seeds(runs).ifPresent(difference -> refuseOrNote(List.of(difference)));
        return runs;
    }

    private List<StoredRun> ofItem() {
        BaselineShelf.Item item = BaselineShelf.open(path);
        List<StoredRun> runs = distinct(item.load().stream()
                .filter(run -> !isCandidate(item, run.record()))
                .toList());
        if (runs.isEmpty()) {
            throw new MeasureException(
                    "The baseline " + path + " is the run itself; another run is expected. Give its folder.");
        }
        List<String> differences = new ArrayList<>();
        for (StoredRun run : runs) {
            requireComparable(run.record());
            Baseline.requireUsable(
                    runs.size() == 1
                            ? String.valueOf(path)
                            : path + " (" + run.record().runId() + ")",
                    run);
            BaselineFit fit = BaselineFit.of(run.record(), candidate);
            fit.differences().stream().filter(it -> !differences.contains(it)).forEach(differences::add);
            notes.addAll(fit.notes());
        }
        refuseOrNote(differences);
        return runs;
    }

    private void requireComparable(RunRecord record) {
        Baseline.Measured measured = Baseline.Measured.of(record);
        if (!measured.comparableWith(candidate.measured())) {
            throw new MeasureException("The baseline " + path + " is " + measured.title() + ", and this is "
                    + candidate.measured().title() + ": they have no metric in common; "
                    + candidate.measured().title() + " is expected. Give the folder of one.");
        }
    }

    private void refuseOrNote(List<String> differences) {
        if (differences.isEmpty()) {
            return;
        }
        if (!force) {
            throw differs("differs from this run in " + BaselineFit.named(differences));
        }
        notes.add(
                "the two are compared by --force although what their callers did is not the same: the baseline differs in "
                        + BaselineFit.named(differences));
    }

    private MeasureException differs(String how) {
        return new MeasureException(
                "The baseline " + path + " " + how
                        + "; two runs compare only where their callers do the same, and only what is set of the agent may differ."
                        + " Give a baseline of the same scenario and seed, save one with `turngap baseline save`, or compare all the same with --force.");
    }

    /** Runs of one seed are the same calls again, and only the same calls compare with them; runs of several stand for any. */
    private Optional<String> seeds(List<StoredRun> runs) {
        long[] seeds =
                runs.stream().mapToLong(run -> run.record().seed()).distinct().toArray();
        boolean recordings =
                candidate.measured().analysed() || runs.getFirst().record().analysed();
        return !recordings
                        && seeds.length == 1
                        && candidate.seed().isPresent()
                        && candidate.seed().getAsLong() != seeds[0]
                ? Optional.of("seed (" + seeds[0] + ", now " + candidate.seed().getAsLong() + ")")
                : Optional.empty();
    }

    private List<StoredRun> ofShelf() {
        List<BaselineShelf.Item> fitting = new ArrayList<>();
        for (BaselineShelf.Item item : BaselineShelf.list(path)) {
            if (item.problem().isPresent()) {
                pass(item.path().getFileName() + ", which cannot be read");
                nearest = nearest.isPresent() ? nearest : item.problem();
            } else if (item.records().stream().anyMatch(record -> fits(item, record))) {
                fitting.add(item);
            }
        }
        List<StoredRun> runs = new ArrayList<>();
        for (BaselineShelf.Item item : newest(fitting)) {
            for (StoredRun run : loaded(item)) {
                // The item's records told as much before; its other runs were counted then.
                if (!isCandidate(item, run.record())
                        && isOneOf(run.record())
                        && reason(run.record()).isEmpty()) {
                    Baseline.unusable(run).ifPresentOrElse(why -> pass("that " + why), () -> runs.add(run));
                }
            }
        }
        List<StoredRun> chosen = newestOf(distinct(runs));
        if (chosen.isEmpty()) {
            throw nothing();
        }
        chosen.forEach(
                run -> notes.addAll(BaselineFit.of(run.record(), candidate).notes()));
        if (!passed.isEmpty()) {
            notes.add("of " + path + ", " + passedOver());
        }
        return chosen;
    }

    private List<StoredRun> loaded(BaselineShelf.Item item) {
        try {
            return item.load();
        } catch (MeasureException damaged) {
            pass(item.path().getFileName() + ", which cannot be read");
            return List.of();
        }
    }

    private boolean fits(BaselineShelf.Item item, RunRecord record) {
        if (isCandidate(item, record) || !isOneOf(record)) {
            return false;
        }
        Optional<String> reason = reason(record);
        reason.ifPresent(this::pass);
        return reason.isEmpty();
    }

    /** Why a run in a folder is passed over; empty where it is not. */
    private Optional<String> reason(RunRecord record) {
        if (!Baseline.Measured.of(record).comparableWith(candidate.measured())) {
            return Optional.of("of another kind");
        }
        if (Baseline.unusable(record).isPresent()) {
            return Optional.of(record.complete() ? "that is invalid" : "that did not finish");
        }
        List<String> differences = BaselineFit.of(record, candidate).differences();
        if (differences.isEmpty() || force) {
            return Optional.empty();
        }
        nearest = Optional.of("the run " + record.runId() + " differs in " + BaselineFit.named(differences));
        return Optional.of("of another scenario, link or sounds");
    }

    private void pass(String reason) {
        passed.merge(reason, 1, Integer::sum);
    }

    private String passedOver() {
        int all = passed.values().stream().mapToInt(Integer::intValue).sum();
        List<String> reasons = passed.entrySet().stream()
                .limit(5)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .toList();
        return all + (all == 1 ? " run was" : " runs were") + " passed over: " + String.join(", ", reasons);
    }

    private MeasureException nothing() {
        if (passed.isEmpty()) {
            return new MeasureException("There is no run in " + path
                    + ", nor a file that `turngap baseline save` wrote, but this one perhaps; a run's folder, such a file, or a"
                    + " folder of them is expected. Give the folder that `run` printed.");
        }
        return differs("holds nothing that this run can be held against: " + passedOver()
                + nearest.map(why -> " (" + why + ")").orElse(""));
    }

    private List<BaselineShelf.Item> newest(List<BaselineShelf.Item> items) {
        return items.stream()
                .sorted(Comparator.comparing(BaselineSource::startedAt).reversed())
                .limit(MOST_RUNS + 1L)
                .toList();
    }

    private static String startedAt(BaselineShelf.Item item) {
        return item.records().stream()
                .map(RunRecord::startedAt)
                .max(Comparator.naturalOrder())
                .orElse("");
    }

    /** The newest of them, in the order of time. */
    private List<StoredRun> newestOf(List<StoredRun> runs) {
        if (runs.size() > MOST_RUNS) {
            notes.add("of the runs in " + path + " the newest " + MOST_RUNS + " are taken");
        }
        Comparator<StoredRun> byTime = Comparator.comparing(run -> run.record().startedAt());
        return runs.stream()
                .sorted(byTime.reversed())
                .limit(MOST_RUNS)
                .sorted(byTime)
                .toList();
    }

    private static List<StoredRun> distinct(List<StoredRun> runs) {
        Set<String> seen = new HashSet<>();
        return runs.stream().filter(run -> seen.add(run.key())).toList();
    }

    private boolean isOneOf(RunRecord record) {
        return only.isEmpty() || only.contains(record.runId());
    }

    private boolean isCandidate(BaselineShelf.Item item, RunRecord record) {
        boolean saved = item.compact() || BaselineShelf.isShelf(path);
        if (saved && !candidate.key().isEmpty() && candidate.key().equals(StoredRun.key(record))) {
            return true;
        }
        try {
            return candidate.folder().isPresent()
                    && !item.compact()
                    && Files.isSameFile(item.path(), candidate.folder().get());
        } catch (IOException gone) {
            return false;
        }
    }
}
