package io.turngap.analyze;

import io.turngap.measure.Turn;
import java.nio.file.Path;
import java.util.List;

/**
 * What was found in one recording.
 *
 * @param call index of the call
 * @param file the recording
 * @param format rate and kind of its samples
 * @param lengthUs its length
 * @param sides which channel is the caller's, and why
 * @param placed the turns, and where they lie in the recording
 * @param notes what must be said of it, a sentence each
 */
public record Analysis(
        int call, Path file, String format, long lengthUs, Sides sides, List<Placed> placed, List<String> notes) {

    public Analysis {
        placed = List.copyOf(placed);
        notes = List.copyOf(notes);
    }

    /**
     * A turn and where it lies in the recording, in samples at 16 kHz.
     *
     * @param turn the journal's line
     * @param from first sample of the utterance; of the greeting the start of the recording
     * @param zero the turn's origin
     * @param to end of the turn (exclusive)
     */
    public record Placed(Turn turn, long from, long zero, long to) {}

    /** The lines of the journal. */
    public List<Turn> turns() {
        return placed.stream().map(Placed::turn).toList();
    }
}
