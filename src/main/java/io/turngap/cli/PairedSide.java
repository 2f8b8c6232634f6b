package io.turngap.cli;

import io.turngap.gate.Gates;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.Evaluation;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Share;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The baseline's side of a run that called two agents: {@code against/} in its folder, a run's folder in itself. */
final class PairedSide {

    private PairedSide() {}

    /** True of a run that called two agents. */
    static boolean isIn(RunFolder run) {
        return Files.isRegularFile(new RunFolder(run.against()).runJson());
    }

    /** True of a run in pairs that is invalid for nothing but that it did not finish. */
    static boolean isCutShort(RunRecord run, Against against) {
        return !run.complete()
                && run.validity().reasons().size() == 1
                && against.baseline()
                        .filter(baseline -> baseline.origin().interleaved())
                        .isPresent();
    }

    /**
     * The judgement of a run that called two agents: where its baseline's could not be called it fails for that, since there is nothing to
     * hold it against, and a gate says so.
     */
    static Gates.Judgement judged(Gates.Judgement ofTheRun, RunFolder run) {
        if (ofTheRun.verdict() == Verdict.INVALID || ofTheRun.tooManyFailed() || !isIn(run)) {
            return ofTheRun;
        }
        RunFolder side = new RunFolder(run.against());
        Share failed = failed(side);
        Optional<String> lost = lost(Callee.BASELINE, side.read().agent().address(), failed);
        if (lost.isEmpty()) {
            return ofTheRun;
        }
        String why = lost.get();
        List<GateResult> gates = new ArrayList<>(ofTheRun.gates());
        gates.add(new GateResult(
                failed.name(),
                "baseline's " + failed.name() + " <= " + Gates.MOST_FAILED_PERCENT + " %",
                Math.round(failed.rate() * 10_000) / 100.0,
                Gates.MOST_FAILED_PERCENT,
                "%",
                List.of(),
                Verdict.FAIL,
                why));
        return new Gates.Judgement(gates, Verdict.FAIL, why, true, false);
    }

    /** Calls of a side that could not be made or broke, of all. */
    static Share failed(RunFolder side) {
        return Evaluation.ofCounts(side.readTurns().turns()).share(Share.FAILED_CALLS);
    }

    /** Of which agent too many calls failed, in a sentence; empty where few enough did. */
    static Optional<String> lost(String title, String address, Share failed) {
        return failed.hits() * 100L <= (long) failed.total() * Gates.MOST_FAILED_PERCENT
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s, %s: %d of %d calls failed; at most %d %% may",
                        title,
                        address,
                        failed.hits(),
                        failed.total(),
                        Gates.MOST_FAILED_PERCENT));
    }

    /**
     * Writes the reports of the baseline's side: judged by itself, by its gates that compare with nothing. Its verdict is told in its own
     * folder only; why its calls failed is told to {@code say}.
     *
     * @param shown the agent's address
     */
    static void finish(
            String shown,
            RunFolder folder,
            RunBook book,
            RunSession.Facts facts,
            Map<String, String> texts,
            Consumer<String> say) {
        if (!facts.endings().isEmpty()) {
            say.accept(Callee.BASELINE + ", " + shown + ": failed calls by kind: " + facts.endings());
            facts.examples().forEach(say);
        }
        RunRecord record = book.finished(facts);
        folder.write(record);
        new Finish(folder, new PrintWriter(Writer.nullWriter()), texts).write(record, new Judging());
    }
}
