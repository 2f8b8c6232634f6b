package io.turngap.report;

import io.turngap.history.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a history as {@code history.html}. */
public final class HistoryReports {

    private HistoryReports() {}

    /**
     * Writes the page in one step.
     *
     * @param folder made when it is not there
     * @param runs where the runs' folders stand
     * @return the path of the page
     * @throws IOException when it cannot be written
     */
    public static Path write(Path folder, Path runs, History history) throws IOException {
        Files.createDirectories(folder);
        Path page = folder.resolve("history.html");
        Reports.replace(page, HtmlHistory.render(history, links(folder, runs)));
        return page;
    }

    private static String links(Path folder, Path runs) {
        Path way = folder.toAbsolutePath()
                .normalize()
                .relativize(runs.toAbsolutePath().normalize());
        StringBuilder links = new StringBuilder();
        for (Path part : way) {
            String name = part.toString();
            links.append(name.isEmpty() || name.equals("..") ? name : HtmlHistory.path(name))
                    .append(name.isEmpty() ? "" : "/");
        }
        return links.toString();
    }
}
