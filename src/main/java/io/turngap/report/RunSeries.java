package io.turngap.report;

import io.turngap.measure.CallLine;
import io.turngap.measure.HealthLine;
import io.turngap.measure.RunFolder;
import io.turngap.measure.TrafficFile;
import io.turngap.measure.TrafficRow;
import java.nio.file.Files;
import java.util.List;

/**
 * What a run's folder tells besides its turns: each call, how the instrument did second by second, and the traffic of a simulated run. Folders
 * of earlier versions tell none of it.
 *
 * @param calls the calls, in any order
 * @param health a line a second, in any order
 * @param traffic a line an hour or so, from the run's start
 * @param gatling whether Gatling's page of the run stands beside the report, at {@link #GATLING_PAGE}
 */
public record RunSeries(List<CallLine> calls, List<HealthLine> health, List<TrafficRow> traffic, boolean gatling) {

    /** Where Gatling's page stands in a run's folder. */
    static final String GATLING_PAGE = "gatling/index.html";

    /** Nothing is told. */
    public static final RunSeries NONE = new RunSeries(List.of(), List.of());

    public RunSeries {
        calls = List.copyOf(calls);
        health = List.copyOf(health);
        traffic = List.copyOf(traffic);
    }

    /** Of a run that was not simulated, without Gatling's page. */
    public RunSeries(List<CallLine> calls, List<HealthLine> health) {
        this(calls, health, List.of(), false);
    }

    /**
     * Reads what a run's folder tells.
     *
     * @throws io.turngap.measure.MeasureException when the disk refuses
     */
    public static RunSeries of(RunFolder folder) {
        return new RunSeries(
                folder.readCalls(),
                folder.readHealth(),
                TrafficFile.read(folder.root()),
                Files.isRegularFile(folder.root().resolve(GATLING_PAGE)));
    }
}
