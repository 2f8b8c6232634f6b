package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.measure.JournalSample;
import io.turngap.measure.RunFolder;
import io.turngap.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * How much of a simulated run stands in its journal. All of a million calls would be some gigabytes that take minutes to read again, and no
 * figure would be another.
 *
 * @param sample which calls are kept
 */
record SampledJournal(JournalSample sample) {

    /** Calls in a sample, about. */
    static final int CALLS = 5_000;

    /** Up to so many calls all are kept where nobody says otherwise. */
    static final int MOST_OF_ALL = 20_000;

    /** More calls than this are never kept: a report holds all turns of the journal in memory. */
    private static final int MOST_ASKED = 200_000;

    private static final long BYTES_A_TURN = 1_200;

    /** What the option says. */
    enum Kept {
        /** Every call. */
        ALL,
        /** Some calls. */
        SAMPLE,
        /** No call. */
        NONE
    }

    /**
     * What is kept of the calls of {@code scenario}.
     *
     * @param asked the option, where given
     */
    static SampledJournal of(Scenario scenario, Optional<Kept> asked) {
        int calls = scenario.calls();
        Kept kept = asked.orElse(calls <= MOST_OF_ALL ? Kept.ALL : Kept.SAMPLE);
        if (kept == Kept.ALL && calls > MOST_ASKED) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--journal all with " + calls + " calls; up to " + MOST_ASKED
                            + " are allowed, since the reports hold every turn of the journal in memory: leave the option away for a"
                            + " sample, of which every figure is still that of all turns");
        }
        int oneIn = switch (kept) {
            case ALL -> 1;
            case SAMPLE -> Math.max(1, (calls + CALLS - 1) / CALLS);
            case NONE -> 0;
        };
        return new SampledJournal(new JournalSample(oneIn, scenario.seed()));
    }

    /** True when some calls are not kept. */
    boolean isSample() {
        return sample.oneIn() != 1;
    }

    /** Refuses a run whose journal will not fit on the disk. */
    void requireRoom(RunFolder folder, Scenario scenario) {
        long turns = (scenario.script().size() + 1L) * scenario.calls() / Math.max(1, sample.oneIn());
        long needed = sample.oneIn() == 0 ? 0 : turns * BYTES_A_TURN;
        try {
            long free = Files.getFileStore(folder.root()).getUsableSpace();
            if (needed > free) {
                throw new CommandFailure(
                        ExitCode.USAGE.code(),
                        "The journal will take about " + (needed >> 20) + " MiB; " + (free >> 20)
                                + " MiB are free where "
                                + folder.root() + " is. Make room, choose another --out, or keep less with --journal "
                                + (sample.oneIn() == 1 ? "sample" : "none") + ".");
            }
        } catch (IOException unknown) {
            // Where the disk does not tell, the journal does when it is full.
        }
    }

    /** For people: how much of how many calls. */
    String said(long kept, long calls) {
        String figures =
                "; percentiles, rates, counts and gates are of all turns (totals.json), goodput and examples of the journal's";
        return sample.oneIn() == 0
                ? "no turns, as asked" + figures
                : "a sample, one call in " + sample.oneIn() + ", drawn evenly by the seed: " + kept + " of " + calls
                        + " calls" + figures;
    }
}
