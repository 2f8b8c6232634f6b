package io.turngap.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run's folder: the paths of its files, {@code run.json} and the journal.
 *
 * @param root the folder
 */
public record RunFolder(Path root) {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final int MOST_OF_ONE_NAME = 99;
    /** Longest {@code run.json} that is read. */
    private static final long MOST_BYTES = 256L << 20;

    /** Name, beside the runs' folders, of a link to the one that was made last. */
    public static final String LATEST = "latest";

    private static final String AGAINST = "against";

    private static final int LONGEST_NAME = 60;

    /** Name of a run, such as {@code 20261123-130501-order-status}: when it started (UTC) and the scenario. Fit for a file name. */
    public static String runId(Instant startedAt, String scenarioName) {
        String shortName = fileName(scenarioName);
        String stamp = STAMP.format(startedAt.atOffset(ZoneOffset.UTC));
        return shortName.isEmpty() ? stamp : stamp + "-" + shortName;
    }

    /** A scenario's name as it may stand in one of a file; empty where nothing of it may. */
    public static String fileName(String scenarioName) {
        String name = scenarioName
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    /**
     * Makes the folder {@code reports/runId}, and lets {@code reports/latest} point to it; or with {@code -2} to {@code -99} behind it when runs began within one second.
     *
     * @throws MeasureException when it cannot be made
     */
    public static RunFolder createIn(Path reports, String runId) {
        try {
            Files.createDirectories(reports);
            for (int i = 1; i <= MOST_OF_ONE_NAME; i++) {
                Path root = reports.resolve(i == 1 ? runId : runId + "-" + i);
                try {
                    RunFolder made = new RunFolder(Files.createDirectory(root));
                    pointTo(reports.resolve(LATEST), root.getFileName());
                    return made;
                } catch (FileAlreadyExistsException e) {
                    // Somebody else's: the next name is tried.
                }
            }
        } catch (IOException e) {
            throw cannot("made", reports.resolve(runId), e);
        }
        throw new MeasureException("The folder " + reports.resolve(runId) + " and " + (MOST_OF_ONE_NAME - 1)
                + " numbered ones exist already; a new one is needed. Give --out.");
    }

    /** A link is a convenience: where none can be made, or something else has its name, there is none. */
    private static void pointTo(Path link, Path run) {
        try {
            if (Files.isSymbolicLink(link) || !Files.exists(link)) {
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, run);
            }
        } catch (IOException | UnsupportedOperationException without) {
            // The run is found by its name.
        }
    }

    /**
     * Makes a folder that the user named; an empty one is taken as it is.
     *
     * @throws MeasureException when it holds something already, or cannot be made
     */
    public static RunFolder create(Path root) {
        try {
            if (Files.isDirectory(root)) {
                try (Stream<Path> inside = Files.list(root)) {
                    Optional<Path> first = inside.findFirst();
                    if (first.isPresent()) {
                        throw new MeasureException(
                                "The folder " + root + " holds " + first.get().getFileName()
                                        + " already; a run is never overwritten, so a new or empty folder is expected."
                                        + " Give another --out, or move the old one away.");
                    }
                }
            }
            return new RunFolder(Files.createDirectories(root));
        } catch (IOException | UncheckedIOException e) {
            throw cannot("made", root, e);
        }
    }

    /**
     * A folder that a run left behind.
     *
     * @throws MeasureException when it is none
     */
    public static RunFolder open(Path root) {
        RunFolder folder = new RunFolder(root);
        if (!Files.isRegularFile(folder.runJson()) && !Files.isRegularFile(folder.turns())) {
            throw new MeasureException("There is no run in " + root
                    + "; a run's folder holds run.json and turns.jsonl. Give the folder that `run` printed.");
        }
        return folder;
    }

    /** The run's name, which is the folder's; of the baseline's side of a run, that run's with {@code -against} behind it. */
    public String name() {
        Path folder = root.toAbsolutePath().normalize();
        String name = String.valueOf(folder.getFileName());
        Path around = folder.getParent();
        return name.equals(AGAINST) && around != null && Files.isRegularFile(new RunFolder(around).runJson())
                ? around.getFileName() + "-" + name
                : name;
    }

    /** The folder of the baseline's side, a run's folder in itself, of a run that called two agents; it need not exist. */
    public Path against() {
        return root.resolve(AGAINST);
    }

    /** {@code run.json}. */
    public Path runJson() {
        return root.resolve("run.json");
    }

    /** The journal, {@code turns.jsonl}. */
    public Path turns() {
        return root.resolve("turns.jsonl");
    }

    /** {@code traces.jsonl}: what the agent's traces told of the journal's turns; need not be there. */
    public Path traces() {
        return root.resolve("traces.jsonl");
    }

    /** {@code calls.jsonl}: one line a call; folders of earlier versions have none. */
    public Path calls() {
        return root.resolve("calls.jsonl");
    }

    /** {@code health.jsonl}: how the instrument did, one line a second; folders of earlier versions have none. */
    public Path health() {
        return root.resolve("health.jsonl");
    }

    /** {@code totals.json}: what all turns add up to, where the journal holds a sample of calls; need not be there. */
    public Path totals() {
        return root.resolve("totals.json");
    }

    /** {@code latency.hlog}. */
    public Path histograms() {
        return root.resolve("latency.hlog");
    }

    /** {@code report.html}. */
    public Path reportHtml() {
        return root.resolve("report.html");
    }

    /** {@code junit.xml}. */
    public Path junitXml() {
        return root.resolve("junit.xml");
    }

