package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.turngap.time.Timeline;
import java.util.List;

/**
 * One client of the bundled agent that speaks as Pipecat's do: protobuf frames ({@link PipecatFrame}) with the caller's sound and, as JSON in
 * them, RTVI 2.1, or 1.x for a client that says so. The conversation begins when the client is ready; one that only sends sound is
 * heard too. A mistake is answered and the session goes on; {@value #MOST_MISTAKES} of them end it.
 */
final class PipecatSession implements Endpoint {

    static final int MOST_MISTAKES = 200;

    private static final int MOST_TEXT = 10_000;
    private static final LinearAudio USUAL = new LinearAudio(16_000);

    private final ClientChannel client;
    private final Rtvi rtvi;
    private final PipecatTeller teller;
    private final PipecatFunctions functions;
    private final ClientAudio audio;
    private final AgentCall call;
    private final Keypad keypad;
    private int mistakes;
    private boolean begun;
    private boolean closed;

    PipecatSession(ClientChannel client, Hello hello, Timeline timeline, AgentConfig config, Kit kit) {
        this.client = client;
        this.rtvi = new Rtvi(client);
        this.teller = new PipecatTeller(rtvi, timeline, hello.milestones());
        this.functions = new PipecatFunctions(kit.tool(), rtvi, teller::toolBegan);
        functions.offer(hello.query().getOrDefault(PipecatFunctions.KEY, List.of()));
        this.audio = new ClientAudio(timeline, USUAL);
        Kit told = kit.with(functions);
        TraceContext.given(
                client.channel(),
                hello.query().getOrDefault(TraceContext.HEADER, List.of("")).getFirst());
        String name = "pipecat_" + Long.toString(hello.index(), 36) + "_" + Long.toString(timeline.nowNanos(), 36);
        AgentEvents events = CallTrace.of(client.channel(), name, timeline, told, teller);
        this.call = new AgentCall(hello.index(), timeline, config, told, events);
        this.keypad = new Keypad(timeline, call);
    }

    @Override
    public void binary(ByteBuf bytes, long receivedNanos) {
        if (closed) {
            return;
        }
        try {
            switch (PipecatFrame.read(bytes)) {
                case PipecatFrame.Audio sound -> hear(sound, receivedNanos);
                case PipecatFrame.Message message -> message(ClientJson.read(message.json()), receivedNanos);
                case PipecatFrame.Other other -> {}
            }
        } catch (ClientError error) {
            mistake(error, "");
        }
    }

    @Override
    public void text(ByteBuf utf8, long receivedNanos) {
        if (!closed) {
            mistake(
                    new ClientError(
                            "invalid_frame",
                            "",
                            "Text message; this protocol is one serialized pipecat.Frame in each binary message."),
                    "");
        }
    }

    @Override
    public void failed(Throwable cause) {
        rtvi.send(
                "error",
                ClientJson.object().put("error", "The agent failed: " + cause).put("fatal", true));
    }

    @Override
    public void closed() {
        closed = true;
        keypad.drop();
        teller.close();
        call.close();
    }

    private void hear(PipecatFrame.Audio sound, long receivedNanos) throws ClientError {
        if (sound.channels() > 1) {
            throw new ClientError(
                    "invalid_value", "num_channels", "Audio of " + sound.channels() + " channels; allowed: 1.");
        }
        audio.form(LinearAudio.at(sound.rateHz()));
        audio.accept(sound.sound(), receivedNanos, call);
    }

    /** What is not labelled as RTVI is for somebody else. */
    private void message(JsonNode message, long receivedNanos) {
        if (!message.path("label").asText().equals(Rtvi.LABEL)) {
            return;
        }
        String id = Rtvi.id(message);
        try {
            handle(message.path("type").asText(), id, message.path("data"), receivedNanos);
        } catch (ClientError error) {
            mistake(error, id);
        }
    }

