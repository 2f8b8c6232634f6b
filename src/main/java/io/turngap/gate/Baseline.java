package io.turngap.gate;

import io.turngap.measure.Comparison;
import io.turngap.measure.Evaluation;
import io.turngap.measure.JournalReader;
import io.turngap.measure.MeasureException;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.Reasons;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.Share;
import io.turngap.measure.Turn;
import io.turngap.stats.Design;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stored run that another is held against. Time has passed between the two: a difference may be the machine's, the network's or the
 * provider's, and whoever reads a verdict is told so ({@link #DRIFT}).
 *
 * @param name the run's id
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
     * Reads a baseline. A run that did not finish, was invalid, lost more than {@value Gates#MOST_FAILED_PERCENT} % of its calls or has
     * no turn is refused; one that failed its own gates is not.
     *
     * @param root its folder
     * @throws MeasureException when it is not a run's folder, cannot be read, or is refused
     */
    public static Baseline read(Path root) {
        RunFolder folder = RunFolder.open(root);
        RunRecord record = folder.read();
        if (!record.complete()) {
            throw refused(root, "did not finish");
        }
        if (!record.validity().valid()) {
            throw refused(root, "is invalid (" + Reasons.text(record.validity().reasons()) + ")");
        }
        JournalReader.Content journal = folder.readTurns();
        Evaluation evaluation = Evaluation.of(journal.turns(), folder.readCalls(), record.seed())
                .withGoodput(journal.turns(), record.scenario().slo());
        if (evaluation.counts().getOrDefault("turns", 0L) == 0) {
            throw refused(root, "has no turn in its journal");
        }
        for (String name : List.of(Share.FAILED_CALLS, Share.RATE_LIMITED)) {
            Share lost = evaluation.share(name);
            if (Gates.tooMany(lost)) {
                throw refused(root, "lost " + lost.hits() + " of its " + lost.total() + " " + lost.unit());
            }
        }
        List<String> notes = new ArrayList<>();
        journal.problem().ifPresent(problem -> notes.add("of the baseline, " + problem));
        return new Baseline(record.runId(), Measured.of(record), record.scenario(), evaluation, notes);
    }

    /**
     * The baseline's side of a run that called two agents in pairs; empty of a run that called one. Both sides share one instrument and one
     * end, so whether it finished and was valid is asked of the run itself.
     *
     * @throws MeasureException when that agent could not be called, so that there is nothing to compare with; or when its side cannot be read
     */
    public static Optional<Baseline> interleaved(RunFolder run) {
        if (!Files.isRegularFile(new RunFolder(run.against()).runJson())) {
            return Optional.empty();
        }
        RunFolder side = RunFolder.open(run.against());
        RunRecord record = side.read();
        JournalReader.Content journal = side.readTurns();
        Evaluation evaluation = Evaluation.of(journal.turns(), side.readCalls(), record.seed())
                .withGoodput(journal.turns(), record.scenario().slo());
        Share failed = evaluation.share(Share.FAILED_CALLS);
        if (Gates.tooMany(failed) || evaluation.counts().getOrDefault("turns", 0L) == 0) {
            throw new MeasureException("The baseline's agent, " + record.agent().address() + ", lost " + failed.hits()
                    + " of its " + failed.total() + " calls, so there is nothing to compare with; at most "
                    + Gates.MOST_FAILED_PERCENT + " % may fail. See that it can be called, and run again.");
        }
        List<String> notes = new ArrayList<>();
        journal.problem().ifPresent(problem -> notes.add("of the baseline, " + problem));
        long calls = journal.turns().stream().mapToInt(Turn::call).distinct().count();
        long turns =
                journal.turns().stream().filter(turn -> !turn.isGreeting()).count();
        Comparison.Side what = new Comparison.Side(
                record.runId(), record.startedAt(), record.agent().address(), calls, turns);
        return Optional.of(new Baseline(
                record.runId(),
                Measured.of(record),
                record.scenario(),
                evaluation,
                notes,
                new Origin(true, List.of(new Origin.Run(what, 0)))));
    }

    /** How the two came about, for people: what a stored baseline cannot do, or that there is none of that here. */
    public String how() {
        return origin.interleaved() ? "baseline and candidate called in pairs within this run" : DRIFT;
    }

    /** This baseline with a note on what differs, if anything, in what the run that is held against it measured, and in its scenario. */
    public Baseline beside(Measured candidate, ScenarioInfo candidateScenario) {
        Baseline told = measured.equals(candidate)
                ? this
                : noting("the baseline is " + measured.title() + ", this " + candidate.title()
                        + ": what differs may be how it was measured");
        return ScenarioDifference.between(scenario, candidateScenario)
                .map(told::noting)
                .orElse(told);
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

    private static MeasureException refused(Path root, String why) {
        return new MeasureException("The baseline " + root + " " + why
                + "; a finished, valid run with at most " + Gates.MOST_FAILED_PERCENT
                + " % failed calls is expected. Give another --baseline, or make one with `run`.");
    }
}
