package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code calls.jsonl}: a call as a whole, written when it ended. Its turns stand in {@code turns.jsonl}. Instants are wall-clock
 * microseconds since 1970 on the clock of {@link Turn#startEpochUs}.
 *
 * @param call index of the call within the run, from 0
 * @param dueEpochUs when the schedule wanted it to start; what a caller waits for is counted from here, however late the instrument was
 * @param startEpochUs when the attempt was made
 * @param connectedEpochUs when the conversation was open; absent when it never was
 * @param endEpochUs when it was over
 * @param ending kind of ending, lower case, such as {@code hung_up}, {@code unreachable}, {@code agent_closed}; {@code not_tried} for a
 *     call that was given up before it was made
 * @param failed true when the script did not come to its end
 * @param detail a sentence for people; empty when there is nothing to say
 * @param turns turns in the journal, the greeting included
 * @param framesSent frames that left the caller
 * @param framesLate frames that left later than the budget
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallLine(
        int call,
        @JsonProperty("due_epoch_us") long dueEpochUs,
        @JsonProperty("start_epoch_us") long startEpochUs,
        @JsonProperty("connected_epoch_us") @Nullable Long connectedEpochUs,
        @JsonProperty("end_epoch_us") long endEpochUs,
        String ending,
        boolean failed,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String detail,
        int turns,
        @JsonProperty("frames_sent") long framesSent,
        @JsonProperty("frames_late") long framesLate) {

    public CallLine {
        ending = ending == null ? "" : ending;
        detail = detail == null ? "" : detail;
    }

    /** From the intended start to the open conversation, µs; empty when it never opened. */
    @JsonIgnore
    public OptionalLong connectUs() {
        return connectedEpochUs == null ? OptionalLong.empty() : OptionalLong.of(connectedEpochUs - dueEpochUs);
    }

    /** This line with another number. */
    public CallLine ofCall(int number) {
        return new CallLine(
                number,
                dueEpochUs,
                startEpochUs,
                connectedEpochUs,
                endEpochUs,
                ending,
                failed,
                detail,
                turns,
                framesSent,
                framesLate);
    }
}
