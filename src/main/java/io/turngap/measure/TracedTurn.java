package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code traces.jsonl}: what the agent's traces tell of a turn whose line in the journal is written already.
 *
 * @param call index of the call within the run
 * @param turn index of the turn within the call
 * @param matchedBy how its spans were found to be this call's: {@code trace id}, {@code session id} or {@code time}
 * @param milestonesUs instants that the protocol did not tell, µs from the last speech sample, on the caller's clock
 * @param claimsMs what the agent says of itself: metric to milliseconds
 * @param modelled stages whose latency was modelled rather than real
 * @param offsetUs how much the agent's clock was ahead of the caller's; absent when no milestone was placed
 * @param uncertaintyUs half-width of that
 * @param source the frameworks whose spans were read
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TracedTurn(
        int call,
        int turn,
        @JsonProperty("matched_by") String matchedBy,
        @JsonProperty("milestones_us") Map<String, Long> milestonesUs,
        @JsonProperty("claims_ms") Map<String, Double> claimsMs,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> modelled,
        @JsonProperty("offset_us") @Nullable Long offsetUs,
        @JsonProperty("uncertainty_us") @Nullable Long uncertaintyUs,
        List<String> source) {

    public TracedTurn {
        matchedBy = matchedBy == null ? "" : matchedBy;
        milestonesUs = milestonesUs == null ? Map.of() : milestonesUs;
        claimsMs = claimsMs == null ? Map.of() : claimsMs;
        modelled = modelled == null ? List.of() : modelled;
        source = source == null ? List.of() : source;
    }

    /** True when nothing is told. */
    @JsonIgnore
    public boolean isEmpty() {
        return milestonesUs.isEmpty() && claimsMs.isEmpty() && modelled.isEmpty();
    }

    /** This and what another host's spans tell of the same turn; what both tell is taken from here. */
    public TracedTurn and(TracedTurn other) {
        TreeSet<String> sources = new TreeSet<>(source);
        sources.addAll(other.source);
        return new TracedTurn(
                call,
                turn,
                matchedBy,
                joined(milestonesUs, other.milestonesUs),
                joined(claimsMs, other.claimsMs),
                joined(modelled, other.modelled),
                offsetUs == null ? other.offsetUs : offsetUs,
                larger(uncertaintyUs, other.uncertaintyUs),
                List.copyOf(sources));
    }

    /** The turn with what the traces tell beside what its protocol told and its caller heard, which stay as they are. */
    public Turn amend(Turn told) {
        return new Turn(
                told.call(),
                told.turn(),
                told.scenario(),
                told.utterance(),
                told.voice(),
                told.noise(),
                told.outcome(),
                told.detail(),
                told.startEpochUs(),
                joined(told.milestonesUs(), milestonesUs),
                joined(told.claimsMs(), claimsMs),
                told.bargeIn(),
                told.deadAirUs(),
                told.talkOverUs(),
                told.framesLate(),
                told.transcriptHeard(),
                told.transcriptSpoken(),
                joined(told.modelled(), modelled),
                told.levers(),
                milestonesUs.isEmpty() ? told.uncertaintyUs() : larger(told.uncertaintyUs(), uncertaintyUs),
                told.waitedUs(),
                told.probe(),
                told.toolDeadAirUs());
    }

    private static <V> Map<String, V> joined(Map<String, V> first, Map<String, V> second) {
        Map<String, V> all = new LinkedHashMap<>(first);
        second.forEach(all::putIfAbsent);
        return all;
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        second.stream().filter(name -> !all.contains(name)).forEach(all::add);
        return all;
    }

    private static @Nullable Long larger(@Nullable Long one, @Nullable Long other) {
        return one == null ? other : other == null ? one : (Long) Math.max(one, other);
    }
}
