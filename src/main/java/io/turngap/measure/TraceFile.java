package io.turngap.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.turngap.measure.JournalReader.Content;
import io.turngap.measure.JournalReader.Damage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code traces.jsonl}, beside the journal: what the agent's traces told of turns that are written already, one line a turn, and a last line
 * that says how many spans were of no use. It is written once, after the last call; the journal stays as the calls left it, and whoever reads
 * a run's turns gets both.
 */
final class TraceFile {

    private TraceFile() {}

    /** The last line. */
    private record Rest(long spans_unmatched, long spans_dropped, long milestones_dropped) {}

    /** @throws MeasureException when the disk refuses */
    static void write(Path file, List<TracedTurn> turns, TraceFacts facts) {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            StringBuilder lines = new StringBuilder();
            for (TracedTurn turn : turns) {
                lines.append(Json.MAPPER.writeValueAsString(turn)).append('\n');
            }
            lines.append(Json.MAPPER.writeValueAsString(
                            new Rest(facts.spansUnmatched(), facts.spansDropped(), facts.milestonesDropped())))
                    .append('\n');
            Files.writeString(draft, lines);
            try {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw MeasureException.ofDisk(
                    file + " cannot be written (" + e + "); what the agent's traces told is lost, the journal is whole."
                            + " Make room on the disk, or make the folder writable.",
                    e);
        }
    }

    /** The journal's turns with what the traces told of them; a line that cannot be read is named among the damage. */
    static Content amend(Content journal, Path file) {
        Map<String, TracedTurn> told = new HashMap<>();
        List<Damage> damage = new ArrayList<>(journal.damage());
        long damaged = journal.damagedLines();
        long number = 0;
        try {
            for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n")) {
                number++;
                try {
                    var node = Json.MAPPER.readTree(line);
                    if (node.has("call") && node.has("turn")) {
                        TracedTurn turn = Json.MAPPER.treeToValue(node, TracedTurn.class);
                        told.put(turn.call() + "/" + turn.turn(), turn);
                    }
                } catch (JsonProcessingException e) {
                    damaged++;
                    damage.add(new Damage(number, "of " + file.getFileName() + ": " + e.getOriginalMessage()));
                }
            }
        } catch (IOException e) {
            throw new MeasureException("The file " + file + " cannot be read (" + e + "). Check the file.", e);
        }
        List<Turn> turns = journal.turns().stream()
                .map(turn -> {
                    TracedTurn traced = told.get(turn.call() + "/" + turn.turn());
                    return traced == null ? turn : traced.amend(turn);
                })
                .toList();
        return new Content(turns, damage, damaged, journal.tornLastLine());
    }
}
