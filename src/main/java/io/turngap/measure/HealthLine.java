package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code health.jsonl}: how the instrument did in a second of a run. A second in which it was too busy to write one is part of
 * the next line. What the system does not tell is absent.
 *
 * @param startEpochUs when the second began, wall-clock microseconds since 1970 on the clock of {@link Turn#startEpochUs}
 * @param spanUs how long it was, µs; about a million
 * @param frames caller frames that left
 * @param frameLatenessP99Us how late they left at the 99th percentile, µs; 0 where none left
 * @param frameLatenessMaxUs the latest of them, µs
 * @param arrivalsDue calls whose intended start fell into it
 * @param arrivalsStarted calls that started in it, whenever they were due
 * @param loopStallMaxUs longest that an event loop came late to its own beat, µs
 * @param processStallMaxUs the same of a thread that does nothing else: where it is late too, all of the process stood still
 * @param gcPauseMs pauses of the garbage collector that ended in it, together, ms
 * @param machineBusy share of the machine's processors that was busy with anything, 0 to 1
 * @param busiestCore the same of the busiest of them
 * @param stolen share of the processors that a hypervisor gave to somebody else, 0 to 1
 * @param instrumentCores processors' worth of time that this program used
 * @param clockStepUs how far the wall clock stepped against the monotonic one, µs, either way
 * @param holds what its process held on to at the end; absent in runs of earlier versions
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HealthLine(
        @JsonProperty("start_epoch_us") long startEpochUs,
        @JsonProperty("span_us") long spanUs,
        long frames,
        @JsonProperty("frame_lateness_p99_us") long frameLatenessP99Us,
        @JsonProperty("frame_lateness_max_us") long frameLatenessMaxUs,
        @JsonProperty("arrivals_due") long arrivalsDue,
        @JsonProperty("arrivals_started") long arrivalsStarted,
        @JsonProperty("loop_stall_max_us") long loopStallMaxUs,
        @JsonProperty("process_stall_max_us") long processStallMaxUs,
        @JsonProperty("gc_pause_ms") double gcPauseMs,
        @JsonProperty("machine_busy") @Nullable Double machineBusy,
        @JsonProperty("busiest_core") @Nullable Double busiestCore,
        @Nullable Double stolen,
        @JsonProperty("instrument_cores") @Nullable Double instrumentCores,
        @JsonProperty("clock_step_us") long clockStepUs,
        @Nullable Holdings holds) {

    /** Without a word on what was held. */
    public HealthLine(
            long startEpochUs,
            long spanUs,
            long frames,
            long frameLatenessP99Us,
            long frameLatenessMaxUs,
            long arrivalsDue,
            long arrivalsStarted,
            long loopStallMaxUs,
            long processStallMaxUs,
            double gcPauseMs,
            @Nullable Double machineBusy,
            @Nullable Double busiestCore,
            @Nullable Double stolen,
            @Nullable Double instrumentCores,
            long clockStepUs) {
        this(
                startEpochUs,
                spanUs,
                frames,
                frameLatenessP99Us,
                frameLatenessMaxUs,
                arrivalsDue,
                arrivalsStarted,
                loopStallMaxUs,
                processStallMaxUs,
                gcPauseMs,
                machineBusy,
                busiestCore,
                stolen,
                instrumentCores,
                clockStepUs,
                null);
    }

    /** The same with what was held. */
    public HealthLine holding(Holdings held) {
        return new HealthLine(
                startEpochUs,
                spanUs,
                frames,
                frameLatenessP99Us,
                frameLatenessMaxUs,
                arrivalsDue,
                arrivalsStarted,
                loopStallMaxUs,
                processStallMaxUs,
                gcPauseMs,
                machineBusy,
                busiestCore,
                stolen,
                instrumentCores,
                clockStepUs,
                held);
    }
}
