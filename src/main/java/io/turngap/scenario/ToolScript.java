package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.time.Latency;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * What a tool under the tester's control does when an agent calls it: after a delay it answers, fails, or it never says anything.
 *
 * @param description what the tool is for, in the words that an agent is given; may be empty
 * @param parameters JSON Schema of its arguments, an object
 * @param delay call to answer
 * @param failRate share of calls that are answered with {@code error}
 * @param hangRate share of calls that are never answered
 * @param error what a failed call is told
 * @param status HTTP status of every answer, an error, from 400 to 599; 0 for a usual answer
 * @param garbage true to answer with what is no JSON
 * @param result what a call is answered with, its placeholders open; {@code {"ok":true}} when empty
 */
public record ToolScript(
        String description,
        JsonNode parameters,
        Latency delay,
        double failRate,
        double hangRate,
        String error,
        int status,
        boolean garbage,
        Optional<JsonNode> result) {

    /** What is answered where garbage is asked for. */
    public static final String GARBAGE = "{\"result\": \"tues";

    /** What comes of a call. */
    public enum Fate {
        /** It is answered. */
        ANSWERED,
        /** It is answered with an error. */
        FAILED,
        /** It is never answered. */
        HUNG
    }

    /** What comes of one call, and when: {@code delayNanos} after the call. */
    public record Draw(Fate fate, long delayNanos) {}

    /** What comes of the next call; takes three numbers from {@code random} whatever the script says. */
    public Draw draw(UniformRandomProvider random) {
        long delayNanos = delay.nextNanos(random);
        boolean fails = random.nextDouble() < failRate;
        boolean hangs = random.nextDouble() < hangRate;
        return new Draw(hangs ? Fate.HUNG : fails || status != 0 ? Fate.FAILED : Fate.ANSWERED, delayNanos);
    }

    /**
     * What the agent is told: JSON or plain text.
     *
     * @param name under which it was called
     * @param arguments of the call; what is no object has none
     */
    public String output(Fate fate, String name, JsonNode arguments) {
        if (garbage) {
            return GARBAGE;
        }
        if (fate != Fate.ANSWERED) {
            return errorOutput(why(name, arguments));
        }
        JsonNode filled = result(name, arguments);
        return filled.isTextual() ? filled.textValue() : filled.toString();
    }

    /** The result of a call, its placeholders filled in. */
    public JsonNode result(String name, JsonNode arguments) {
        return result.map(open -> new Placeholders(name, arguments).fill(open))
                .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("ok", true));
    }

    /** Why a call failed, for people and agents. */
    public String why(String name, JsonNode arguments) {
        return new Placeholders(name, arguments).fill(error);
    }

    /** The form in which an agent is told that its call failed. */
    public static String errorOutput(String why) {
        ObjectNode said = JsonNodeFactory.instance.objectNode().put("error", why);
        return said.toString();
    }
}