    /** {@code summary.md}. */
    public Path summaryMd() {
        return root.resolve("summary.md");
    }

    /** The folder of recordings; it need not be there. */
    public Path recordings() {
        return root.resolve("recordings");
    }

    /** Starts the journal. */
    public Journal createJournal() {
        return Journal.create(turns());
    }

    /**
     * Reads the journal, with what the agent's traces told of its turns; a run that was killed before its first turn has an empty one, or
     * none.
     *
     * @throws MeasureException when the disk refuses
     */
    public JournalReader.Content readTurns() {
        JournalReader.Content journal = Files.exists(turns())
                ? JournalReader.read(turns())
                : new JournalReader.Content(java.util.List.of(), java.util.List.of(), 0, false);
        return Files.exists(traces()) ? TraceFile.amend(journal, traces()) : journal;
    }

    /**
     * Reads what all turns add up to; empty where the journal holds them all.
     *
     * @throws MeasureException when it is damaged, or the disk refuses
     */
    public Optional<Totals> readTotals() {
        if (!Files.exists(totals())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Totals.of(Json.MAPPER.readTree(Files.readAllBytes(totals()))));
        } catch (JsonProcessingException | IllegalArgumentException damaged) {
            throw new MeasureException(
                    "The file " + totals() + " is damaged: " + damaged.getMessage()
                            + "; the totals of a simulated run are expected. Without them the journal's sample can be judged alone:"
                            + " move the file away.",
                    damaged);
        } catch (IOException e) {
            throw cannot("read", totals(), e);
        }
    }

    /**
     * Writes what all turns add up to.
     *
     * @throws MeasureException when the disk refuses
     */
    public void write(Totals totals) {
        try {
            Files.write(totals(), Json.MAPPER.writeValueAsBytes(totals.toJson()));
        } catch (IOException e) {
            throw cannot("written", totals(), e);
        }
    }

    /** Starts the list of calls. */
    public CallLog createCallLog() {
        return CallLog.create(calls());
    }

    /**
     * Reads the list of calls; empty where there is none.
     *
     * @throws MeasureException when the disk refuses
     */
    public java.util.List<CallLine> readCalls() {
        return Files.exists(calls()) ? CallLog.read(calls()) : java.util.List.of();
    }

    /** Starts the record of the instrument's health. */
    public HealthLog createHealthLog() {
        return HealthLog.create(health());
    }

    /**
     * Reads how the instrument did, second by second; empty where nothing was written.
     *
     * @throws MeasureException when the disk refuses
     */
    public java.util.List<HealthLine> readHealth() {
        return Files.exists(health()) ? HealthLog.read(health()) : java.util.List.of();
    }

    /**
     * Writes what the agent's traces told of the journal's turns.
     *
     * @throws MeasureException when the disk refuses
     */
    public void writeTraces(java.util.List<TracedTurn> turns, TraceFacts facts) {
        TraceFile.write(traces(), turns, facts);
    }

    /**
     * Writes {@code run.json}; a reader, or a kill, meets the old file or the new one, never half of one.
     *
     * @throws MeasureException when the disk refuses
     */
    public void write(RunRecord run) {
        Path draft = root.resolve("run.json.tmp");
        try {
            byte[] bytes = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(run);
            try (FileChannel channel = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            try {
                Files.move(draft, runJson(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, runJson(), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw MeasureException.ofDisk(
                    runJson() + " cannot be written (" + e
                            + "). Make room on the disk, or make the folder writable; `turngap report " + root
                            + "` then makes the reports of what the journal holds.",
                    e);
        }
    }

    /**
     * Reads {@code run.json}.
     *
     * @throws MeasureException when it is missing, damaged, or of a later schema version than this program knows
     */
    public RunRecord read() {
        try {
            if (Files.size(runJson()) > MOST_BYTES) {
                throw new MeasureException("The file " + runJson() + " has " + Files.size(runJson()) + " bytes; up to "
                        + MOST_BYTES + " are read. Give a folder that `run` wrote.");
            }
            RunRecord run = Json.MAPPER.readValue(Files.readAllBytes(runJson()), RunRecord.class);
            if (run == null || run.schemaVersion() < 1 || run.schemaVersion() > RunRecord.SCHEMA_VERSION) {
                throw new MeasureException("The file " + runJson() + " has schema_version "
                        + (run == null ? "none" : run.schemaVersion()) + "; 1 to " + RunRecord.SCHEMA_VERSION
                        + " can be read. Use the version of turngap that wrote it, or a newer one.");
            }
            return run;
        } catch (NoSuchFileException e) {
            throw new MeasureException(
                    "There is no file " + runJson() + "; every run writes one as it starts. Give a run's folder.", e);
        } catch (JsonProcessingException e) {
            throw new MeasureException(
                    "The file " + runJson() + " is damaged: " + Json.reason(e) + at(e)
                            + "; a run.json of turngap is expected. The journal beside it may still be whole.",
                    e);
        } catch (IOException e) {
            throw cannot("read", runJson(), e);
        }
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static MeasureException cannot(String verb, Path path, Exception cause) {
        if (String.valueOf(cause.getMessage()).contains("No space left")) {
            return MeasureException.ofDisk(
                    path + " cannot be " + verb + ": the disk is full (" + cause + "). Make room on it.", cause);
        }
        return new MeasureException(
                path + " cannot be " + verb + " (" + cause + "). Check that the folder is there and may be written.",
                cause);
    }
}
