package io.turngap.report;

import io.turngap.measure.RecordingIndex;
import io.turngap.measure.RecordingIndex.Recording;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Writes the reports of a run into its folder: {@code report.html}, {@code junit.xml}, {@code summary.md}. */
public final class Reports {

    private Reports() {}

    /** As {@link #write(Path, RunRecord, List, Map)} where the texts of the utterances are not known. */
    public static Path write(Path folder, RunRecord run, List<Turn> turns) throws IOException {
        return write(folder, run, turns, Map.of());
    }

    /**
     * Writes all reports, each in one step: a reader sees the old file or the new one. Sound comes from {@code recordings/} where there is
     * any; an index that cannot be read costs the sound, not the report, and the page says so. Calls and the instrument's health come from
     * the files beside it, where there are such.
     *
     * @param folder the run's folder; made when it is not there
     * @param turns the journal, in any order
     * @param texts what an utterance says, by its id, where known
     * @return the path of the page
     * @throws IOException when a file cannot be written
     */
    public static Path write(Path folder, RunRecord run, List<Turn> turns, Map<String, String> texts)
            throws IOException {
        return write(folder, run, turns, texts, false);
    }

    /**
     * As {@link #write(Path, RunRecord, List, Map)}.
     *
     * @param unsureFails true where a gate that could not be decided fails the run: then it is a failure in {@code junit.xml}
     */
    public static Path write(
            Path folder, RunRecord run, List<Turn> turns, Map<String, String> texts, boolean unsureFails)
            throws IOException {
        Files.createDirectories(folder);
        RunSeries series = RunSeries.of(new RunFolder(folder));
        replace(
                folder.resolve("summary.md"),
                MarkdownSummary.render(run, turns, series)
                        + (run.comparison() == null ? TrafficText.markdown(series.traffic()) : ""));
        replace(folder.resolve("junit.xml"), JunitXml.render(run, unsureFails));
        Path page = folder.resolve("report.html");
        List<Recording> recordings = List.of();
        String problem = "";
        try {
            recordings = RecordingIndex.read(folder);
        } catch (IOException e) {
            problem = "No sound: " + e.getMessage();
        }
        replace(page, HtmlReport.render(run, turns, recordings, problem, texts, series));
        return page;
    }

    /** Writes a file in one step. */
    static void replace(Path file, String content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.writeString(draft, content, StandardCharsets.UTF_8);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
