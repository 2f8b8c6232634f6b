package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code run.json}: what a run was and what came of it. All but the facts of the run (scenario, environment, validity) is
 * computed from the journal.
 *
 * @param schemaVersion version of this file's form; {@link #SCHEMA_VERSION}
 * @param runId name of the run, also of its folder
 * @param complete false while the run goes on, and for good when it was killed
 * @param startedAt ISO-8601 instant
 * @param wallMs how long the run took; 0 while it goes on
 * @param scenario name, description, file and digest of the scenario
 * @param seed origin of every random number
 * @param agent what was called: {@code bundled} or an address without secrets, and what it says of itself
 * @param environment machine, Java, Turngap's version
 * @param definitions what counts as audible, silent, finished: printed in every report
 * @param validity whether the instrument kept up
 * @param metrics percentiles by metric name: {@code ttfa}, {@code first_packet}, {@code answer}, {@code greeting}, {@code
 *     barge_in_stop}, {@code recovery}, {@code dead_air}, {@code tool_dead_air}, {@code talk_over}
 * @param stages percentiles by stage name
 * @param rates shares of turns or calls, from 0 to 1
 * @param counts numbers of calls and turns by kind
 * @param gates each rule and what came of it
 * @param verdict the run's verdict
 * @param traces what came of the agent's traces; absent when none were taken
 * @param inputs what the callers were made of, where it was noted: two runs compare only where this is the same
 * @param comparison this run beside what it was held against; absent where there was nothing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRecord(
        @JsonProperty("schema_version") int schemaVersion,
        @JsonProperty("run_id") String runId,
        boolean complete,
        @JsonProperty("started_at") String startedAt,
        @JsonProperty("wall_ms") long wallMs,
        ScenarioInfo scenario,
        long seed,
        AgentInfo agent,
        Map<String, String> environment,
        Map<String, String> definitions,
        Validity validity,
        Map<String, Summary> metrics,
        Map<String, Summary> stages,
        Rates rates,
        Map<String, Long> counts,
        List<GateResult> gates,
        Verdict verdict,
        @Nullable TraceFacts traces,
        @Nullable Inputs inputs,
        @Nullable Comparison comparison) {

    /** Version of the form of {@code run.json} and {@code turns.jsonl}. */
    public static final int SCHEMA_VERSION = 1;

    /** What stands for the agent's protocol where recordings were analysed and nobody was called. */
    public static final String ANALYSIS = "none (analysis of recordings)";

    public RunRecord {
        // A run.json may have been written by hand or by a version that knew less: what is missing is empty.
        runId = runId == null ? "" : runId;
        startedAt = startedAt == null ? "" : startedAt;
        scenario = scenario == null ? new ScenarioInfo("", "", "", "", 0, 0, List.of(), null) : scenario;
        agent = agent == null ? new AgentInfo("", "", Map.of(), List.of()) : agent;
        environment = environment == null ? Map.of() : environment;
        definitions = definitions == null ? Map.of() : definitions;
        validity = validity == null ? Validity.UNKNOWN : validity;
        metrics = metrics == null ? Map.of() : metrics;
        stages = stages == null ? Map.of() : stages;
        rates = rates == null ? Rates.NONE : rates;
        counts = counts == null ? Map.of() : counts;
        gates = gates == null ? List.of() : gates;
        verdict = verdict == null ? Verdict.INVALID : verdict;
    }

    /** True when the turns were found in recordings: no call was made, no instrument ran, and only what audio alone tells is there. */
    @JsonIgnore
    public boolean analysed() {
        return agent.protocol().equals(ANALYSIS);
    }

    /** What was probed; empty for a run of calls. */
    @JsonIgnore
    public Optional<ProbeKind> probe() {
        return ProbeKind.ofProtocol(agent.protocol());
    }

    /** The metric that this run is about. */
    @JsonIgnore
    public String headline() {
        return probe().map(ProbeKind::headline).orElse(Metrics.TTFA);
    }

    /** A run without traces of the agent's. */
    public RunRecord(
            int schemaVersion,
            String runId,
            boolean complete,
            String startedAt,
            long wallMs,
            ScenarioInfo scenario,
            long seed,
            AgentInfo agent,
            Map<String, String> environment,
            Map<String, String> definitions,
            Validity validity,
            Map<String, Summary> metrics,
            Map<String, Summary> stages,
            Rates rates,
            Map<String, Long> counts,
            List<GateResult> gates,
            Verdict verdict) {
        this(
                schemaVersion,
                runId,
                complete,
                startedAt,
                wallMs,
                scenario,
                seed,
                agent,
                environment,
                definitions,
                validity,
                metrics,
                stages,
                rates,
                counts,
                gates,
                verdict,
                null,
                null,
                null);
    }

    /** This run with what came of the agent's traces. */
    public RunRecord withTraces(TraceFacts facts) {
        return with(scenario, facts, inputs, comparison);
    }

    /** This run with what its callers were made of. */
    public RunRecord withInputs(@Nullable Inputs noted) {
        return with(scenario, traces, noted, comparison);
    }

    /** This run beside what it was held against. */
    public RunRecord withComparison(@Nullable Comparison compared) {
        return with(scenario, traces, inputs, compared);
    }

    /** This run of a scenario whose file has another name, as seen from another folder. */
    public RunRecord withScenarioFile(String file) {
        return with(scenario.withFile(file), traces, inputs, comparison);
    }

    private RunRecord with(
            ScenarioInfo of, @Nullable TraceFacts told, @Nullable Inputs noted, @Nullable Comparison compared) {
        return new RunRecord(
                schemaVersion,
                runId,
                complete,
                startedAt,
                wallMs,
                of,
                seed,
                agent,
                environment,
                definitions,
                validity,
                metrics,
                stages,
                rates,
                counts,
                gates,
                verdict,
                told,
                noted,
                compared);
    }

    /**
     * What the callers of a run were made of, beyond the scenario's text.
     *
     * @param fixtures SHA-256 over the sounds that the scenario says, by name and content; empty where none are heard (a simulated run)
     * @param link protocol and codec by which the agent was reached, such as {@code openai-realtime, pcm}
     */
    public record Inputs(String fixtures, String link) {
        public Inputs {
            fixtures = fixtures == null ? "" : fixtures;
            link = link == null ? "" : link;
        }
    }

    /** This run with what was computed from its journal. */
    public RunRecord with(Evaluation evaluation, List<GateResult> gateResults, Verdict runVerdict) {
        return new RunRecord(
                schemaVersion,
                runId,
                complete,
                startedAt,
                wallMs,
                scenario,
                seed,
                agent,
                environment,
                definitions,
                validity,
                evaluation.metrics(),
                evaluation.stages(),
                evaluation.rates(),
                evaluation.counts(),
                gateResults,
                runVerdict,
                traces,
                inputs,
                comparison);
    }

    /**
     * Which scenario was run.
     *
     * @param effective the whole scenario as it was run, options included
     * @param sloMs a reply heard within so many milliseconds counts as good; absent in runs of old, which had no target
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ScenarioInfo(
            String name,
            String description,
            String file,
            String digest,
            int calls,
            int concurrency,
            List<String> gates,
            @Nullable JsonNode effective,
            @JsonProperty("slo_ms") @Nullable Long sloMs) {

        /** A scenario without a target. */
        public ScenarioInfo(
                String name,
                String description,
                String file,
                String digest,
                int calls,
                int concurrency,
                List<String> gates,
                @Nullable JsonNode effective) {
            this(name, description, file, digest, calls, concurrency, gates, effective, null);
        }

        /** This scenario under another name of its file. */
        ScenarioInfo withFile(String other) {
            return new ScenarioInfo(name, description, other, digest, calls, concurrency, gates, effective, sloMs);
        }

        /** The target, ms of TTFA, where there is one. */
        public OptionalLong slo() {
            return sloMs == null || sloMs <= 0 ? OptionalLong.empty() : OptionalLong.of(sloMs);
        }

        public ScenarioInfo {
            name = name == null ? "" : name;
            description = description == null ? "" : description;
            file = file == null ? "" : file;
            digest = digest == null ? "" : digest;
            gates = gates == null ? List.of() : gates;
        }

        /** True where calls came by a schedule, whether or not others had ended; then {@code concurrency} is a bound. */
        @JsonIgnore
        public boolean isScheduled() {
            return effective != null
                    && (effective.path("load").has("rate")
                            || effective.path("load").has("phases"));
        }
    }

    /**
     * Who was called.
     *
     * @param address {@code bundled} or where the agent was reached, without secrets
     * @param protocol the link's name
     * @param stages what the agent says of its stages: stage to engine, with {@code modelled} said where it is
     * @param modelled names of the stages that the agent calls modelled
     * @param unknownEvents how many messages of types came that the link does not know, by type; they were ignored
     */
    public record AgentInfo(
            String address,
            String protocol,
            Map<String, String> stages,
            List<String> modelled,

            @JsonProperty("unknown_events") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            Map<String, Long> unknownEvents) {

        /** An agent of which all messages are known. */
        public AgentInfo(String address, String protocol, Map<String, String> stages, List<String> modelled) {
            this(address, protocol, stages, modelled, Map.of());
        }

        public AgentInfo {
            address = address == null ? "" : address;
            protocol = protocol == null ? "" : protocol;
            stages = stages == null ? Map.of() : stages;
            modelled = modelled == null ? List.of() : modelled;
            unknownEvents = unknownEvents == null ? Map.of() : unknownEvents;
        }
    }

    /**
     * Percentiles of one metric or stage, in milliseconds, from an HdrHistogram of microseconds.
     *
     * @param n values counted
     * @param p50Ms median
     * @param ci95 95 % intervals by percentile name ({@code p95_ms}), from a bootstrap over calls; absent where there are too few values
     * @param notes by percentile name: what must be said beside it, such as that the sample cannot carry it
     * @param censored how many of the values are lower bounds only
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Summary(
            @JsonInclude(JsonInclude.Include.ALWAYS) long n,
            @JsonProperty("p50_ms") @Nullable Double p50Ms,
            @JsonProperty("p90_ms") @Nullable Double p90Ms,
            @JsonProperty("p95_ms") @Nullable Double p95Ms,
            @JsonProperty("p99_ms") @Nullable Double p99Ms,
            @JsonProperty("max_ms") @Nullable Double maxMs,
            Map<String, List<Double>> ci95,
            Map<String, String> notes,
            long censored) {

        public Summary {
            ci95 = ci95 == null ? Map.of() : ci95;
            notes = notes == null ? Map.of() : notes;
        }
    }

    /**
     * Whether the instrument kept up.
     *
     * @param reasons why not; empty when valid
     * @param frameLatenessUs actual less due of the caller's frames: {@code p50}, {@code p99}, {@code p999}, {@code max}, {@code n}
     * @param arrivalLatenessUs the same of calls' starts
     * @param instrumentErrorUs error found by {@code calibrate} on this machine with the run's codec: {@code ttfa_p50}, {@code
     *     ttfa_p99} (absent below 100 turns), {@code ttfa_max}, {@code barge_in_stop_p99}…, and beside them at how many calls at once
     *     ({@code ttfa_calls}) and in how many turns ({@code ttfa_n}) it was found; absent when it was never calibrated
     * @param gcPausesMs garbage collector pauses of the instrument: {@code count}, {@code total}, {@code max}
     * @param cpu share of one core used by the instrument, and of the machine by everything: {@code instrument_cores}, {@code
     *     machine_share}; {@code cores}; {@code idle_share}, {@code stolen_share} of all of them where the system tells
     * @param instrument what else it noted of itself and its machine; absent in runs of earlier versions and where nobody was called
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Validity(
            boolean valid,
            List<String> reasons,
            @JsonProperty("frame_lateness_us") Map<String, Long> frameLatenessUs,
            @JsonProperty("arrival_lateness_us") Map<String, Long> arrivalLatenessUs,
            @JsonProperty("instrument_error_us") @Nullable Map<String, Double> instrumentErrorUs,
            @JsonProperty("gc_pauses_ms") Map<String, Double> gcPausesMs,
            Map<String, Double> cpu,
            @Nullable InstrumentFacts instrument) {

        /** Nothing was noted of the instrument, as in the folder of a run that was killed. Not valid: a gate is owed the proof. */
        public static final Validity UNKNOWN = new Validity(
                false,
                List.of("the instrument's record is missing: the run did not end"),
                Map.of(),
                Map.of(),
                null,
                Map.of(),
                Map.of());

        public Validity {
            reasons = reasons == null ? List.of() : reasons;
            frameLatenessUs = frameLatenessUs == null ? Map.of() : frameLatenessUs;
            arrivalLatenessUs = arrivalLatenessUs == null ? Map.of() : arrivalLatenessUs;
            gcPausesMs = gcPausesMs == null ? Map.of() : gcPausesMs;
            cpu = cpu == null ? Map.of() : cpu;
        }

        /** What is known where no instrument ran, or little of it was noted. */
        public Validity(
                boolean valid,
                List<String> reasons,
                Map<String, Long> frameLatenessUs,
                Map<String, Long> arrivalLatenessUs,
                @Nullable Map<String, Double> instrumentErrorUs,
                Map<String, Double> gcPausesMs,
                Map<String, Double> cpu) {
            this(valid, reasons, frameLatenessUs, arrivalLatenessUs, instrumentErrorUs, gcPausesMs, cpu, null);
        }

        /** This record with further reasons; any makes it invalid. */
        public Validity with(List<String> further) {
            List<String> all = new java.util.ArrayList<>(reasons);
            all.addAll(further);
            return judged(valid && further.isEmpty(), all);
        }

        /** This record, invalid for {@code reason} before all others. */
        public Validity withFirst(String reason) {
            List<String> all = new java.util.ArrayList<>(List.of(reason));
            all.addAll(reasons);
            return judged(false, all);
        }

        /** This record without a word on frames, where none were sent. */
        public Validity withoutFrames() {
            return new Validity(
                    valid, reasons, Map.of(), arrivalLatenessUs, instrumentErrorUs, gcPausesMs, cpu, instrument);
        }

        private Validity judged(boolean nowValid, List<String> why) {
            return new Validity(
                    nowValid,
                    List.copyOf(why),
                    frameLatenessUs,
                    arrivalLatenessUs,
                    instrumentErrorUs,
                    gcPausesMs,
                    cpu,
                    instrument);
        }
    }

    /**
     * Rates, from 0 to 1; absent where there was nothing to count.
     *
     * @param missed missed turns of all turns whose call did not break
     * @param falseCutOff turns in which the agent started before the caller was done
     * @param falseBargeIn answered turns and backchannels in which the agent stopped for noise, a cough or a backchannel
     * @param failedCalls calls that could not be made or broke
     * @param rateLimited requests of a probe that were refused for a limit on their number; they are no failed ones
     * @param wordErrors words that a probed recogniser got wrong, of those that were said
     * @param goodput turns whose reply was heard within the scenario's target; absent in runs that have none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rates(
            @Nullable Double missed,
            @JsonProperty("false_cut_off") @Nullable Double falseCutOff,
            @JsonProperty("false_barge_in") @Nullable Double falseBargeIn,
            @JsonProperty("failed_calls") @Nullable Double failedCalls,
            @JsonProperty("rate_limited") @Nullable Double rateLimited,
            @JsonProperty("word_errors") @Nullable Double wordErrors,
            @Nullable Double goodput) {

        /** Nothing was counted. */
        public static final Rates NONE = new Rates(null, null, null, null);

        /** Those of them that audio alone tells: not what the agent stopped for, and not which calls could not be made. */
        public Rates ofAudioAlone() {
            return new Rates(missed, falseCutOff, null, null);
        }

        /** The rates of calls. */
        public Rates(
                @Nullable Double missed,
                @Nullable Double falseCutOff,
                @Nullable Double falseBargeIn,
                @Nullable Double failedCalls) {
            this(missed, falseCutOff, falseBargeIn, failedCalls, null, null, null);
        }
    }

    /**
     * What came of one gate.
     *
     * @param metric what was gated, such as {@code ttfa}
     * @param rule the rule as written
     * @param value the value found; null when there was none
     * @param limit the limit
     * @param unit {@code ms} or {@code %}
     * @param ci95 interval of the value, empty when there is none
     * @param verdict pass, fail or unsure
     * @param reason a sentence for people
     * @param was of a regression, the baseline's figure: ms of a percentile, percent of a rate
     * @param is of a regression, this run's
     * @param p of a regression, the p-value, adjusted for all that were asked
     * @param moreCalls of an undecided gate, how many further calls (on either side, of a regression) would tell four times in five; absent
     *     where no number would
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GateResult(
            String metric,
            String rule,
            @Nullable Double value,
            double limit,
            String unit,
            List<Double> ci95,
            Verdict verdict,
            String reason,
            @Nullable Double was,
            @Nullable Double is,
            @Nullable Double p,
            @JsonProperty("more_calls") @Nullable Long moreCalls) {

        public GateResult {
            ci95 = ci95 == null ? List.of() : ci95;
            reason = reason == null ? "" : reason;
        }

        /** The result of a gate that compares with nothing and lacks no calls. */
        public GateResult(
                String metric,
                String rule,
                @Nullable Double value,
                double limit,
                String unit,
                List<Double> ci95,
                Verdict verdict,
                String reason) {
            this(metric, rule, value, limit, unit, ci95, verdict, reason, null, null, null, null);
        }
    }

    /** Verdict on a gate or a run. */
    public enum Verdict {
        /** Good enough, and not by chance. */
        PASS,
        /** Not good enough, and not by chance. */
        FAIL,
        /** The sample cannot tell. */
        UNSURE,
        /** The instrument did not keep up, or there was too little to measure: nothing is offered to a gate. */
        INVALID;

        /** The name in files. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
