package io.turngap.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A run that is over, as far as another is held against it: from its folder, or from a compact file that was saved of it. Both give the same
 * figures to the digit.
 *
 * @param record what was run; of a compact file what such a file keeps of it
 * @param turns by call, then turn
 * @param calls by call; empty where there is no list
 * @param notes what must be said of it, such as that lines of its journal could not be read; half a sentence each
 */
public record StoredRun(RunRecord record, List<Turn> turns, List<CallLine> calls, List<String> notes) {

    public StoredRun {
        turns = turns.stream()
                .sorted(Comparator.comparingInt(Turn::call).thenComparingInt(Turn::turn))
                .toList();
        calls = calls.stream().sorted(Comparator.comparingInt(CallLine::call)).toList();
        notes = List.copyOf(notes);
    }

    /**
     * Reads a run's folder.
     *
     * @throws MeasureException when it is none, is damaged, or the disk refuses
     */
    public static StoredRun of(RunFolder folder) {
        RunRecord record = folder.read();
        JournalReader.Content journal = folder.readTurns();
        List<String> notes = new ArrayList<>();
        journal.problem().ifPresent(problem -> notes.add("of the baseline, " + problem));
        String sampled = record.environment().get("journal");
        if (sampled != null) {
            notes.add("the baseline's journal holds " + sampled);
        }
        return new StoredRun(record, journal.turns(), folder.readCalls(), notes);
    }

    /** What tells this run from every other: two of them with the same key are the same run, wherever they lie. */
    public String key() {
        return key(record);
    }

    /** The same of what is known of a run without its turns. */
    public static String key(RunRecord record) {
        return record.runId() + " " + record.startedAt() + " " + record.seed();
    }

    /** Rates and counts, without percentiles, which take longer. */
    public Evaluation counted() {
        return Evaluation.ofCounts(turns);
    }

    /** The values of one metric in several runs together. */
    public static Distribution values(List<StoredRun> runs, String metric) {
        List<Metrics.Value> values = new ArrayList<>();
        int first = 0;
        for (StoredRun run : runs) {
            int offset = first;
            for (Turn turn : run.turns()) {
                Metrics.each(turn, (name, value) -> {
                    if (name.equals(metric)) {
                        values.add(new Metrics.Value(offset + value.call(), value.us(), value.censored()));
                    }
                });
            }
            first += run.turns().isEmpty() ? 0 : run.turns().getLast().call() + 1;
        }
        return Distribution.of(metric, values, 0);
    }
}
