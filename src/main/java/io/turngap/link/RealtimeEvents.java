package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.Milestone;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the events of an OpenAI Realtime session mean to a caller. Both GA and beta names are understood, and nothing depends on the order
 * of events beyond what their ids say.
 *
 * <p>Milestones that the protocol itself shows, as arrivals here: {@code speech_stopped} is the decision that the turn is over, {@code
 * response.created} the request to the model, the first transcript delta of a reply its first token, and a finished transcription of the
 * caller the final transcript, though only when it comes before the reply is begun: after that it did not stand on the way to the reply.
 * An agent that speaks {@link TurngapEvents} tells its milestones itself, and none is taken from here.
 *
 * <p>{@code speech_started} while a reply may still be playing means that a client stops playing at once, as the official ones do, unless
 * the session says {@code interrupt_response: false}.
 */
final class RealtimeEvents {

    /** What events ask of the connection. */
    interface Host {
        /** The session exists; {@code session} is what the agent says of it. */
        void sessionCreated(long at, JsonNode session);

        /** The agent took our settings; {@code session} is what is now in force. */
        void sessionUpdated(long at, JsonNode session);

        /** The agent refused our settings, and said why. */
        void sessionRefused(long at, String why);

        /** Audio arrives. */
        void audioArrives(long at);
    }

    /** A client's buffer may play a little longer than the sound that arrived lasts. */
    private static final long PLAYOUT_SLACK_NANOS = 500_000_000L;

    private static final int MOST_TEXT = 10_000;

    private final Link.Listener listener;
    private final Host host;
    private final TurngapEvents own;
    private final Wire wire;
    private final IncomingSound sound;
    private final Replies replies = new Replies();
    private final RealtimeTools tools;

    private boolean interruptible = true;
    private boolean turnAwaitsReply;

    RealtimeEvents(Link.Listener listener, Host host, TurngapEvents own, Wire wire) {
        this.listener = listener;
        this.host = host;
        this.own = own;
        this.wire = wire;
        this.sound = new IncomingSound(wire, listener, WireFormat.PCM.sound());
        this.tools = new RealtimeTools(listener, wire);
    }

    /** From now on audio arrives in {@code format}. */
    void outputFormat(WireFormat format) {
        sound.format(format.sound());
    }

    /** Whether the agent stops its reply when the caller speaks. */
    void interruptible(boolean value) {
        interruptible = value;
    }

    /** Where {@code playedMs} of a reply lies, for {@code conversation.item.truncate}. */
    Optional<Replies.Played> playedUpTo(String replyId, long playedMs) {
        return replies.known(replyId).flatMap(reply -> reply.playedUpTo(playedMs));
    }

    /** Handles the first {@code length} bytes, one event that arrived at {@code at}. */
    void event(long at, byte[] text, int length) {
        EventScan scan = wire.scratch().scan;
        if (scan.audioDelta(text, length)) {
            audio(at, text, scan.deltaFrom(), scan.deltaTo(), scan.responseId(), scan.itemId(), scan.contentIndex());
            return;
        }
        ObjectNode event = JsonMessages.object(wire, at, text, length).orElse(null);
        if (event == null) {
            return;
        }
        String type = event.path("type").asText("");
        if (type.isEmpty()) {
            wire.bad(
                    at,
                    "JSON that is no event (expected is an object with a \"type\"): "
                            + new String(text, 0, Math.min(length, 400), StandardCharsets.UTF_8));
            return;
        }
        known(at, type, event);
    }

