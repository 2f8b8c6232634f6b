package io.turngap.call;

import io.turngap.link.Link;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a call went as a whole; its turns were handed over one by one.
 *
 * @param call index of the call within the run
 * @param ending how it ended, for counting
 * @param detail a sentence for people; empty when there is nothing to say
 * @param completed true when the script came to its end
 * @param dueEpochUs wall clock at the intended start, µs since 1970
 * @param startEpochUs wall clock at the attempt, µs since 1970
 * @param endEpochUs wall clock when it was over, µs since 1970
 * @param session the agent's name for the conversation; empty when it told none
 * @param connectUs from the attempt to the open conversation, µs; empty when it never opened
 * @param turns turns handed over, the greeting included
 * @param troubles how often the protocol reported an error or sent what cannot be understood
 * @param firstTroubles the first few of them
 * @param about what the agent says of its stages: stage to engine
 * @param modelled stages whose latency the agent calls modelled
 * @param framesSent frames that left the caller
 * @param framesLate frames that left later than the budget
 * @param framesLost frames that the emulated network lost
 * @param mostLateUs lateness of the latest frame, µs
 * @param recording the call's sound; not all of it where {@link Recording#whole} says so, because it went on beyond its bound
 * @param marks where each turn lies in the recording
 */
public record CallResult(
        int call,
        Link.Ending.Kind ending,
        String detail,
        boolean completed,
        long dueEpochUs,
        long startEpochUs,
        long endEpochUs,
        String session,
        OptionalLong connectUs,
        int turns,
        int troubles,
        List<String> firstTroubles,
        Map<String, String> about,
        Set<String> modelled,
        long framesSent,
        long framesLate,
        long framesLost,
        long mostLateUs,
        Recording recording,
        List<Mark> marks) {

    public CallResult {
        firstTroubles = List.copyOf(firstTroubles);
        about = Map.copyOf(about);
        modelled = Set.copyOf(modelled);
        marks = List.copyOf(marks);
    }

    /**
     * A turn's place in the recording, in samples at 16 kHz.
     *
     * @param turn index of the turn within the call
     * @param from first sample of the utterance; of the greeting the start of the stream
     * @param speechEnd last speech sample
     * @param to end of the turn (exclusive)
     */
    public record Mark(int turn, int from, int speechEnd, int to) {}

    /** The kind of its ending as files say it, such as {@code hung_up}. */
    public String endingName() {
        return ending.name().toLowerCase(Locale.ROOT);
    }

    /** True when the call could not be made, broke, or was ended before its script. */
    public boolean failed() {
        return !completed;
    }
}
