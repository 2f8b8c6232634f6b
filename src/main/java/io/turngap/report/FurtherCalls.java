package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What to do about gates that could not be decided. */
final class FurtherCalls {

    private FurtherCalls() {}

    /** A sentence with the calls that would decide the most undecided gate; empty where nothing is open, or where no number is known. */
    static Optional<String> of(RunRecord run) {
        List<GateResult> open = run.gates().stream()
                .filter(gate -> gate.verdict() == Verdict.UNSURE)
                .toList();
        List<GateResult> numbered =
                open.stream().filter(gate -> gate.moreCalls() != null).toList();
        if (run.verdict() == Verdict.INVALID || numbered.isEmpty()) {
            return Optional.empty();
        }
        long most = numbered.stream()
                .map(GateResult::moreCalls)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        boolean stored = run.comparison() != null && !run.comparison().design().equals(Comparison.INTERLEAVED);
        boolean pairs = run.comparison() != null && !stored;
        boolean regression = numbered.stream().anyMatch(gate -> gate.was() != null);
        String what = run.probe().isPresent() ? "further request" : pairs ? "further pair" : "further call";
        StringBuilder said = new StringBuilder("To decide ")
                .append(
                        numbered.size() == open.size()
                                ? "what is open"
                                : numbered.size() + " of " + open.size() + " open gates")
                .append(": about ")
                .append(Figures.count(Math.max(1, most), what))
                .append(pairs ? " of calls" : "")
                .append(stored && regression ? " here and as many in the baseline" : "")
                .append(", enough four times in five");
        boolean placed =
                run.probe().isEmpty() && !run.analysed() && !run.scenario().isScheduled();
        if (placed && run.scenario().calls() > 0) {
            said.append(" (--calls ").append(run.scenario().calls() + Math.max(1, most));
            said.append(stored && regression ? ")" : ", or --unsure extend)");
        }
        return Optional.of(said.append('.').toString());
    }
}