    private void known(long at, String type, JsonNode event) {
        switch (type) {
            case "session.created" -> sessionCreated(at, event);
            case "session.updated" -> host.sessionUpdated(at, event.path("session"));
            case "input_audio_buffer.speech_started" -> speechStarted(at);
            case "input_audio_buffer.speech_stopped" -> {
                turnAwaitsReply = true;
                milestone(at, Milestone.AGENT_TURN_END);
            }
            case "conversation.item.input_audio_transcription.completed" -> heard(at, event);
            case "conversation.item.input_audio_transcription.failed" ->
                wire.trouble(at, "transcription of the caller failed: " + error(event.path("error")));
            case "response.created" ->
                created(at, replies.of(event.path("response").path("id").asText("")));
            case "response.output_audio_transcript.delta", "response.audio_transcript.delta" -> token(at, event);
            case "response.output_audio_transcript.done", "response.audio_transcript.done" ->
                said(at, reply(event), event.path("transcript").asText(""));
            case "response.output_audio.delta", "response.audio.delta" -> slowAudio(at, event);
            case "response.output_audio.done", "response.audio.done" -> sound.finish(at, reply(event).id);
            case "response.output_item.added" -> {
                if (RealtimeTools.isCall(event.path("item"))) {
                    firstToken(at, reply(event));
                }
            }
            case "response.function_call_arguments.done" -> {
                firstToken(at, reply(event));
                tools.argumentsDone(at, reply(event).id, event);
            }
            case "response.output_item.done" -> {
                if (RealtimeTools.isCall(event.path("item"))) {
                    firstToken(at, reply(event));
                    tools.called(at, reply(event).id, event.path("item"));
                }
            }
            case "response.done" -> done(at, event.path("response"));
            case "error" -> failed(at, event.path("error"));
            case "warning" -> wire.trouble(at, "the agent warns: " + error(event.path("warning")));
            case "transcription.delta",
                    "transcription.done",
                    "transcription_session.created",
                    "transcription_session.updated" -> transcribesOnly(wire, "it sent " + type);
            default -> other(at, type, event);
        }
    }

    private void sessionCreated(long at, JsonNode event) {
        if (!event.has("session") && event.path("created").isNumber()) {
            transcribesOnly(wire, "its session.created is that of vLLM, whose realtime path holds no conversation");
            return;
        }
        host.sessionCreated(at, event.path("session"));
    }

    /** Ends the call with somebody who will never reply; {@code sign} is how that shows. */
    static void transcribesOnly(Wire wire, String sign) {
        wire.end(
                Link.Ending.Kind.PROTOCOL,
                wire.agent() + " only transcribes (" + sign
                        + "): a reply will never come. Give the address and model of an agent that speaks");
    }

    private void other(long at, String type, JsonNode event) {
        boolean ours = type.startsWith("turngap.") && own.event(at, type, event);
        if (!ours && !RealtimeEventTypes.withoutMeaning(type)) {
            wire.unknown(type);
        }
    }

    private Replies.Reply reply(JsonNode event) {
        return replies.of(event.path("response_id").asText(""));
    }

    private void milestone(long at, String name) {
        if (!own.spoken()) {
            listener.milestone(at, name, 0);
        }
    }

    private void speechStarted(long at) {
        turnAwaitsReply = false;
        if (interruptible && (sound.playing(at, PLAYOUT_SLACK_NANOS) || replies.anyActive())) {
            sound.drop();
            listener.flush(at);
        }
    }

    private void heard(long at, JsonNode event) {
        listener.transcript(at, true, bounded(event.path("transcript").asText("")));
        if (turnAwaitsReply) {
            milestone(at, Milestone.STT_FINAL);
        }
    }

    private void created(long at, Replies.Reply reply) {
        turnAwaitsReply = false;
        if (active(at, reply)) {
            milestone(at, Milestone.LLM_REQUEST);
        }
    }

    /** Notes that a reply is under way; true the first time. */
    private boolean active(long at, Replies.Reply reply) {
        if (reply.state != Replies.State.NEW) {
            return false;
        }
        reply.state = Replies.State.ACTIVE;
        listener.replying(at, true);
        return true;
    }

    private void token(long at, JsonNode event) {
        Replies.Reply reply = reply(event);
        firstToken(at, reply);
        reply.spoke(event.path("delta").asText(""));
    }

