package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of an agent's traces in a run; {@code traces} of {@code run.json}.
 *
 * @param addresses where they could be sent
 * @param exports requests with traces
 * @param metricExports requests with metrics, which are not used
 * @param logExports requests with logs, which are not used
 * @param refusedRequests requests that could not be read
 * @param spansReceived spans that came
 * @param spansMatched spans of this run's calls
 * @param spansUnmatched spans of no call, or of none that could be told
 * @param spansDropped spans without ids or times that can be, or beyond the room there is
 * @param spansRepeated spans that came again
 * @param callsMatchedBy how calls were found, to how many of them
 * @param turnsAmended turns of which something was told
 * @param milestonesFilled milestones put into turns
 * @param milestonesDropped milestones that would lie before the caller's last word or after the reply was heard
 * @param unplaced what was told of no turn
 * @param waitedMs how long late spans were waited for after the last call
 * @param cpuMs processor time that receiving took, ms
 * @param clocks the hosts' clocks
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TraceFacts(
        List<String> addresses,
        long exports,
        @JsonProperty("metric_exports") long metricExports,
        @JsonProperty("log_exports") long logExports,
        @JsonProperty("refused_requests") long refusedRequests,
        @JsonProperty("spans_received") long spansReceived,
        @JsonProperty("spans_matched") long spansMatched,
        @JsonProperty("spans_unmatched") long spansUnmatched,
        @JsonProperty("spans_dropped") long spansDropped,
        @JsonProperty("spans_repeated") long spansRepeated,
        @JsonProperty("calls_matched_by") Map<String, Long> callsMatchedBy,
        @JsonProperty("turns_amended") long turnsAmended,
        @JsonProperty("milestones_filled") long milestonesFilled,
        @JsonProperty("milestones_dropped") long milestonesDropped,
        long unplaced,
        @JsonProperty("waited_ms") long waitedMs,
        @JsonProperty("cpu_ms") @Nullable Double cpuMs,
        List<Clock> clocks) {

    public TraceFacts {
        addresses = addresses == null ? List.of() : addresses;
        callsMatchedBy = callsMatchedBy == null ? Map.of() : callsMatchedBy;
        clocks = clocks == null ? List.of() : clocks;
    }

    /**
     * A host's clock.
     *
     * @param host the host, as its traces name it
     * @param state {@code same clock}, {@code estimated}, {@code too uncertain}, {@code inconsistent} or {@code unknown}; milestones are
     *     placed in the first two only
     * @param sources the frameworks whose spans it stamped
     * @param calls calls that it stamped spans of
     * @param offsetUs how much it is ahead of the caller's; absent when no milestone can be placed by it
     * @param uncertaintyUs half-width of the offset
     * @param loUs least offset that causality leaves, where it bounds it
     * @param hiUs greatest offset that causality leaves
     * @param turnsAgreeing turns that agree on that interval
     * @param turns turns that say something of it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Clock(
            String host,
            String state,
            List<String> sources,
            int calls,
            @JsonProperty("offset_us") @Nullable Long offsetUs,
            @JsonProperty("uncertainty_us") @Nullable Long uncertaintyUs,
            @JsonProperty("lo_us") @Nullable Long loUs,
            @JsonProperty("hi_us") @Nullable Long hiUs,
            @JsonProperty("turns_agreeing") int turnsAgreeing,
            int turns) {

        public Clock {
            host = host == null ? "" : host;
            state = state == null ? "" : state;
            sources = sources == null ? List.of() : sources;
        }
    }
}
