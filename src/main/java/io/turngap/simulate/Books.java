package io.turngap.simulate;

import io.turngap.call.CallResult;
import io.turngap.measure.Totals;
import io.turngap.measure.Traffic;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What is kept of a simulated run of any length: totals and traffic of all turns, the turns of some calls for the journal, and how calls
 * ended. Confined to the thread that is told the events.
 */
public final class Books implements Consumer<Event> {

    private static final int MOST_EXAMPLES = 5;

    private final Totals totals;
    private final Traffic traffic;
    private final Consumer<Turn> journal;
    private final Consumer<CallResult> callLog;
    private final Map<String, Integer> endings = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private long calls;
    private long kept;

    /**
     * Books of a run that begins.
     *
     * @param totals counts all turns, and says which calls the journal holds
     * @param journal takes the turns of those calls; it may wait
     * @param callLog takes those calls as they end
     */
    public Books(Totals totals, Traffic traffic, Consumer<Turn> journal, Consumer<CallResult> callLog) {
        this.totals = totals;
        this.traffic = traffic;
        this.journal = journal;
        this.callLog = callLog;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.TurnEnded ended -> turn(ended.turn());
            case Event.CallEnded ended -> call(ended.result());
            case Event.Looked looked -> traffic.reading(looked.reading());
        }
    }

    private void turn(Turn turn) {
        totals.add(turn);
        traffic.add(turn);
        if (totals.sample().keeps(turn.call())) {
            journal.accept(turn);
        }
    }

    private void call(CallResult result) {
        totals.callOver(result.call());
        traffic.arrival(result.startEpochUs());
        calls++;
        if (totals.sample().keeps(result.call())) {
            kept++;
            callLog.accept(result);
        }
        if (result.failed()) {
            endings.merge(result.endingName(), 1, Integer::sum);
            if (examples.size() < MOST_EXAMPLES && !result.detail().isEmpty()) {
                examples.add("call " + result.call() + ": " + result.detail());
            }
        }
    }

    /** Totals of all turns. */
    public Totals totals() {
        return totals;
    }

    /** The run's time in stretches. */
    public Traffic traffic() {
        return traffic;
    }

    /** Calls that ended. */
    public long calls() {
        return calls;
    }

    /** Those of them of which the journal holds the turns. */
    public long kept() {
        return kept;
    }

    /** Failed calls by how they ended. */
    public Map<String, Integer> endings() {
        return endings;
    }

    /** The first few failures, a sentence each. */
    public List<String> examples() {
        return examples;
    }
}
