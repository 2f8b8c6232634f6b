package io.turngap.gate;

import io.turngap.measure.CallLine;
import io.turngap.measure.Comparison;
import io.turngap.measure.Evaluation;
import io.turngap.measure.MeasureException;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.Reasons;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.Share;
import io.turngap.measure.StoredRun;
import io.turngap.measure.Turn;
import io.turngap.stats.Design;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * A stored run, or several of them, that another is held against. Time has passed between the two: a difference may be the machine's, the network's or the
 * provider's, and whoever reads a verdict is told so ({@link #DRIFT}).
 *
 * @param name the run's id; of several, what they are called together
 * @param measured what it measured: a run of calls, a probe, an analysis
 * @param scenario what it ran
 * @param evaluation what its journal says
 * @param notes what must be said beside each verdict, half a sentence each
 * @param origin the runs that it is made of, and whether they were made beside the candidate
 */
public record Baseline(
        String name,
        Measured measured,
        ScenarioInfo scenario,
        Evaluation evaluation,
        List<String> notes,
        Origin origin) {

    /** What no test can mend afterwards. */
    public static final String DRIFT = "the baseline is a stored run, so drift between the two runs is not controlled";

    public Baseline {
        notes = List.copyOf(notes);
    }

    /** A stored run of which nothing else is known. */
    public Baseline(String name, Measured measured, ScenarioInfo scenario, Evaluation evaluation, List<String> notes) {
        this(name, measured, scenario, evaluation, notes, Origin.STORED);
    }

    /**
     * How a baseline came about.
     *
     * @param interleaved true when its calls and the candidate's were made in one run, call n of the one beside call n of the other
     * @param runs the runs that it is made of, in the order of their calls in {@link Baseline#evaluation}; empty where that is not known
     */
    public record Origin(boolean interleaved, List<Run> runs) {

        /** One stored run. */
        public static final Origin STORED = new Origin(false, List.of());

        public Origin {
            runs = List.copyOf(runs);
        }

        /**
         * One run; its calls are numbered from {@code firstCall} in the evaluation of all.
         *
         * @param side what reports say of it
         * @param firstCall number of its call 0 in the baseline's evaluation; ascending
         */
        public record Run(Comparison.Side side, int firstCall) {}

        /** Which calls may be exchanged, and which are drawn together. */
        public Design design() {
            if (interleaved) {
                return Design.pairs();
            }
            return runs.size() < 2 ? Design.apart() : Design.runs(this::runOf);
        }

        private int runOf(int call) {
            int run = 0;
            while (run + 1 < runs.size() && runs.get(run + 1).firstCall() <= call) {
                run++;
            }
            return run;
        }
    }

    /**
     * Reads a baseline of one run. A run that did not finish, was invalid, lost more than {@value Gates#MOST_FAILED_PERCENT} % of its calls
     * or has no turn is refused; one that failed its own gates is not.
     *
     * @param root its folder
     * @throws MeasureException when it is not a run's folder, cannot be read, or is refused
     */
    public static Baseline read(Path root) {
        StoredRun run = StoredRun.of(RunFolder.open(root));
        requireUsable(String.valueOf(root), run);
        return joined(run.record().runId(), List.of(run), OptionalLong.empty());
    }

    /**
     * The baseline's side of a run that called two agents in pairs; empty of a run that called one. Both sides share one instrument and one
     * end, so whether it finished and was valid is asked of the run itself.
     *
     * @param candidate the run, of which differs what its agents' settings and links do
     * @throws MeasureException when that agent could not be called, so that there is nothing to compare with; or when its side cannot be read
     */
    public static Optional<Baseline> interleaved(RunFolder run, BaselineCandidate candidate) {
        if (!Files.isRegularFile(new RunFolder(run.against()).runJson())) {
            return Optional.empty();
        }
        StoredRun stored = StoredRun.of(RunFolder.open(run.against()));
        RunRecord record = stored.record();
        Share failed = stored.counted().share(Share.FAILED_CALLS);
        // Calls that were hung up when the run was cut short speak for no agent.
        if ((record.complete() && Gates.tooMany(failed))
                || stored.counted().counts().getOrDefault("turns", 0L) == 0) {
            throw new MeasureException("The baseline's agent, " + record.agent().address() + ", lost " + failed.hits()
                    + " of its " + failed.total() + " calls, so there is nothing to compare with; at most "
                    + Gates.MOST_FAILED_PERCENT + " % may fail. See that it can be called, and run again.");
        }
        Baseline joined = joined(record.runId(), List.of(stored), OptionalLong.empty());
        BaselineFit fit = BaselineFit.of(record, candidate);
        List<String> notes = new ArrayList<>(joined.notes());
        notes.addAll(fit.notes());
        if (!fit.differences().isEmpty()) {
            notes.add("the two are called differently: " + BaselineFit.named(fit.differences()));
        }
        return Optional.of(new Baseline(
                joined.name(),
                joined.measured(),
                joined.scenario(),
                joined.evaluation(),
                notes,
                new Origin(true, joined.origin().runs())));
    }

    /** How the two came about, for people: what a stored baseline cannot do, or that there is none of that here. */
    public String how() {
        return origin.interleaved() ? "baseline and candidate called in pairs within this run" : DRIFT;
    }

    /**
     * Why a run can be no baseline: it did not finish, was invalid, lost too many calls, or has no turn.
     *
     * @return a verb and what it did; empty where it can
     */
    public static Optional<String> unusable(StoredRun run) {
        Optional<String> unfinished = unusable(run.record());
        if (unfinished.isPresent()) {
            return unfinished;
        }
        Evaluation counted = run.counted();
        if (counted.counts().getOrDefault("turns", 0L) == 0) {
            return Optional.of("has no turn in its journal"
                    + (run.notes().isEmpty() ? "" : " (" + run.notes().getFirst() + ")"));
        }
        for (String name : List.of(Share.FAILED_CALLS, Share.RATE_LIMITED)) {
            Share lost = counted.share(name);
            if (Gates.tooMany(lost)) {
                return Optional.of("lost " + lost.hits() + " of its " + lost.total() + " " + lost.unit());
            }
        }
        return Optional.empty();
    }

    /** The same as far as {@code run.json} tells. */
    static Optional<String> unusable(RunRecord record) {
        if (!record.complete()) {
            return Optional.of("did not finish");
        }
        return record.validity().valid()
                ? Optional.empty()
                : Optional.of("is invalid (" + Reasons.text(record.validity().reasons()) + ")");
    }

    /**
     * Refuses what can be no baseline.
     *
     * @param named how the user knows it
     * @throws MeasureException when it can be none
     */
    static void requireUsable(String named, StoredRun run) {
        unusable(run).ifPresent(why -> {
            throw refused(named, why);
        });
    }

    /**
     * Several runs as one baseline, their calls numbered on; of one run alone the calls keep their numbers.
     *
     * @param name how reports name it
     * @param runs at least one, all usable and of one kind
     * @param sloMs target by which goodput is told, ms of TTFA; empty for the first run's own
     */
    static Baseline joined(String name, List<StoredRun> runs, OptionalLong sloMs) {
        StoredRun first = runs.getFirst();
        List<Turn> turns = new ArrayList<>();
        List<CallLine> calls = new ArrayList<>();
        List<Origin.Run> origins = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        int next = 0;
        for (StoredRun run : runs) {
            Numbered numbered = runs.size() == 1 ? Numbered.asItIs(run) : Numbered.from(next, run);
            turns.addAll(numbered.turns());
            calls.addAll(numbered.calls());
            origins.add(new Origin.Run(side(run), next));
            run.notes().stream().filter(note -> !notes.contains(note)).forEach(notes::add);
            next += numbered.count();
        }
        OptionalLong target =
                sloMs.isPresent() ? sloMs : first.record().scenario().slo();
        Evaluation evaluation =
                Evaluation.of(turns, calls, first.record().seed()).withGoodput(turns, target);
        return new Baseline(
                name,
                Measured.of(first.record()),
                first.record().scenario(),
                evaluation,
                notes,
                new Origin(false, origins));
    }

    private static Comparison.Side side(StoredRun run) {
        RunRecord record = run.record();
        Evaluation counted = run.counted();
        return new Comparison.Side(
                record.runId(),
                record.startedAt(),
                record.agent().address(),
                counted.counts().getOrDefault("calls", 0L),
                counted.counts().getOrDefault("turns", 0L));
    }

    /**
     * A run's lines with the numbers that its calls have among those of other runs.
     *
     * @param count how many numbers it takes
     */
    private record Numbered(List<Turn> turns, List<CallLine> calls, int count) {

        static Numbered asItIs(StoredRun run) {
            return new Numbered(run.turns(), run.calls(), 0);
        }

        /** Calls by their numbers, without gaps: a journal has them as they ended, and the number may be any. */
        static Numbered from(int first, StoredRun run) {
            Map<Integer, Integer> numbers = new HashMap<>();
            IntStream.concat(
                            run.turns().stream().mapToInt(Turn::call),
                            run.calls().stream().mapToInt(CallLine::call))
                    .sorted()
                    .forEach(call -> numbers.computeIfAbsent(call, unused -> first + numbers.size()));
            return new Numbered(
                    run.turns().stream()
                            .map(turn -> turn.ofCall(numbers.getOrDefault(turn.call(), first)))
                            .toList(),
                    run.calls().stream()
                            .map(call -> call.ofCall(numbers.getOrDefault(call.call(), first)))
                            .toList(),
                    numbers.size());
        }
    }

    /**
     * What a run measured.
     *
     * @param probed the component, of a probe
     * @param analysed true where recordings were analysed
     */
    public record Measured(Optional<ProbeKind> probed, boolean analysed) {

        /** Calls, made now. */
        public static final Measured CALLS = new Measured(Optional.empty(), false);

        /** What the run of this record measured. */
        public static Measured of(RunRecord record) {
            return new Measured(record.probe(), record.analysed());
        }

        /** True where both can have a metric in common: calls and recordings of such can, a probe only with its like. */
        public boolean comparableWith(Measured other) {
            return probed.equals(other.probed);
        }

        /** With its article, such as {@code a run of calls}. */
        public String title() {
            return probed.map(kind -> "a probe of " + kind.title())
                    .orElse(analysed ? "an analysis of recordings" : "a run of calls");
        }
    }

    /** This baseline with a further note. */
    public Baseline noting(String note) {
        List<String> all = new ArrayList<>(notes);
        all.add(note);
        return new Baseline(name, measured, scenario, evaluation, all, origin);
    }

    private static MeasureException refused(String named, String why) {
        return new MeasureException("The baseline " + named + " " + why
                + "; a finished, valid run with at most " + Gates.MOST_FAILED_PERCENT
                + " % failed calls is expected. Give another --baseline, or make one with `run`.");
    }
}