    private void handle(String type, String id, JsonNode data, long receivedNanos) throws ClientError {
        switch (type) {
            case "client-ready" -> ready(id, data);
            case "send-text" -> sendText(data);
            case "client-message" -> clientMessage(id, data, receivedNanos);
            case "llm-function-call-result" -> functions.result(data);
            case "dtmf" -> dtmf(data);
            case "raw-audio" -> {
                audio.form(LinearAudio.at(data.path("sampleRate").asLong()));
                audio.accept(ClientJson.base64(data.path("base64Audio"), "base64Audio"), receivedNanos, call);
            }
            case "disconnect-bot" -> {
                closed();
                client.close(WebSocketCloseStatus.NORMAL_CLOSURE, "the client asked for it");
            }
            case "ui-event", "ui-snapshot", "ui-cancel-job-group" -> {}
            default ->
                throw new ClientError(
                        "invalid_value",
                        "type",
                        "Unsupported message type '" + ClientError.shown(type)
                                + "'; allowed: client-ready, send-text, client-message, llm-function-call-result, dtmf, "
                                + "raw-audio, disconnect-bot.");
        }
    }

    private void ready(String id, JsonNode data) throws ClientError {
        functions.offer(PipecatFunctions.offered(data.path(PipecatFunctions.KEY)));
        String version = data.path("version").asText();
        boolean old = version.startsWith("1.");
        if (!old && !version.startsWith("2.")) {
            rtvi.refuse(
                    id,
                    "RTVI version '" + ClientError.shown(version) + "'; spoken here: " + Rtvi.VERSION
                            + ", and 1.x. It goes on in " + Rtvi.VERSION + ".");
        }
        teller.old(old);
        ObjectNode ready = ClientJson.object().put("version", old ? ClientError.shown(version) : Rtvi.VERSION);
        ready.putObject("about").put("library", "turngap").set("stages", PipecatTeller.stages(call.about()));
        rtvi.answer("bot-ready", id, ready);
        teller.about(call.about());
        if (!begun) {
            begun = true;
            call.start();
        }
    }

    /** Several keys since 2.1, one before. */
    private void dtmf(JsonNode data) throws ClientError {
        if (!data.path("buttons").isArray()) {
            keypad.pressed(data.path("button").asText());
        }
        for (JsonNode button : data.path("buttons")) {
            keypad.pressed(button.asText());
        }
    }

    private void sendText(JsonNode data) throws ClientError {
        String content = data.path("content").asText();
        if (content.isBlank() || content.length() > MOST_TEXT) {
            throw new ClientError(
                    "invalid_value",
                    "content",
                    "Text of " + content.length() + " characters; allowed: 1 to " + MOST_TEXT + ".");
        }
        JsonNode options = data.path("options");
        call.tell(content);
        if (options.path("run_immediately").asBoolean(true)) {
            boolean aloud = options.path("audio_response").asBoolean(true);
            call.cancel();
            teller.stop();
            call.spoken(aloud);
            teller.next(aloud, () -> call.spoken(true));
            call.respond();
        }
    }

    /** Answers what an application asks: Turngap's own clock and engines; there is nothing else to ask for. */
    private void clientMessage(String id, JsonNode data, long receivedNanos) throws ClientError {
        String asked = data.path("t").asText();
        ObjectNode answer = ClientJson.object().put("t", asked);
        switch (asked) {
            case "turngap.clock" ->
                answer.putObject("d")
                        .put("echo_ns", data.path("d").path("sent_ns").asLong())
                        .put("received_ns", receivedNanos)
                        .put("sent_ns", System.nanoTime());
            case "turngap.about" -> answer.putObject("d").set("stages", PipecatTeller.stages(call.about()));
            default ->
                throw new ClientError(
                        "invalid_value",
                        "t",
                        "Unknown message '" + ClientError.shown(asked) + "'; allowed: turngap.clock, turngap.about.");
        }
        rtvi.answer("server-response", id, answer);
    }

    /** A wrong message is answered under its id, a wrong frame has none. */
    private void mistake(ClientError error, String id) {
        if (++mistakes > MOST_MISTAKES) {
            closed();
            client.close(WebSocketCloseStatus.POLICY_VIOLATION, "more than " + MOST_MISTAKES + " mistakes");
        } else if (id.isEmpty()) {
            rtvi.send("error", ClientJson.object().put("error", error.text()).put("fatal", false));
        } else {
            rtvi.refuse(id, error.text());
        }
    }
}
