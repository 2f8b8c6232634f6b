package io.turngap.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.turngap.capacity.Capacity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what a search for capacity found into a folder: {@code capacity.json} and {@code capacity.html}. */
public final class CapacityReports {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private CapacityReports() {}

    /**
     * Writes both, each in one step.
     *
     * @param folder made when it is not there
     * @return the path of the page
     * @throws IOException when a file cannot be written
     */
    public static Path write(Path folder, Capacity found) throws IOException {
        Files.createDirectories(folder);
        Reports.replace(folder.resolve("capacity.json"), JSON.writeValueAsString(found) + "\n");
        Path page = folder.resolve("capacity.html");
        Reports.replace(page, HtmlCapacity.render(found));
        return page;
    }
}
