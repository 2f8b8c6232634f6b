package io.turngap.cli;

import io.turngap.gate.Comparisons;
import io.turngap.gate.ExitCode;
import io.turngap.gate.Gates;
import io.turngap.gate.Looks;
import io.turngap.load.RunSession;
import io.turngap.measure.Comparison;
import io.turngap.measure.Definitions;
import io.turngap.measure.Evaluation;
import io.turngap.measure.HistogramLog;
import io.turngap.measure.JournalReader;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Share;
import io.turngap.measure.Totals;
import io.turngap.measure.Turn;
import io.turngap.report.Reports;
import io.turngap.report.RunSeries;
import io.turngap.report.TerminalReport;
import io.turngap.report.TerminalStyle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a run's journal to its verdict and reports: the same way after a run, and years later. */
final class Finish {

    private final RunFolder folder;
    private final PrintWriter out;
    private final Map<String, String> texts;

    /**
     * For the run in {@code folder}.
     *
     * @param texts what each utterance says, by id, where known
     */
    Finish(RunFolder folder, PrintWriter out, Map<String, String> texts) {
        this.folder = folder;
        this.out = out;
        this.texts = texts;
    }

    /** What a run's journal says under some rules. */
    record Judged(RunRecord record, List<Turn> turns, Evaluation evaluation, Gates.Judgement judgement) {}

    /** Evaluates the journal and judges it; writes nothing. */
    Judged judge(RunRecord facts, Judging judging) {
        JournalReader.Content journal = folder.readTurns();
        journal.problem().ifPresent(problem -> out.println("note: " + problem));
        if (journal.tornLastLine()) {
            out.println("note: the last line of the journal was torn off, as by a kill, and is left out");
        }
        Optional<Totals> totals = folder.readTotals();
        sampled(facts).ifPresent(said -> out.println("note: " + said));
        Evaluation evaluation = Evaluation.of(journal.turns(), folder.readCalls(), facts.seed(), totals)
                .withGoodput(journal.turns(), facts.scenario().slo(), totals);
        Against against = Against.of(judging, facts, folder);
        against.note().ifPresent(note -> out.println("note: " + note));
        if (facts.analysed()) {
            AudioAlone.check(against.rules());
        }
        Gates.Judgement judged = Gates.judge(new Gates.Case(
                against.rules(),
                evaluation,
                facts.validity(),
                against.baseline(),
                facts.seed(),
                against.kept(),
                Looks.parse(facts.environment().get(Looks.KEY))));
        Optional<Comparison> comparison = compared(facts, evaluation, against, judged.verdict());
        Gates.Judgement ofTheRun = comparison
                .map(it -> judged.with(Comparisons.explained(judged.gates(), it, facts.headline())))
                .orElse(judged);
        Gates.Judgement judgement = PairedSide.judged(ofTheRun, folder);
        RunRecord.Validity validity = facts.validity();
        if (validity.valid() && judgement.verdict() == Verdict.INVALID) {
            validity = validity.with(List.of(judgement.reason()));
        }
        RunRecord record = new RunRecord(
                facts.schemaVersion(),
                facts.runId(),
                facts.complete(),
                facts.startedAt(),
                facts.wallMs(),
                facts.scenario(),
                facts.seed(),
                facts.agent(),
                against.noted(facts.environment()),
                totals.isPresent()
                        ? Definitions.ofSample(against.defined(facts.definitions()))
                        : against.defined(facts.definitions()),
                validity,
                facts.analysed() ? AudioAlone.heard(evaluation.metrics()) : evaluation.metrics(),
                facts.analysed() ? Map.of() : evaluation.stages(),
                facts.analysed() ? evaluation.rates().ofAudioAlone() : evaluation.rates(),
                evaluation.counts(),
                judgement.equals(ofTheRun) ? withFailedCalls(judgement, evaluation) : judgement.gates(),
                judgement.verdict(),
                facts.traces(),
                facts.inputs(),
                comparison.orElse(null));
        return new Judged(record, journal.turns(), evaluation, judgement);
    }

