package io.turngap.link;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * A protocol as a file declares it ({@code agent-link.schema.json} says what each part means), read and checked.
 *
 * @param name in a run's record
 * @param request what is asked over HTTP before a call, for the address of its WebSocket
 * @param socket where the WebSocket is
 * @param link what a scenario's {@code link:} block may change: the value of each of its keys
 * @param toolDeclaration how the agent is told of one function on the caller's side; {@code {{tools}}} is a list of these
 * @param connect messages sent when the WebSocket is open
 * @param callerAudio the caller's sound
 * @param agentAudio the agent's sound
 * @param events what the agent's messages mean
 * @param keepAlive a message now and then
 * @param goodbye messages of a caller who hangs up
 * @param closeCodes of the agent's own
 * @param answers messages that answer what is asked of the connection
 * @param mostCalls how many may share the agent
 */
record AgentLink(
        String name,
        Optional<Ask> request,
        Socket socket,
        Optional<MessageTemplate> link,
        Optional<MessageTemplate> toolDeclaration,
        List<MessageTemplate> connect,
        CallerAudio callerAudio,
        AgentAudio agentAudio,
        EventRules events,
        Optional<KeepAlive> keepAlive,
        List<MessageTemplate> goodbye,
        Map<Integer, CloseMeaning> closeCodes,
        Answers answers,
        OptionalInt mostCalls) {

    /**
     * A request over HTTP.
     *
     * @param onlyWith the environment variable without which it is left out, and the socket's own address dialled
     * @param body JSON, where there is one
     * @param websocket where in the answer the address stands
     */
    record Ask(
            Optional<String> onlyWith,
            String method,
            TextTemplate url,
            Map<String, TextTemplate> headers,
            Optional<MessageTemplate> body,
            JsonPointer websocket) {}

    /**
     * The WebSocket.
     *
     * @param query parameters added to the address; one whose value is not known is left out
     * @param headers likewise
     */
    record Socket(
            Optional<TextTemplate> url,
            Map<String, TextTemplate> query,
            Map<String, TextTemplate> headers,
            Optional<String> subprotocols) {}

    /**
     * The caller's sound.
     *
     * @param frames of 20 ms in one message
     * @param message that carries it as base64 at {@code {{audio}}}; without one it is sent as it is, in binary messages
     */
    record CallerAudio(SoundFormat format, int frames, Optional<MessageTemplate> message) {}

    /** What binary messages of the agent are. */
    enum Binary {
        /** Sound as it is. */
        SOUND,
        /** JSON that another would send as text. */
        JSON,
        /** Nothing that is expected. */
        NONE
    }

    /**
     * The agent's sound.
     *
     * @param wav each piece may be a WAV file of its own
     */
    record AgentAudio(SoundFormat format, Binary binary, boolean wav) {}

    /**
     * A message every so often.
     *
     * @param idleOnly only when no sound was sent since the last time
     */
    record KeepAlive(double everySeconds, MessageTemplate message, boolean idleOnly) {}

    /** What a close code means. */
    record CloseMeaning(String means, Optional<Link.Ending.Kind> ending) {}

    /**
     * Messages that answer what is asked, or tell what the caller does; each is empty where the protocol has none.
     *
     * @param tool messages that answer a function
     * @param toolError messages that answer one that failed; {@code tool} where there are none
     * @param toolsAnswered messages when all functions that were called are answered and no reply is under way
     */
    record Answers(
            List<MessageTemplate> tool,
            List<MessageTemplate> toolError,
            List<MessageTemplate> toolsAnswered,
            Optional<MessageTemplate> keys,
            Optional<MessageTemplate> played,
            Optional<MessageTemplate> interrupted) {}

    /** Environment variables that it names, those of the WebSocket first. */
    Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        socket.query().values().forEach(text -> collect(text.places(), names));
        socket.headers().values().forEach(text -> collect(text.places(), names));
        request.ifPresent(ask -> {
            ask.headers().values().forEach(text -> collect(text.places(), names));
            ask.body().ifPresent(body -> collect(body.places(), names));
        });
        connect.forEach(message -> collect(message.places(), names));
        return names;
    }

    private static void collect(Set<String> places, Set<String> names) {
        for (String place : places) {
            if (place.startsWith(TextTemplate.ENVIRONMENT)) {
                names.add(place.substring(TextTemplate.ENVIRONMENT.length()));
            }
        }
    }

    /**
     * What the scenario's {@code link:} block makes of the file's own: objects are merged member by member.
     *
     * @param values for the places in the file's own; what the scenario says is taken as it is
     */
    ObjectNode settings(ObjectNode scenario, Function<String, JsonNode> values) {
        ObjectNode settings = link.flatMap(own -> own.fill(values)).orElseGet(JsonNodeFactory.instance::objectNode);
        RealtimeMessages.merge(settings, scenario);
        return settings;
    }
}