    /** The first sign of what the model gives: a word, or a function that it calls. */
    private void firstToken(long at, Replies.Reply reply) {
        active(at, reply);
        if (!reply.tokenSeen) {
            reply.tokenSeen = true;
            milestone(at, Milestone.LLM_FIRST_TOKEN);
        }
    }

    private void said(long at, Replies.Reply reply, String transcript) {
        if (!reply.transcriptTold && !transcript.isEmpty()) {
            reply.transcriptTold = true;
            listener.transcript(at, false, bounded(transcript));
        }
    }

    private void slowAudio(long at, JsonNode event) {
        String delta = event.path("delta").asText("");
        byte[] characters = delta.getBytes(StandardCharsets.ISO_8859_1);
        audio(
                at,
                characters,
                0,
                characters.length,
                event.path("response_id").asText(""),
                event.path("item_id").asText(""),
                event.path("content_index").asInt(0));
    }

    private void audio(long at, byte[] text, int from, int to, String responseId, String itemId, int contentIndex) {
        host.audioArrives(at);
        Replies.Reply reply = replies.of(responseId);
        active(at, reply);
        sound.base64(at, text, from, to, reply.id, samples -> reply.heard(itemId, contentIndex, samples));
    }

    /** Answers a function that the agent called, and asks for the reply when it is time. */
    void answerTool(ToolAnswer answer) {
        tools.answer(answer, replies.anyActive());
    }

    private void done(long at, JsonNode response) {
        Replies.Reply reply = replies.of(response.path("id").asText(""));
        sound.finish(at, reply.id);
        said(at, reply, reply.spoken());
        String status = response.path("status").asText("");
        JsonNode details = response.path("status_details");
        if (status.equals("failed")) {
            String why = "the agent's reply failed: " + error(details.path("error"));
            replyFailed(at, CallSocket.limited(why), why);
        } else if (status.equals("incomplete")) {
            wire.trouble(
                    at,
                    "the agent's reply is incomplete: " + details.path("reason").asText("no reason given"));
        }
        boolean wasActive = reply.state == Replies.State.ACTIVE;
        reply.state = Replies.State.DONE;
        if (wasActive) {
            listener.replyEnded(at, reply.id, status.equals("cancelled"));
            listener.replying(at, false);
        }
        tools.responseDone(at, reply.id, response, replies.anyActive());
    }

    private void failed(long at, JsonNode error) {
        String cause = error.path("event_id").asText("");
        String message =
                error.isTextual() ? error.asText() : error.path("message").asText("");
        if (cause.equals(RealtimeMessages.CLOCK_EVENT_ID) || message.contains("turngap.clock")) {
            own.stop();
            return;
        }
        if (error.path("code").asText("").equals("conversation_already_has_active_response")) {
            tools.crossed();
            return;
        }
        String what = "the agent reports an error: " + error(error);
        boolean ofSession = cause.equals(RealtimeMessages.SESSION_EVENT_ID);
        boolean insteadOfReply = turnAwaitsReply
                && !ofSession
                && CallSocket.limited(error.path("type").asText("") + " " + what);
        turnAwaitsReply &= !insteadOfReply;
        replyFailed(at, insteadOfReply, what);
        if (ofSession) {
            host.sessionRefused(at, wire.clean(what, 500));
        }
    }

    private void replyFailed(long at, boolean limited, String why) {
        if (limited) {
            wire.noted(why);
            listener.replyFailed(at, true, bounded(why));
        } else {
            wire.trouble(at, why);
        }
    }

    private static String error(JsonNode error) {
        if (error.isTextual()) {
            return error.asText();
        }
        String code = error.path("code").asText("");
        String kind = code.isEmpty() || code.equals("null") ? error.path("type").asText("unnamed") : code;
        return kind + ": " + error.path("message").asText("no message");
    }

    private String bounded(String text) {
        return wire.clean(text, MOST_TEXT);
    }
}
