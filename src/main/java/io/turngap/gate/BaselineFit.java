package io.turngap.gate;

import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Inputs;
import io.turngap.measure.RunRecord.ScenarioInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether two runs may be compared: only where their callers did the same, from the same sounds, over the same kind of link. What is not
 * known of either, as of runs of earlier versions, is not compared, and that is said. Of recordings nothing must be the same: who analyses
 * two lots of them wants to know in what they differ.
 *
 * @param differences what must not differ and does, with both values; empty where they may be compared
 * @param notes what must be said all the same, half a sentence each
 */
record BaselineFit(List<String> differences, List<String> notes) {

    private static final int MOST_NAMED = 4;
    private static final int DIGITS = 12;

    BaselineFit {
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
    }

    static BaselineFit of(RunRecord baseline, BaselineCandidate candidate) {
        List<String> differences = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Baseline.Measured measured = Baseline.Measured.of(baseline);
        if (!measured.equals(candidate.measured())) {
            notes.add("the baseline is " + measured.title() + ", this "
                    + candidate.measured().title() + ": what differs may be how it was measured");
        }
        boolean recordings = measured.analysed() || candidate.measured().analysed();
        candidate
                .scenario()
                .ifPresent(scenario -> scenario(baseline.scenario(), scenario, recordings, differences, notes));
        if (!recordings) {
            inputs(baseline, candidate, differences, notes);
        }
        return new BaselineFit(differences, notes);
    }

    private static void scenario(
            ScenarioInfo was, ScenarioInfo is, boolean recordings, List<String> differences, List<String> notes) {
        ScenarioDifference found = ScenarioDifference.between(was, is);
        List<String> allowed = new ArrayList<>(recordings ? found.ofCallers() : List.of());
        allowed.addAll(found.ofAgent());
        if (!recordings) {
            differences.addAll(found.ofCallers());
        }
        if (!allowed.isEmpty()) {
            notes.add("the baseline's scenario differs in " + named(allowed));
        }
    }

    private static void inputs(
            RunRecord baseline, BaselineCandidate candidate, List<String> differences, List<String> notes) {
        Optional<Inputs> was = Optional.ofNullable(baseline.inputs());
        Optional<Inputs> is = candidate.inputs();
        if (was.isPresent() && is.isPresent()) {
            differ("fixtures", digits(was.get().fixtures()), digits(is.get().fixtures()), differences);
            differ("link", was.get().link(), is.get().link(), differences);
            return;
        }
        if (!candidate.protocol().isEmpty()) {
            differ("link", baseline.agent().protocol(), candidate.protocol(), differences);
        }
        if (was.isPresent() != is.isPresent() && !candidate.protocol().isEmpty()) {
            notes.add(
                    (was.isPresent() ? "this run" : "the baseline")
                            + " does not say from which sounds and by which codec its callers spoke, so these were not compared");
        }
    }

    private static void differ(String what, String was, String is, List<String> differences) {
        if (!was.equals(is)) {
            differences.add(what + " (" + said(was) + ", now " + said(is) + ")");
        }
    }

    private static String said(String value) {
        return value.isEmpty() ? "none" : value;
    }

    private static String digits(String sha256) {
        return sha256.length() <= DIGITS ? sha256 : sha256.substring(0, DIGITS) + "…";
    }

    /** The first few of them, and how many more there are. */
    static String named(List<String> differences) {
        int more = differences.size() - MOST_NAMED;
        return String.join(", ", differences.stream().limit(MOST_NAMED).toList())
                + (more > 0 ? " and " + more + " more" : "");
    }
}
