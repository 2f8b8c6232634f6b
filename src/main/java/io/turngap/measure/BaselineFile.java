package io.turngap.measure;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/**
 * A compact baseline: one text file, fit for git, with one run or several of a scenario ({@link CompactRun}), a line a call. Each run has
 * a digest over its content: a file that was changed by hand, or in a merge, is refused rather than believed.
 *
 * @param name what it is called, such as {@code main}
 * @param runs in the order in which they were saved
 */
public record BaselineFile(String name, List<StoredRun> runs) {

    /** What {@code kind} says in such a file. */
    public static final String KIND = "turngap baseline";
    /** Version of the form. */
    public static final int SCHEMA_VERSION = 1;

    /** The most runs that a file holds. */
    public static final int MOST_RUNS = 50;

    private static final long MOST_BYTES = 256L << 20;
    private static final String SHA = "sha256";

    public BaselineFile {
        runs = List.copyOf(runs);
    }

    /**
     * Writes it; a reader meets the old file or the new one, never half of one.
     *
     * @return its size, bytes
     * @throws MeasureException when the disk refuses
     */
    public long write(Path file) {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(draft, bytes);
            try {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return bytes.length;
        } catch (IOException e) {
            forget(draft);
            throw MeasureException.ofDisk(
                    "The baseline " + file + " cannot be written (" + e
                            + "). Make room on the disk, or give a folder that can be written with --dir.",
                    e);
        }
    }

    /** Half a file helps nobody, least of all where the disk is full. */
    private static void forget(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException stays) {
            // What matters is being said.
        }
    }

    private String text() throws JsonProcessingException {
        StringBuilder text = new StringBuilder("{\n\"kind\": " + quoted(KIND) + ",\n\"schema_version\": "
                + SCHEMA_VERSION + ",\n\"name\": " + quoted(name) + ",\n\"runs\": [");
        for (int i = 0; i < runs.size(); i++) {
            text.append(i == 0 ? "\n" : ",\n");
            append(text, CompactRun.encode(runs.get(i)));
        }
        return text.append("\n]\n}\n").toString();
    }

    private static void append(StringBuilder text, ObjectNode run) throws JsonProcessingException {
        text.append("{\n\"run\": ")
                .append(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(run.path("run")));
        for (String list : List.of("outcomes", "utterances", "columns")) {
            text.append(",\n\"").append(list).append("\": ").append(run.path(list));
        }
        text.append(",\n\"" + SHA + "\": ").append(quoted(digest(run))).append(",\n\"calls\": [");
        String before = "\n";
        for (JsonNode call : run.path("calls")) {
            text.append(before).append(call);
            before = ",\n";
        }
        text.append("\n]}");
    }

    private static String quoted(String text) throws JsonProcessingException {
        return Json.MAPPER.writeValueAsString(text);
    }

    /** SHA-256 of the run as it is read again, spaces and the digest itself apart. */
    private static String digest(JsonNode run) throws JsonProcessingException {
        ObjectNode again = (ObjectNode) Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(run));
        again.remove(SHA);
        byte[] bytes = Json.MAPPER.writeValueAsBytes(again);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }

    /**
     * Reads one.
     *
     * @throws MeasureException when it is none, is damaged, was changed, is of a later version, or the disk refuses
     */
    public static BaselineFile read(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw wrong(file, "has " + Files.size(file) + " bytes, and up to " + MOST_BYTES + " are read");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new MeasureException(
                    "The baseline " + file + " cannot be read (" + e
                            + "); a file that `turngap baseline save` wrote is expected. Check its name and who may read it.",
                    e);
        }
        try {
            // Of bytes Jackson finds out itself whether an editor put a byte order mark before them, or made UTF-16 of
            // them.
            return parse(
                    file,
                    Json.MAPPER
                            .reader()
                            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                            .readTree(bytes));
        } catch (JsonProcessingException e) {
            throw new MeasureException(message(file, damage(new String(bytes, StandardCharsets.UTF_8), e)), e);
        } catch (IOException e) {
            throw new MeasureException(message(file, "is no text that can be read (" + e.getMessage() + ")"), e);
        }
    }

    private static String damage(String text, JsonProcessingException e) {
        if (text.startsWith("<<<<<<<") || text.contains("\n<<<<<<<")) {
            return "holds an unsolved merge conflict of git";
        }
        JsonLocation at = e.getLocation();
        String place = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return "is no whole JSON" + place + ": it is damaged, was cut short, or is something else";
    }

    private static BaselineFile parse(Path file, JsonNode root) throws JsonProcessingException {
        if (!root.path("kind").asText("").equals(KIND)) {
            throw wrong(
                    file,
                    "is JSON of another kind"
                            + (root.isObject() && !root.isEmpty() ? " (with " + keys(root) + ")" : ""));
        }
        int version = root.path("schema_version").asInt();
        if (version != SCHEMA_VERSION) {
            throw new MeasureException("The baseline " + file + " has schema_version "
                    + (root.has("schema_version") ? root.path("schema_version") : "none") + "; " + SCHEMA_VERSION
                    + " can be read. Use the version of turngap that wrote it, or a newer one.");
        }
        List<StoredRun> runs = new ArrayList<>();
        for (JsonNode run : root.path("runs")) {
            if (runs.size() == MOST_RUNS) {
                throw wrong(file, "holds more than " + MOST_RUNS + " runs");
            }
            if (!run.isObject() || !digest(run).equals(run.path(SHA).asText())) {
                throw wrong(
                        file,
                        "was changed after it was saved: the digest of its run " + (runs.size() + 1)
                                + " is not its own");
            }
            try {
                runs.add(CompactRun.decode(run));
            } catch (IllegalArgumentException strange) {
                throw new MeasureException(message(file, "cannot be understood: " + strange.getMessage()), strange);
            }
        }
        if (runs.isEmpty()) {
            throw wrong(file, "holds no run");
        }
        return new BaselineFile(root.path("name").asText(""), runs);
    }

    private static String keys(JsonNode root) {
        List<String> some = new ArrayList<>();
        for (Iterator<String> names = root.fieldNames(); names.hasNext() && some.size() < 3; ) {
            String key = names.next();
            some.add(key.length() <= 20 ? key : key.substring(0, 20) + "…");
        }
        return String.join(", ", some);
    }

    private static MeasureException wrong(Path file, String what) {
        return new MeasureException(message(file, what));
    }

    private static String message(Path file, String what) {
        return "The file " + file + " " + what
                + "; a baseline that `turngap baseline save` wrote is expected. Save it again from its run, or take it from git.";
    }
}