    /**
     * The run beside its baseline; where that is gone, as it was. Nothing of an invalid run is held against anything, but for one that called
     * both agents in pairs and was cut short: the pairs that it made are as good as any, only fewer.
     */
    private static Optional<Comparison> compared(
            RunRecord facts, Evaluation evaluation, Against against, Verdict verdict) {
        if (verdict == Verdict.INVALID && !PairedSide.isCutShort(facts, against)) {
            return Optional.empty();
        }
        if (against.baseline().isEmpty()) {
            return Optional.ofNullable(facts.comparison());
        }
        Optional<Comparison> compared =
                Comparisons.of(evaluation, against.baseline().get(), facts.headline(), facts.seed());
        boolean audioAlone =
                facts.analysed() || against.baseline().get().measured().analysed();
        return audioAlone ? compared.map(AudioAlone::heard) : compared;
    }

    /** What a journal that holds some calls only is to be read as; empty for a whole one. */
    static Optional<String> sampled(RunRecord facts) {
        return Optional.ofNullable(facts.environment().get("journal")).map(said -> "turns.jsonl holds " + said);
    }

    /** A run that fails for its failed calls alone has a gate that says so: else every report would show passed gates and no reason. */
    private static List<GateResult> withFailedCalls(Gates.Judgement judgement, Evaluation evaluation) {
        if (!judgement.tooManyFailed() || judgement.verdict() == Verdict.INVALID) {
            return judgement.gates();
        }
        Share limited = evaluation.share(Share.RATE_LIMITED);
        Share failed = evaluation.share(Share.FAILED_CALLS);
        failed = limited.rate() > failed.rate() ? limited : failed;
        boolean silent = Gates.noneAnswered(evaluation);
        failed = silent ? evaluation.share(Share.MISSED) : failed;
        double most = silent ? 100 : Gates.MOST_FAILED_PERCENT;
        List<GateResult> gates = new ArrayList<>(judgement.gates());
        gates.add(new GateResult(
                failed.name(),
                failed.name() + (silent ? " < 100 %" : " <= " + Gates.MOST_FAILED_PERCENT + " %"),
                Math.round(failed.rate() * 10_000) / 100.0,
                most,
                "%",
                List.of(),
                Verdict.FAIL,
                judgement.reason()));
        return List.copyOf(gates);
    }

    /** Judges, writes {@code run.json}, {@code latency.hlog} and the reports, prints the result, and gives the exit code. */
    int write(RunRecord facts, Judging judging) {
        Judged judged = judge(facts, judging);
        RunRecord record = judged.record();
        Path page = files(judged, judging.unsureFails());
        out.println();
        out.print(TerminalReport.render(
                record,
                judged.turns(),
                RunSeries.of(folder),
                page.toString(),
                TerminalStyle.of(System.getenv(), Terminal.isOne())));
        CiNotes.annotate(record, judging.unsureFails(), System.getenv(), out);
        out.flush();
        return ExitCode.of(judged.judgement(), judging.unsureFails()).code();
    }

    /** Writes all that is computed; a disk that does not take it costs the reports and not the run, whose journal is there. */
    private Path files(Judged judged, boolean unsureFails) {
        try {
            folder.write(judged.record());
            Optional<Totals> totals = folder.readTotals();
            if (totals.isPresent()) {
                HistogramLog.write(folder.histograms(), totals.get());
            } else {
                HistogramLog.write(folder.histograms(), judged.turns(), folder.readCalls());
            }
            CiNotes.write(folder.root(), judged.record(), System.getenv());
            return Reports.write(folder.root(), judged.record(), judged.turns(), texts, unsureFails);
        } catch (IOException | UncheckedIOException | MeasureException refused) {
            Throwable cause =
                    refused instanceof MeasureException && refused.getCause() != null ? refused.getCause() : refused;
            throw new CommandFailure(
                    ExitCode.INTERNAL.code(),
                    "The reports in " + folder.root() + " cannot be written (" + cause
                            + "); what was measured is in " + folder.turns()
                            + ". Make room on the disk, or make the folder writable, and make them again with `turngap report "
                            + folder.root() + "`.");
        }
    }

    /** As {@link #write(RunRecord, Judging)}, after a run whose failures are fresh: says first why calls failed. */
    int write(RunRecord facts, Judging judging, RunSession.Facts session) {
        if (!session.endings().isEmpty()) {
            out.println();
            out.println("failed calls by kind: " + session.endings());
            session.examples().forEach(example -> out.println("  " + example));
        }
        return write(facts, judging);
    }
}
