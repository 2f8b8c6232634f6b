package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code turns.jsonl}: a caller's utterance and the agent's reply. Times are microseconds relative to the last speech sample
 * of the utterance; a milestone that was not seen is absent.
 *
 * @param call index of the call within the run, from 0
 * @param turn index of the turn within the call; 0 is the greeting (no utterance), the first utterance is 1
 * @param scenario name of the scenario
 * @param utterance fixture id or file; empty for the greeting
 * @param voice whose voice it was; empty for the greeting
 * @param noise noise bed and SNR, such as {@code cafe@15dB}; empty for none
 * @param outcome how the turn ended
 * @param detail why, where the outcome needs a word; empty otherwise
 * @param startEpochUs wall-clock microseconds since 1970 of the utterance's first speech sample, for reading beside other logs
 * @param milestonesUs instants by {@link Milestone} name, µs from the last speech sample; for the greeting from the connection
 * @param claimsMs what the agent says of itself: metric to milliseconds
 * @param bargeIn what an interruption, backchannel or noise in this turn did, where there was one
 * @param deadAirUs total of the stretches in which both were silent beyond the threshold
 * @param talkOverUs total time in which both were audible
 * @param framesLate caller frames of this turn sent more than the budget after they were due
 * @param transcriptHeard what the agent says it understood, where it tells
 * @param transcriptSpoken what the agent says it answered, where it tells
 * @param modelled names of the stages whose latency was modelled rather than real, where the agent tells
 * @param uncertaintyUs half-width of the agent-clock mapping for the milestones that the agent told, where known
 * @param levers what the agent says its levers did in this turn, such as {@code cache} {@code hit}
 * @param probe what a request to one component noted besides; absent for a turn of a call
 * @param waitedUs how long the caller waited for a reply before the turn was given up, µs from {@code speech_end}; absent unless missed
 * @param toolDeadAirUs total time in which both were silent while a tool ran, of any length; absent where no tool was seen to run
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Turn(
        int call,
        int turn,
        String scenario,
        String utterance,
        String voice,
        String noise,
        Outcome outcome,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String detail,
        @JsonProperty("start_epoch_us") long startEpochUs,
        @JsonProperty("milestones_us") Map<String, Long> milestonesUs,
        @JsonProperty("claims_ms") Map<String, Double> claimsMs,

        @JsonProperty("barge_in") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        BargeIn bargeIn,

        @JsonProperty("dead_air_us") long deadAirUs,
        @JsonProperty("talk_over_us") long talkOverUs,
        @JsonProperty("frames_late") int framesLate,

        @JsonProperty("transcript_heard") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String transcriptHeard,

        @JsonProperty("transcript_spoken") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String transcriptSpoken,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> modelled,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> levers,

        @JsonProperty("uncertainty_us") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Long uncertaintyUs,

        @JsonProperty("waited_us") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Long waitedUs,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ProbeNotes probe,

        @JsonProperty("tool_dead_air_us") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Long toolDeadAirUs) {

    /** Turn index of the greeting. */
    public static final int GREETING = 0;

    /** Longest time of a turn that is believed, µs: a day. */
    static final long MOST_US = 86_400_000_000L;

    /**
     * What an interruption, a backchannel or mere noise did.
     *
     * @param kind {@code interruption}, {@code backchannel}, or {@code noise} where the agent stopped though the caller said nothing
     * @param stopUs first audible sample of the interruption to the last audible agent sample played; absent when censored
     * @param censoredUs how long the agent was seen to go on when it never yielded; absent when it stopped
     * @param recoveryUs end of the interruption to the first settled agent audio, where there was one
     * @param falseBargeIn true when the agent stopped for a backchannel, a cough or noise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BargeIn(
            String kind,
            @JsonProperty("stop_us") @Nullable Long stopUs,
            @JsonProperty("censored_us") @Nullable Long censoredUs,
            @JsonProperty("recovery_us") @Nullable Long recoveryUs,
            @JsonProperty("false_barge_in") boolean falseBargeIn) {}

    public Turn {
        // A line of a journal may lack any field, or hold null where a value is due: both mean not seen.
        milestonesUs = seen(milestonesUs);
        probe = probe == null || probe.kind() == null ? null : probe;
        claimsMs = seen(claimsMs);
        levers = seen(levers);
        modelled = modelled == null ? List.of() : withoutNull(modelled);
        scenario = scenario == null ? "" : scenario;
        utterance = utterance == null ? "" : utterance;
        voice = voice == null ? "" : voice;
        noise = noise == null ? "" : noise;
        detail = detail == null ? "" : detail;
        transcriptHeard = transcriptHeard == null ? "" : transcriptHeard;
        transcriptSpoken = transcriptSpoken == null ? "" : transcriptSpoken;
    }

    /** A turn of a call. */
    public Turn(
            int call,
            int turn,
            String scenario,
            String utterance,
            String voice,
            String noise,
            Outcome outcome,
            String detail,
            long startEpochUs,
            Map<String, Long> milestonesUs,
            Map<String, Double> claimsMs,
            @Nullable BargeIn bargeIn,
            long deadAirUs,
            long talkOverUs,
            int framesLate,
            String transcriptHeard,
            String transcriptSpoken,
            List<String> modelled,
            Map<String, String> levers,
            @Nullable Long uncertaintyUs,
            @Nullable Long waitedUs) {
        this(
                call,
                turn,
                scenario,
                utterance,
                voice,
                noise,
                outcome,
                detail,
                startEpochUs,
                milestonesUs,
                claimsMs,
                bargeIn,
                deadAirUs,
                talkOverUs,
                framesLate,
                transcriptHeard,
                transcriptSpoken,
                modelled,
                levers,
                uncertaintyUs,
                waitedUs,
                null,
                null);
    }

    private static <V> Map<String, V> seen(@Nullable Map<String, V> values) {
        if (values == null || values.isEmpty()) {
            return Map.of();
        }
        if (values instanceof Instants) {
            return values;
        }
        Map<String, V> copy = new LinkedHashMap<>(values);
        copy.values().removeIf(Objects::isNull);
        return Collections.unmodifiableMap(copy);
    }

    private static List<String> withoutNull(List<String> values) {
        for (String value : values) {
            if (value == null) {
                return values.stream().filter(Objects::nonNull).toList();
            }
        }
        return List.copyOf(values);
    }

    /** True for the agent's greeting, which answers no utterance and is kept apart from TTFA. */
    @JsonIgnore
    public boolean isGreeting() {
        return turn == GREETING;
    }

    /** True when this line only says that a call broke: nobody spoke and nothing was noted, so it is no turn. */
    @JsonIgnore
    public boolean isEmptyError() {
        return outcome == Outcome.ERROR && utterance.isEmpty() && milestonesUs.isEmpty() && bargeIn == null;
    }

    /** Half a sentence on a time that no turn has, since sums of such would not be times any more; empty where there is none. */
    Optional<String> implausible() {
        Map<String, @Nullable Long> times = new LinkedHashMap<>(milestonesUs);
        times.put("dead_air_us", deadAirUs);
        times.put("talk_over_us", talkOverUs);
        times.put("uncertainty_us", uncertaintyUs);
        times.put("waited_us", waitedUs);
        times.put("tool_dead_air_us", toolDeadAirUs);
        if (bargeIn != null) {
            times.put("stop_us", bargeIn.stopUs());
            times.put("censored_us", bargeIn.censoredUs());
            times.put("recovery_us", bargeIn.recoveryUs());
        }
        return times.entrySet().stream()
                .filter(time -> time.getValue() != null && (time.getValue() > MOST_US || time.getValue() < -MOST_US))
                .map(time -> time.getKey() + " is " + time.getValue() + " us; up to " + MOST_US + " either way, a day,"
                        + " are read")
                .findFirst();
    }

    /** The milestone that this turn is about: the first audible sample of a call's reply, or what a probe's kind says. */
    @JsonIgnore
    public String headline() {
        return probe == null ? Milestone.FIRST_AUDIBLE : probe.kind().milestone();
    }

    /** The instant of a milestone, where it was seen. */
    public OptionalLong at(String milestone) {
        if (milestonesUs instanceof Instants instants) {
            return instants.at(milestone);
        }
        Long us = milestonesUs.get(milestone);
        return us == null ? OptionalLong.empty() : OptionalLong.of(us);
    }

    /** This turn in a call of another number. */
    public Turn ofCall(int number) {
        return new Turn(
                number,
                turn,
                scenario,
                utterance,
                voice,
                noise,
                outcome,
                detail,
                startEpochUs,
                milestonesUs,
                claimsMs,
                bargeIn,
                deadAirUs,
                talkOverUs,
                framesLate,
                transcriptHeard,
                transcriptSpoken,
                modelled,
                levers,
                uncertaintyUs,
                waitedUs,
                probe,
                toolDeadAirUs);
    }
}
