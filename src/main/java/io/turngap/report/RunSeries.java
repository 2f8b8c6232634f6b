package io.turngap.report;

import io.turngap.measure.CallLine;
import io.turngap.measure.HealthLine;
import io.turngap.measure.RunFolder;
import java.util.List;

/**
 * What a run's folder tells besides its turns: each call, and how the instrument did second by second. Folders of earlier versions tell
 * neither.
 *
 * @param calls the calls, in any order
 * @param health a line a second, in any order
 */
public record RunSeries(List<CallLine> calls, List<HealthLine> health) {

    /** Nothing is told. */
    public static final RunSeries NONE = new RunSeries(List.of(), List.of());

    public RunSeries {
        calls = List.copyOf(calls);
        health = List.copyOf(health);
    }

    /**
     * Reads what a run's folder tells.
     *
     * @throws io.turngap.measure.MeasureException when the disk refuses
     */
    public static RunSeries of(RunFolder folder) {
        return new RunSeries(folder.readCalls(), folder.readHealth());
    }
}
