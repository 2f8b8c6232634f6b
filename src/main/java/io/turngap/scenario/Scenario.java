package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/**
 * What synthetic callers do, checked: everything here has passed the schema, and every value is within its bounds.
 *
 * @param name short name, in reports and file names
 * @param description what this scenario shows, for people
 * @param useCase {@code order-status}, {@code conversation} or {@code high-stakes}
 * @param file where it was read from; relative sound files are found beside it
 * @param digest SHA-256 (hex) of the effective scenario, options included
 * @param calls how many calls are made at most; of a schedule that was counted, as many as it holds
 * @param concurrency how many at once; of a schedule, how many at most
 * @param rampMs over how long the first {@code concurrency} calls start; of a schedule 0
 * @param seed origin of every random number
 * @param limits timeouts and thresholds
 * @param conditions noise, line and network of every utterance that does not say otherwise
 * @param script what one caller does, in order
 * @param link what the agent's protocol is told besides sound, as written; empty object when absent
 * @param agent settings of the bundled agent, as written; empty object when absent
 * @param gates rules, one each, as written, such as {@code ttfa p95 < 800 ms}
 * @param tools what the caller's side does when the agent wants a function called
 * @param load when calls start
 * @param budgets what the instrument owes
 * @param sloMs a reply heard within so many milliseconds (TTFA) counts as good: goodput is the share of such turns
 */
public record Scenario(
        String name,
        String description,
        String useCase,
        Path file,
        String digest,
        int calls,
        int concurrency,
        long rampMs,
        long seed,
        Limits limits,
        Conditions conditions,
        List<Step> script,
        JsonNode link,
        JsonNode agent,
        List<String> gates,
        ToolScripts tools,
        LoadPlan load,
        Budgets budgets,
        long sloMs) {

    /** More calls no run makes, on any clock. */
    public static final int MOST_CALLS = 10_000_000;

    public Scenario {
        script = List.copyOf(script);
        gates = List.copyOf(gates);
    }

    /** The target of a use case, ms of TTFA, after the article (figure F16 of {@code turngap claims}). */
    public static long targetMs(String useCase) {
        return switch (useCase) {
            case "order-status" -> 600;
            case "high-stakes" -> 1_000;
            default -> 800;
        };
    }

    /** A scenario without tools, in a closed model with the usual budgets and its use case's target. */
    public Scenario(
            String name,
            String description,
            String useCase,
            Path file,
            String digest,
            int calls,
            int concurrency,
            long rampMs,
            long seed,
            Limits limits,
            Conditions conditions,
            List<Step> script,
            JsonNode link,
            JsonNode agent,
            List<String> gates) {
        this(
                name,
                description,
                useCase,
                file,
                digest,
                calls,
                concurrency,
                rampMs,
                seed,
                limits,
                conditions,
                script,
                link,
                agent,
                gates,
                ToolScripts.NONE,
                LoadPlan.CLOSED,
                Budgets.DEFAULTS,
                targetMs(useCase));
    }

    /** The same with as many calls as its schedule holds. */
    public Scenario withCalls(int counted) {
        return new Scenario(
                name,
                description,
                useCase,
                file,
                digest,
                counted,
                Math.min(counted, concurrency),
                rampMs,
                seed,
                limits,
                conditions,
                script,
                link,
                agent,
                gates,
                tools,
                load,
                budgets,
                sloMs);
    }

    /**
     * Timeouts and thresholds.
     *
     * @param connectMs no conversation after this long: the call failed
     * @param greetingMs how long a {@code wait_for} before the first utterance waits for a greeting
     * @param replyMs no audible reply this long after the utterance: missed turn
     * @param callMs a call longer than this is ended
     * @param settleMs the agent counts as finished when it has not been heard for this long (and its protocol, where it tells, agrees)
     * @param deadAirMs both silent for longer than this, before the agent is heard or given up, is dead air
     * @param bargeInMs an agent that has not yielded to an interruption after this long never does (right-censored)
     */
    public record Limits(
            long connectMs,
            long greetingMs,
            long replyMs,
            long callMs,
            long settleMs,
            long deadAirMs,
            long bargeInMs) {}
}
