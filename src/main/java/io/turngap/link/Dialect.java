package io.turngap.link;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words of one telephone provider for what all of them do: a hook is asked what to do with a call, answers with a stream, and over the
 * stream the caller's sound goes to the agent and the agent's comes back. Everything else is {@link PhoneStreams}' and {@link
 * PhoneConversation}'s. A dialect keeps nothing of a call; one object serves all.
 */
interface Dialect {

    /** What stands before the colon of an address, such as {@code twilio}. */
    String prefix();

    /** Name of the protocol in a run's record. */
    String protocolName();

    /** Name of the provider, for people. */
    String provider();

    /** The variable of the secret with which requests are signed, where the provider has one that a caller can know. */
    default Optional<String> keyVariable() {
        return Optional.empty();
    }

    /** Format of the sound where nobody asked for another; {@code stream} is where it goes. */
    SoundFormat sound(AgentAddress stream);

    /** How many frames of 20 ms go into a message. */
    default int framesAMessage() {
        return 1;
    }

    // The hook.

    /** How the hook is asked: as a posted form, or with a query where the method is {@code GET}. */
    String hookMethod();

    /** What the hook is told of a call, in the provider's names. */
    Map<String, String> hookParameters(PhoneCall call);

    /** Headers that prove who asks; {@code form} holds the parameters that are posted. */
    default Map<String, String> signature(Keys keys, String url, Map<String, String> form) {
        return Map.of();
    }

    /** What the hook's answer comes to. */
    CallAnswer answer(byte[] body, AgentAddress hook);

    // What the agent is told over the stream. Sequence numbers count the stream's messages from 1, which is its start.

    /** What the call is called, by which an agent's traces and logs may be found. */
    default String callId(PhoneCall call) {
        return call.callSid();
    }

    /** What is said first, the start last. */
    List<ObjectNode> opening(PhoneCall call, StreamOrder order);

    /** How the caller's sound is wrapped; empty where it goes as binary messages. */
    Optional<MediaMessage> media(PhoneCall call);

    /** All sound before that mark was played. */
    ObjectNode played(PhoneCall call, long sequence, String mark);

    /** What is waiting was dropped as the agent asked, where the provider confirms that. */
    default Optional<ObjectNode> cleared(PhoneCall call, long sequence) {
        return Optional.empty();
    }

    /** A key was pressed. */
    ObjectNode digit(PhoneCall call, long sequence, char key);

    /** The caller hung up, where the provider says so before it closes. */
    default Optional<ObjectNode> stop(PhoneCall call, long sequence) {
        return Optional.empty();
    }

    // What the agent says over the stream.

    /** The event that carries sound, where it comes as text. */
    String audioEvent();

    /** The key at the top under which the agent names the stream. */
    String streamKey();

    /** What the stream is called. */
    String streamId(PhoneCall call);

    /** True when the provider passes over what does not name the stream. */
    default boolean streamIdNeeded() {
        return false;
    }

    /** What a message means that is no plain piece of sound. */
    AgentSays read(ObjectNode message);

    /** A message of that event. */
    static ObjectNode event(String name) {
        return JsonNodeFactory.instance.objectNode().put("event", name);
    }

    /** An object with these texts. */
    static ObjectNode texts(Map<String, String> values) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        new java.util.TreeMap<>(values).forEach(object::put);
        return object;
    }
}
