package io.turngap.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.turngap.claims.Ablation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what an ablation found into a folder: {@code ablation.json}, {@code ablation.md}, {@code ablation.html}. */
public final class AblationReports {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private AblationReports() {}

    /**
     * Writes all three, each in one step.
     *
     * @param folder made when it is not there
     * @return the path of the page
     * @throws IOException when a file cannot be written
     */
    public static Path write(Path folder, Ablation ablation) throws IOException {
        Files.createDirectories(folder);
        Reports.replace(folder.resolve("ablation.json"), json(ablation) + "\n");
        Reports.replace(folder.resolve("ablation.md"), AblationMarkdown.render(ablation));
        Path page = folder.resolve("ablation.html");
        Reports.replace(page, HtmlAblation.render(ablation));
        return page;
    }

    /** The file's content, also for {@code --json}. */
    public static String json(Ablation ablation) throws IOException {
        return JSON.writeValueAsString(ablation);
    }
}
