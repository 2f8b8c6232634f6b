package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * How a telephone provider says what all of them say over a media stream: this is the caller's sound, play this, drop what is not played,
 * tell me when this was played. Known by the first message that names the stream, as Pipecat's runner knows them.
 */
interface PhoneDialect {

    /** Keys of the call's name in {@code start}: Twilio's, Plivo's, Exotel's, Telnyx's. */
    List<String> CALL_IDS = List.of("callSid", "callId", "call_sid", "call_control_id");

    /** The provider's name. */
    String provider();

    /** The form of the sound, both ways. */
    AudioForm audio();

    /** Sizes of the messages of sound that it takes. */
    PhoneFraming.Sizes sizes();

    /** Has {@code sound} played behind what was sent before. */
    void play(ClientChannel to, byte[] sound);

    /** Has everything dropped that is not played. */
    void clear(ClientChannel to);

    /** Asks to be told when everything sent before was played. */
    void mark(ClientChannel to, String name);

    /** The mark that {@code event} says was played; empty when it says something else. */
    Optional<String> played(JsonNode event);

    /** Names and values that the call was given on its way here; missing when there are none. */
    JsonNode parameters();

    /** True where the caller's sound comes in binary messages. */
    default boolean binary() {
        return false;
    }

    /**
     * The provider that opens a stream with {@code first}.
     *
     * @throws ClientError when it is a known one with sound in a form that it cannot have, or no stream of any that is known
     */
    static PhoneDialect of(JsonNode first) throws ClientError {
        String event = first.path("event").asText();
        JsonNode start = first.path("start");
        if (event.equals("websocket:connected")) {
            return VonageDialect.of(first);
        }
        if (event.equals("start")) {
            if (start.path("streamSid").isTextual()) {
                return TwilioDialect.of(start);
            }
            if (first.path("stream_id").isTextual()) {
                return TelnyxDialect.of(start);
            }
            if (first.path("stream_sid").isTextual()) {
                return ExotelDialect.of(first);
            }
            if (start.path("streamId").isTextual()) {
                return PlivoDialect.of(start);
            }
        }
        throw new ClientError(
                "invalid_event",
                "event",
                "The first message must be 'start' with a stream's id, or 'websocket:connected'; value seen: "
                        + ClientError.shown(event.isEmpty() ? first.toString() : event) + ".");
    }

    /** How the provider names the call in its opening message; empty where it does not. */
    static Optional<String> callId(JsonNode opening) {
        JsonNode start = opening.path("start");
        for (String key : CALL_IDS) {
            if (!start.path(key).asText("").isBlank()) {
                return Optional.of(ClientError.shown(start.path(key).asText()));
            }
        }
        return Optional.empty();
    }

    /** A refusal of sound in a form that {@code provider} does not have. */
    static ClientError wrongForm(String provider, String seen, String allowed) {
        return new ClientError(
                "invalid_value",
                "media format",
                provider + " sound as " + ClientError.shown(seen) + "; allowed: " + allowed + ".");
    }

    /** A message with this sound in it. */
    static ObjectNode media(byte[] sound) {
        ObjectNode event = ClientJson.object().put("event", "media");
        event.putObject("media").put("payload", Base64.getEncoder().encodeToString(sound));
        return event;
    }

    /** A message that asks for an echo, as most providers have it. */
    static ObjectNode marked(String name) {
        ObjectNode event = ClientJson.object().put("event", "mark");
        event.putObject("mark").put("name", name);
        return event;
    }

    /** The echo of {@link #marked}. */
    static Optional<String> echoed(JsonNode event) {
        return event.path("event").asText().equals("mark")
                ? Optional.of(event.path("mark").path("name").asText())
                : Optional.empty();
    }
}
