package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code recordings/index.json}: which turns of a run were kept as sound. Each file is stereo, caller left, agent right, 16 bits.
 */
public final class RecordingIndex {

    /** Name of the folder inside a run's folder. */
    public static final String FOLDER = "recordings";

    private static final String FILE = "index.json";
    private static final String RELATIVE = FOLDER + "/" + FILE;
    private static final int MAX_BYTES = 16 << 20;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private RecordingIndex() {}

    /**
     * The sound of one turn.
     *
     * @param call index of the call
     * @param turn index of the turn within the call
     * @param wav the file
     * @param zeroUs position within the file, µs, of the turn's origin: {@link Milestone#SPEECH_END}, for the greeting the connection
     */
    public record Recording(int call, int turn, Path wav, long zeroUs) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Entry(
            @JsonProperty("call") int call,
            @JsonProperty("turn") int turn,
            @JsonProperty("wav") @Nullable String wav,
            @JsonProperty("zero_us") long zeroUs) {}

    /** Name of a turn's file, such as {@code call-0003-turn-02.wav}. */
    public static String fileName(int call, int turn) {
        return String.format(Locale.ROOT, "call-%04d-turn-%02d.wav", call, turn);
    }

    /**
     * Writes the index into {@code runFolder/recordings}, in one step: a reader sees the old one or the new one.
     *
     * @param recordings only the file names of their paths are written; the files are expected in the same folder
     */
    public static void write(Path runFolder, List<Recording> recordings) throws IOException {
        Path folder = Files.createDirectories(runFolder.resolve(FOLDER));
        List<Entry> entries = recordings.stream()
                .map(r -> new Entry(r.call(), r.turn(), String.valueOf(r.wav().getFileName()), r.zeroUs()))
                .toList();
        Path draft = Files.createTempFile(folder, FILE, ".tmp");
        try {
            Files.write(draft, JSON.writeValueAsBytes(entries));
            Files.move(
                    draft, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * Reads the index of a run; empty when the run kept no sound. A name that is not a plain {@code .wav} file name is refused, so that a
     * folder from elsewhere cannot make a report that holds other files of this machine.
     *
     * @throws IOException when the index cannot be read or is not one
     */
    public static List<Recording> read(Path runFolder) throws IOException {
        Path folder = runFolder.resolve(FOLDER);
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(RELATIVE + " has " + Files.size(file) + " bytes; at most " + MAX_BYTES
                    + " are allowed: delete it, the report is made without sound then");
        }
        List<Recording> recordings = new ArrayList<>();
        for (Entry entry : entries(file)) {
            recordings.add(new Recording(entry.call, entry.turn, within(folder, entry.wav), entry.zeroUs));
        }
        return List.copyOf(recordings);
    }

    private static List<Entry> entries(Path file) throws IOException {
        String why;
        try {
            @Nullable Entry @Nullable [] entries = JSON.readValue(Files.readAllBytes(file), Entry[].class);
            if (entries != null && Arrays.stream(entries).allMatch(Objects::nonNull)) {
                return Arrays.stream(entries).map(Objects::requireNonNull).toList();
            }
            why = "an entry is null";
        } catch (JacksonException e) {
            why = e.getOriginalMessage();
        }
        throw new IOException(RELATIVE + " is not an index of recordings (" + why
                + "); expected a list of {call, turn, wav, zero_us}: delete it, the report is made without sound then");
    }

    private static Path within(Path folder, @Nullable String name) throws IOException {
        if (name == null || !name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,120}\\.wav")) {
            throw new IOException(RELATIVE + " names the file \"" + name
                    + "\"; expected a plain name such as call-0003-turn-02.wav: correct or delete the entry");
        }
        return folder.resolve(name);
    }
}
