package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.Milestone;
import io.turngap.time.Timeline;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Turngap's own extension of the Realtime protocol, spoken by the bundled agent to callers that ask for it with the header
 * {@value #HEADER}: 1.
 *
 * <p>The story: when the session is there, the clocks are compared by pings, one after another until eight were answered, then one
 * each five seconds. An agent that does not answer three of them does not speak the extension and is left in peace. The agent tells
 * its milestones on its own clock; they are passed on mapped to ours, with the half-width of the mapping. What is known only at the
 * caller's ear is never taken from the agent.
 */
final class TurngapEvents {

    static final String HEADER = "X-Turngap-Milestones";

    /** What the agent may tell; the other milestones are the caller's to note. */
    private static final Set<String> TOLD = Set.of(
            Milestone.AGENT_SPEECH_END,
            Milestone.AGENT_TURN_END,
            Milestone.STT_FINAL,
            Milestone.LLM_REQUEST,
            Milestone.LLM_FIRST_TOKEN,
            Milestone.TOOL_START,
            Milestone.TOOL_END,
            Milestone.TTS_REQUEST,
            Milestone.TTS_FIRST_BYTE);

    /** No call lasts longer than a day; a place in the stream beyond that is not believed. */
    private static final double MOST_AUDIO_MS = 86_400_000;

    private static final int MOST_LEVER_NAME = 40;
    private static final int MOST_LEVER_VALUE = 60;

    private static final int FIRST_PINGS = 8;
    private static final int MOST_UNANSWERED = 3;
    private static final long LATER_NANOS = 5_000_000_000L;

    private final Link.Listener listener;
    private final Wire wire;
    private final Consumer<ObjectNode> sender;
    private final AgentClock clock = new AgentClock();
    private Timeline.Scheduled next = () -> {};
    private boolean waiting;
    private boolean stopped;
    private boolean spoken;
    private long sentNanos;
    private int answered;
    private int unanswered;

    /** Sends its events as JSON text messages. */
    TurngapEvents(Link.Listener listener, Wire wire) {
        this(listener, wire, wire::json);
    }

    /** Sends its events as a protocol wraps them. */
    TurngapEvents(Link.Listener listener, Wire wire, Consumer<ObjectNode> sender) {
        this.sender = sender;
        this.listener = listener;
        this.wire = wire;
    }

    /** True once the agent has shown that it speaks the extension: its milestones are then its own to tell. */
    boolean spoken() {
        return spoken;
    }

    /** Begins to compare clocks. */
    void start() {
        ping();
    }

    /** No ping follows. */
    void stop() {
        stopped = true;
        next.cancel();
    }

    private void ping() {
        if (stopped || unanswered == MOST_UNANSWERED) {
            return;
        }
        unanswered++;
        waiting = true;
        sentNanos = wire.timeline().nowNanos();
        sender.accept(RealtimeMessages.clock(sentNanos));
        next = wire.timeline().after(LATER_NANOS, this::ping);
    }

    /** Handles an event whose type begins with {@code turngap.}; false when the type is none of the extension's. */
    boolean event(long at, String type, JsonNode event) {
        switch (type) {
            case "turngap.clock" -> clock(at, event);
            case "turngap.milestone" -> milestone(at, event);
            case "turngap.answer" -> listener.answerFollows(at);
            case "turngap.about" -> about(at, event);
            case "turngap.claim" -> claim(at, event);
            case "turngap.lever" -> lever(at, event);
            default -> {
                return false;
            }
        }
        spoken = true;
        return true;
    }

    private void clock(long at, JsonNode event) {
        JsonNode received = event.path("received_ns");
        JsonNode sent = event.path("sent_ns");
        if (!waiting
                || !event.path("echo_ns").isIntegralNumber()
                || event.path("echo_ns").longValue() != sentNanos) {
            return; // An answer to a ping that was given up; there is a newer one under way.
        }
        waiting = false;
        unanswered = 0;
        if (!received.isIntegralNumber()
                || !sent.isIntegralNumber()
                || !clock.accept(sentNanos, received.longValue(), sent.longValue(), at)) {
            wire.bad(
                    at,
                    "turngap.clock with instants that cannot be true (received_ns " + brief(received) + ", sent_ns "
                            + brief(sent)
                            + "); expected are two integers, in order, no further apart than the ping took");
            return;
        }
        answered++;
        if (answered < FIRST_PINGS) {
            next.cancel();
            ping();
        }
    }

    private void milestone(long at, JsonNode event) {
        String name = event.path("name").asText("");
        JsonNode instant = event.path("at_ns");
        if (!TOLD.contains(name) || !instant.isIntegralNumber()) {
            wire.bad(
                    at,
                    "turngap.milestone \"" + name + "\" at " + brief(instant) + "; an agent may tell "
                            + TOLD.stream().sorted().toList() + ", with at_ns an integer");
        } else if (!clock.known()) {
            wire.bad(
                    at,
                    "turngap.milestone \"" + name
                            + "\" before any turngap.clock was answered: it cannot be placed in time");
        } else {
            long ours = clock.ours(instant.longValue(), at);
            double audioMs = event.path("audio_ms").asDouble(-1);
            if (name.equals(Milestone.AGENT_SPEECH_END) && audioMs >= 0 && audioMs <= MOST_AUDIO_MS) {
                listener.speechEnded(ours, audioMs, clock.uncertaintyNanos(at));
            } else {
                listener.milestone(ours, name, clock.uncertaintyNanos(at));
            }
        }
    }

    private void about(long at, JsonNode event) {
        JsonNode stages = event.path("stages");
        if (!stages.isObject() || stages.size() > 32) {
            wire.bad(at, "turngap.about without an object \"stages\" of at most 32 members");
            return;
        }
        for (var stage : stages.properties()) {
            listener.about(
                    stage.getKey(),
                    stage.getValue().path("engine").asText(""),
                    stage.getValue().path("modelled").asBoolean(false));
        }
    }

    private void claim(long at, JsonNode event) {
        String name = event.path("name").asText("");
        JsonNode ms = event.path("ms");
        if (name.isEmpty() || name.length() > 64 || !ms.isNumber() || !Double.isFinite(ms.doubleValue())) {
            wire.bad(
                    at,
                    "turngap.claim \"" + name + "\" of " + brief(ms) + "; expected are a short name and ms, a number");
        } else {
            listener.claim(name, ms.doubleValue());
        }
    }

    private void lever(long at, JsonNode event) {
        String name = event.path("name").asText("");
        String value = event.path("value").asText("");
        if (name.isEmpty() || name.length() > MOST_LEVER_NAME || value.isEmpty() || value.length() > MOST_LEVER_VALUE) {
            wire.bad(
                    at,
                    "turngap.lever with name " + brief(event.path("name")) + " and value " + brief(event.path("value"))
                            + "; expected are a name of 1 to " + MOST_LEVER_NAME + " characters and a value of 1 to "
                            + MOST_LEVER_VALUE);
        } else {
            listener.lever(at, name, value);
        }
    }

    private static String brief(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
