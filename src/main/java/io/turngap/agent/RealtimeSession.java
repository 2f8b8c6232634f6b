package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.turngap.time.Timeline;

/**
 * One client of the bundled agent, spoken to in OpenAI Realtime (GA): turns its events into calls on an {@link AgentCall}. What the agent
 * does goes back through {@link RealtimeTeller}; functions of the client's are {@link ClientTools}; items are {@link RealtimeItems}. A mistake of
 * the client's is answered with an {@code error} event and the session goes on; {@value #MOST_MISTAKES} of them end it.
 */
final class RealtimeSession implements Endpoint {

    static final int MOST_MISTAKES = 200;

    private final ClientChannel client;
    private final SessionSettings settings;
    private final RealtimeItems items;
    private final ClientTools tools;
    private final RealtimeTeller teller;
    private final AgentCall call;
    private final IdlePrompt idle;
    private final boolean milestones;
    private final boolean beta;
    private final ClientAudio audio;

    private int mistakes;
    private boolean greeted;
    private boolean closed;

    RealtimeSession(ClientChannel client, Hello hello, Timeline timeline, AgentConfig config, Kit kit) {
        this.client = client;
        this.milestones = hello.milestones();
        this.audio = new ClientAudio(timeline, WireFormat.PCM);
        this.beta =
                Boolean.TRUE.equals(client.channel().attr(HandshakeGate.BETA).get());
        if (beta) {
            client.speak(RealtimeBeta::spoken);
        }
        String model = hello.model().isEmpty() ? "turngap-agent" : hello.model();
        long expiresAtS = System.currentTimeMillis() / 1000 + 3_600;
        String id = "sess_" + Long.toString(hello.index(), 36) + "_" + Long.toString(timeline.nowNanos(), 36);
        settings = new SessionSettings(id, model, kit.stt().name(), config, expiresAtS);
        items = new RealtimeItems(client);
        teller = new RealtimeTeller(client, settings, items, milestones, new Between());
        tools = new ClientTools(kit.tool(), teller::release);
        Kit told = kit.with(tools);
        AgentEvents events = CallTrace.of(client.channel(), id, timeline, told, teller);
        call = new AgentCall(hello.index(), timeline, config, told, events);
        tools.through(call.events());
        idle = new IdlePrompt(timeline, settings::idleTimeoutMs, this::ask);
        client.send(client.event("session.created").set("session", settings.json()));
    }

    @Override
    public void text(ByteBuf utf8, long receivedNanos) {
        if (closed) {
            return;
        }
        String eventId = "";
        try {
            JsonNode event = ClientJson.read(utf8);
            eventId = ClientError.shown(event.path("event_id").asText(""));
            if (!event.isObject() || !event.path("type").isTextual()) {
                throw new ClientError("invalid_event", "type", "An event is a JSON object with a 'type'.");
            }
            handle(event.path("type").asText(), beta ? RealtimeBeta.heard(event) : event, receivedNanos);
        } catch (ClientError error) {
            mistake(error, eventId);
        }
    }

    @Override
    public void binary(ByteBuf bytes, long receivedNanos) {
        mistake(
                new ClientError(
                        "invalid_event", "", "Binary message; this protocol is JSON text, audio is base64 in it."),
                "");
    }

    @Override
    public void failed(Throwable cause) {
        client.error("server_error", "internal_error", "", "The agent failed: " + cause, "");
    }

    @Override
    public void closed() {
        closed = true;
        idle.stop();
        call.close();
    }

    private void mistake(ClientError error, String eventId) {
        if (++mistakes > MOST_MISTAKES) {
            closed = true;
            client.close(WebSocketCloseStatus.POLICY_VIOLATION, "more than " + MOST_MISTAKES + " mistakes");
        } else {
            client.error("invalid_request_error", error.code(), error.param(), error.text(), eventId);
        }
    }

    private void handle(String type, JsonNode event, long receivedNanos) throws ClientError {
        switch (type) {
            case "input_audio_buffer.append" ->
                audio.accept(ClientJson.base64(event.path("audio"), "audio"), receivedNanos, call);
            case "session.update" -> update(event.path("session"));
            case "input_audio_buffer.commit" -> commit();
            case "input_audio_buffer.clear" -> {
                call.clear();
                client.send(client.event("input_audio_buffer.cleared"));
            }
            case "conversation.item.create" -> create(event);
            case "conversation.item.retrieve" -> items.retrieve(event);
            case "conversation.item.truncate" -> items.truncate(event);
            case "conversation.item.delete" -> items.delete(event);
            case "response.create" -> respond(ResponseOptions.of(event.path("response")));
            case "response.cancel" -> cancel(event.path("response_id"));
            case "turngap.clock" -> clock(event, receivedNanos);
            default ->
                throw new ClientError(
                        "invalid_value",
                        "type",
                        "Unknown event type '" + ClientError.shown(type)
                                + "'. Allowed: session.update, input_audio_buffer.append, .commit, "
                                + ".clear, conversation.item.create, .retrieve, .truncate, .delete, response.create, .cancel.");
        }
    }

