package io.turngap.measure;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code turns.jsonl}, whatever became of the process that wrote it. A last line that was torn off is passed over; a damaged line
 * elsewhere is named and the rest is read; unknown fields are passed over; a turn with an outcome that this version does not know is
 * read as an error whose detail names it.
 */
public final class JournalReader {

    private static final int MOST_NAMED = 100;

    private JournalReader() {}

    /**
     * What was read.
     *
     * @param turns in the order of the file, which is the order in which they ended
     * @param damage lines that could not be read, the first hundred of them
     * @param damagedLines how many could not be read; a torn last line is not one of them
     * @param tornLastLine true when the file ends in the middle of a line, as after a kill
     */
    public record Content(List<Turn> turns, List<Damage> damage, long damagedLines, boolean tornLastLine) {
        public Content {
            turns = List.copyOf(turns);
            damage = List.copyOf(damage);
        }

        /** A sentence on the damage, where there is some. */
        public Optional<String> problem() {
            if (damagedLines == 0) {
                return Optional.empty();
            }
            Damage first = damage.getFirst();
            return Optional.of((damagedLines == 1 ? "1 line" : damagedLines + " lines")
                    + " of the journal could not be read and " + (damagedLines == 1 ? "is" : "are")
                    + " left out, the first is line "
                    + first.line() + ": " + first.reason());
        }
    }

    /**
     * A line that could not be read.
     *
     * @param line its number, from 1
     * @param reason what is wrong with it
     */
    public record Damage(long line, String reason) {}

    /**
     * Reads a journal.
     *
     * @throws MeasureException when there is none, or the disk refuses
     */
    public static Content read(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read(in);
        } catch (NoSuchFileException e) {
            throw new MeasureException(
                    "There is no journal " + file + "; a run's folder has one. Give the folder that `run` wrote.", e);
        } catch (IOException e) {
            throw new MeasureException("The journal " + file + " cannot be read (" + e + "). Check the file.", e);
        }
    }

    private static Content read(InputStream in) throws IOException {
        List<Turn> turns = new ArrayList<>();
        List<Damage> damage = new ArrayList<>();
        long damaged = 0;
        boolean torn = false;
        for (Lines lines = new Lines(in); lines.next(); ) {
            String text = "";
            try {
                text = lines.text();
                if (!text.isEmpty()) {
                    turns.add(parse(text));
                }
            } catch (MeasureException e) {
                // What a kill leaves is half an object, never a whole one of another kind.
                torn = lines.isLast() && text.startsWith("{") && e.getCause() instanceof JsonParseException;
                damaged += torn ? 0 : 1;
                if (!torn && damage.size() < MOST_NAMED) {
                    damage.add(new Damage(lines.number(), String.valueOf(e.getMessage())));
                }
            }
        }
        return new Content(turns, damage, damaged, torn);
    }

    private static Turn parse(String text) {
        try {
            JsonNode node = Json.MAPPER.readTree(text);
            if (!(node instanceof ObjectNode turn)) {
                throw new MeasureException("it is not a JSON object: " + shortened(text));
            }
            String outcome = turn.path("outcome").asText("");
            if (outcome.isEmpty()
                    || !turn.path("call").isInt()
                    || !turn.path("turn").isInt()) {
                throw new MeasureException(
                        "a turn has a call, a turn and an outcome; this has not: " + shortened(text));
            }
            if (Arrays.stream(Outcome.values())
                    .noneMatch(known -> known.wireName().equals(outcome))) {
                turn.put("outcome", Outcome.ERROR.wireName());
                turn.put(
                        "detail",
                        ("unknown outcome '" + outcome + "' "
                                        + turn.path("detail").asText(""))
                                .strip());
            }
            Turn read = Json.MAPPER.treeToValue(turn, Turn.class);
            read.implausible().ifPresent(what -> {
                throw new MeasureException(what + ": " + shortened(text));
            });
            return read;
        } catch (JsonProcessingException e) {
            throw new MeasureException(Json.reason(e) + ": " + shortened(text), e);
        }
    }

    private static String shortened(String text) {
        String plain = text.strip().replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 60 ? plain : plain.substring(0, 60) + "…";
    }
}
