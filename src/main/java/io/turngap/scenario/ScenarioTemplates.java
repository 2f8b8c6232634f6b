package io.turngap.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What {@code turngap init} writes: a first scenario, the schema for editors, and a workflow for CI. */
public final class ScenarioTemplates {

    /** Where a workflow runs. */
    public enum Ci {
        /** {@code .github/workflows/turngap.yml}. */
        GITHUB("github.yml", ".github/workflows/turngap.yml"),
        /** {@code turngap.gitlab-ci.yml}, to be included. */
        GITLAB("gitlab.yml", "turngap.gitlab-ci.yml");

        private final String resource;
        private final String path;

        Ci(String resource, String path) {
            this.resource = resource;
            this.path = path;
        }
    }

    /**
     * A file to write.
     *
     * @param path relative to the project
     */
    public record Template(String path, String text) {}

    private ScenarioTemplates() {}

    /** The files for a project whose CI is {@code ci}. */
    public static List<Template> of(Ci ci) {
        return List.of(
                new Template("scenarios/first-call.yaml", resource("first-call.yaml")),
                new Template("scenarios/" + ScenarioSchema.RESOURCE, ScenarioSchema.text()),
                new Template(ci.path, resource(ci.resource)));
    }

    /**
     * Writes the files under {@code project}, and makes folders as needed. Without {@code force} nothing at all is written when one of
     * them exists; but a project that has the scenario and its schema gets the workflow alone.
     *
     * @return what was written
     * @throws ScenarioException when a file exists or cannot be written
     */
    public static List<Path> write(Path project, Ci ci, boolean force) {
        List<Template> templates = of(ci);
        if (!force) {
            List<Path> there = templates.stream()
                    .map(template -> project.resolve(template.path()))
                    .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
            boolean lacksTheWorkflowOnly =
                    there.size() == templates.size() - 1 && !there.contains(project.resolve(ci.path));
            if (!there.isEmpty() && !lacksTheWorkflowOnly) {
                throw new ScenarioException(
                        there.stream().map(ScenarioTemplates::exists).toList());
            }
            templates = lacksTheWorkflowOnly ? List.of(templates.getLast()) : templates;
        }
        List<Path> written = new ArrayList<>();
        for (Template template : templates) {
            written.add(write(project.resolve(template.path()), template.text(), force));
        }
        return written;
    }

    private static Path write(Path file, String text, boolean force) {
        OpenOption[] how = force
                ? new OpenOption[] {
                    StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
                }
                : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return Files.writeString(file, text, how);
        } catch (FileAlreadyExistsException e) {
            throw new ScenarioException(exists(Path.of(e.getFile())));
        } catch (IOException e) {
            throw new ScenarioException(new Mistake(
                    Place.of(file.toString()),
                    "cannot be written",
                    e.getClass().getSimpleName() + ": " + e.getMessage(),
                    "a place that can be written to",
                    "check permissions and space, or choose another folder"));
        }
    }

    private static Mistake exists(Path file) {
        return new Mistake(
                Place.of(file.toString()),
                "already there, nothing was written",
                "an existing file",
                "a new file",
                "move it away, or overwrite it with --force");
    }

    private static String resource(String name) {
        try (InputStream in = ScenarioTemplates.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