    private void update(JsonNode session) throws ClientError {
        settings.update(session);
        if (audio.form(settings.input())) {
            teller.codecDelayMs(audio.codecDelayMs());
        }
        call.taking(settings.taking());
        call.spoken(settings.isSpoken());
        tools.offered(settings.functions());
        client.send(client.event("session.updated").set("session", settings.json()));
        if (!greeted && !isAboutTracing(session)) {
            greeted = true;
            teller.about(call.about());
            call.start();
        }
    }

    /** The official client asks for traces in an update of its own, which may come before the one with its settings. */
    private static boolean isAboutTracing(JsonNode session) {
        return session.has("tracing") && session.size() == 2;
    }

    private void commit() throws ClientError {
        tools.takeOwed();
        if (!call.commit()) {
            throw new ClientError(
                    "input_audio_buffer_commit_empty",
                    "",
                    call.taking().automatic()
                            ? "The buffer holds no speech; the agent commits by itself when a turn ends, or set turn_detection to null."
                            : "The buffer holds no audio (20 ms are needed); append some first.");
        }
    }

    private void create(JsonNode event) throws ClientError {
        JsonNode given = event.path("item");
        String callId = given.path("call_id").asText();
        boolean output = given.path("type").asText().equals("function_call_output");
        if (output) {
            checkOutput(callId);
        }
        ObjectNode item = items.create(event);
        if (output) {
            if (tools.output(callId, item.path("output").asText())) {
                teller.outputCame();
            }
        } else if (item.path("role").asText().equals("user")) {
            String typed = ResponseOptions.typed(item).strip();
            if (!typed.isEmpty()) {
                tools.takeOwed();
                call.tell(typed);
            }
        }
    }

    private void checkOutput(String callId) throws ClientError {
        if (!tools.knows(callId) && !items.conversation().holds("function_call", callId)) {
            throw new ClientError(
                    "invalid_tool_call_id",
                    "item.call_id",
                    "No function call '" + ClientError.shown(callId) + "' in the conversation.");
        }
        if (items.conversation().holds("function_call_output", callId)) {
            throw new ClientError(
                    "invalid_tool_call_id",
                    "item.call_id",
                    "The function call '" + ClientError.shown(callId) + "' has its output already; send one a call.");
        }
    }

    private void respond(ResponseOptions options) throws ClientError {
        if (tools.isReady()) {
            teller.resume(options);
            tools.proceed();
            return;
        }
        if (tools.missing().isPresent()) {
            throw active("The function call '" + tools.missing().get()
                    + "' waits for its output; send it in a conversation.item.create first, or cancel.");
        }
        if (teller.isResponding()) {
            throw active("A response is on its way; wait for response.done or cancel it.");
        }
        if (tools.takeOwed()) {
            teller.nothing(options);
            return;
        }
        teller.wanted(options);
        call.spoken(options.spoken().orElse(settings.isSpoken()));
        tools.offered(settings.functions(options.tools(), options.toolChoice()));
        boolean instructed = !options.instructions().isEmpty() && (options.aside() || !call.isAsked());
        boolean taken = !options.input().isEmpty()
                ? call.respond(options.input())
                : instructed ? call.respond(options.instructions()) : call.respond();
        if (!taken) {
            asConfigured();
            throw active("A response is on its way; wait for response.done or cancel it.");
        }
    }

    private static ClientError active(String message) {
        return new ClientError("conversation_already_has_active_response", "", message);
    }

    /** What held for one response holds no longer. */
    private void asConfigured() {
        teller.wanted(ResponseOptions.PLAIN);
        call.spoken(settings.isSpoken());
        tools.offered(settings.functions());
    }

    private void cancel(JsonNode responseId) throws ClientError {
        boolean other = responseId.isTextual() && !teller.isResponding(responseId.asText());
        if (other || tools.isCalling() && !teller.isResponding() || !call.cancel()) {
            throw new ClientError("response_cancel_not_active", "", "No such response is on its way.");
        }
    }

    /** Nobody has said anything for the session's idle timeout. */
    private void ask() {
        long toMs = call.streamMs();
        if (!closed && call.isQuiet()) {
            teller.timedOut(Math.max(0, toMs - settings.idleTimeoutMs()), toMs);
            call.say(IdlePrompt.TEXT);
        }
    }

    private void clock(JsonNode event, long receivedNanos) throws ClientError {
        if (!milestones) {
            throw new ClientError(
                    "invalid_value", "type", "turngap.clock needs the header " + HandshakeGate.MILESTONES + ": 1.");
        }
        ObjectNode answer = client.event("turngap.clock")
                .put("echo_ns", event.path("sent_ns").asLong())
                .put("received_ns", receivedNanos);
        client.send(answer.put("sent_ns", System.nanoTime()));
    }

    /** What happens between replies. */
    private final class Between implements RealtimeTeller.Watcher {
        @Override
        public void busy() {
            idle.stop();
        }

        @Override
        public void over(AgentEvents.Ending ending) {
            asConfigured();
            if (ending == AgentEvents.Ending.COMPLETED) {
                idle.begin(call.playedNanos());
            }
        }
    }
}
