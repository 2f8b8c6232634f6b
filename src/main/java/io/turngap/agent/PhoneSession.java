package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.turngap.time.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * One telephone call that Twilio streams here, or a provider that does it much as Twilio does ({@link PhoneDialect}): waits for the message
 * that opens the stream, starts an {@link AgentCall}, hands it the caller's sound and keys, and ends with {@code stop}.
 *
 * <p>Such a protocol has no way to tell of a mistake but to close, with the reason in the closing frame: at once for what comes instead
 * of a stream's opening, which must come within {@value #MOST_WAIT_MS} ms, and after {@value #MOST_MISTAKES} damaged messages later.
 * Events that are unknown are passed over.
 */
final class PhoneSession implements Endpoint {

    static final int MOST_MISTAKES = 200;
    static final int MOST_WAIT_MS = 10_000;

    /** A stream that was opened. */
    private record Stream(PhoneDialect dialect, PhoneTeller teller, ClientAudio audio, AgentCall call, Keypad keypad) {}

    private final ClientChannel client;
    private final Hello hello;
    private final Timeline timeline;
    private final AgentConfig config;
    private final Kit kit;
    private final Timeline.Scheduled patience;
    private @Nullable Stream stream;
    private int mistakes;
    private boolean closed;

    PhoneSession(ClientChannel client, Hello hello, Timeline timeline, AgentConfig config, Kit kit) {
        this.client = client;
        this.hello = hello;
        this.timeline = timeline;
        this.config = config;
        this.kit = kit;
        this.patience = timeline.after(
                MOST_WAIT_MS * 1_000_000L,
                () -> end(WebSocketCloseStatus.POLICY_VIOLATION, "no 'start' within " + MOST_WAIT_MS + " ms"));
    }

    @Override
    public void text(ByteBuf utf8, long receivedNanos) {
        if (closed) {
            return;
        }
        try {
            JsonNode event = ClientJson.read(utf8);
            if (!event.path("event").isTextual()) {
                throw new ClientError("invalid_event", "event", "A message is a JSON object with an 'event'.");
            }
            Stream open = stream;
            if (open == null) {
                opening(event);
            } else {
                handle(open, event, receivedNanos);
            }
        } catch (ClientError error) {
            mistake(error);
        }
    }

    @Override
    public void binary(ByteBuf bytes, long receivedNanos) {
        if (closed) {
            return;
        }
        Stream open = stream;
        try {
            if (open == null || !open.dialect().binary()) {
                throw new ClientError("invalid_event", "", "Binary message; sound comes as base64 in JSON here.");
            }
            open.audio().accept(ByteBufUtil.getBytes(bytes), receivedNanos, open.call());
        } catch (ClientError error) {
            mistake(error);
        }
    }

    @Override
    public void closed() {
        closed = true;
        patience.cancel();
        Stream open = stream;
        if (open != null) {
            open.keypad().drop();
            open.call().close();
        }
    }

    /** What the call was given on its way here, such as {@code traceparent}; empty when there is no such parameter. */
    String parameter(String name) {
        Stream open = stream;
        return open == null ? "" : open.dialect().parameters().path(name).asText("");
    }

    private void opening(JsonNode event) throws ClientError {
        if (event.path("event").asText().equals("connected")) {
            return;
        }
        PhoneDialect dialect = PhoneDialect.of(event);
        patience.cancel();
        PhoneTeller teller = new PhoneTeller(client, dialect);
        TraceContext.given(
                client.channel(), dialect.parameters().path(TraceContext.HEADER).asText(""));
        String name = PhoneDialect.callId(event)
                .orElseGet(() ->
                        "phone_" + Long.toString(hello.index(), 36) + "_" + Long.toString(timeline.nowNanos(), 36));
        AgentEvents events = CallTrace.of(client.channel(), name, timeline, kit, teller);
        AgentCall call = new AgentCall(hello.index(), timeline, config, kit, events);
        stream = new Stream(
                dialect, teller, new ClientAudio(timeline, dialect.audio()), call, new Keypad(timeline, call));
        call.start();
    }

    private void handle(Stream open, JsonNode event, long receivedNanos) throws ClientError {
        switch (event.path("event").asText()) {
            case "media" -> {
                JsonNode media = event.path("media");
                if (!media.path("track").asText().startsWith("outbound")) {
                    byte[] sound = ClientJson.base64(media.path("payload"), "media.payload");
                    open.audio().accept(sound, receivedNanos, open.call());
                }
            }
            case "dtmf" ->
                open.keypad().pressed(event.path("dtmf").path("digit").asText());
            case "websocket:dtmf" -> open.keypad().pressed(event.path("digit").asText());
            case "stop" -> end(WebSocketCloseStatus.NORMAL_CLOSURE, "stopped");
            default -> open.dialect().played(event).ifPresent(open.teller()::played);
        }
    }

    private void mistake(ClientError error) {
        if (stream == null) {
            end(WebSocketCloseStatus.POLICY_VIOLATION, error.text());
        } else if (++mistakes > MOST_MISTAKES) {
            end(
                    WebSocketCloseStatus.POLICY_VIOLATION,
                    "more than " + MOST_MISTAKES + " mistakes, the last: " + error.text());
        }
    }

    private void end(WebSocketCloseStatus status, String reason) {
        closed();
        client.close(status, reason);
    }
}
