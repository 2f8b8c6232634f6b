package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.netty.buffer.ByteBuf;
import io.turngap.time.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One call in a protocol that a file declares.
 *
 * <p>The story: it sends what the file says under {@code connect}; it is open when a rule says {@code ready}, when sound of the agent comes
 * before that, or at once where no rule says it. From then on every frame goes out, alone or several in a message, and what comes in means
 * what {@link DeclaredEvents} makes of it.
 */
final class DeclaredConversation implements Conversation, DeclaredEvents.Host {

    private final AgentLink link;
    private final Wire wire;
    private final Function<String, JsonNode> values;
    private final DeclaredEvents events;
    private OutgoingSound sound;
    private Timeline.Scheduled keepAlive = () -> {};
    private JsonNode session = MissingNode.getInstance();
    private boolean soundSent;
    private boolean over;

    DeclaredConversation(AgentLink link, Wire wire, Function<String, JsonNode> values, Link.Listener listener) {
        this.link = link;
        this.wire = wire;
        this.values = name -> name.equals("session") ? session : values.apply(name);
        this.events = new DeclaredEvents(link, wire, this, listener);
        this.sound = new OutgoingSound(link.callerAudio(), link.callerAudio().format(), this.values);
    }

    @Override
    public void start(long atNanos) {
        sendAll(link.connect(), values);
        link.keepAlive().ifPresent(this::later);
        if (link.events().awaited().isEmpty()) {
            wire.opened(atNanos);
        }
    }

    private void later(AgentLink.KeepAlive what) {
        keepAlive = wire.timeline().after(Math.round(what.everySeconds() * 1e9), () -> {
            if (!over) {
                if (!what.idleOnly() || !soundSent) {
                    sendAll(List.of(what.message()), values);
                }
                soundSent = false;
                later(what);
            }
        });
    }

    private void sendAll(List<MessageTemplate> messages, Function<String, JsonNode> filling) {
        for (MessageTemplate message : messages) {
            message.fill(filling).ifPresent(wire::json);
        }
    }

    @Override
    public String awaited() {
        return link.events().awaited().orElse("message");
    }

    @Override
    public void text(long atNanos, byte[] bytes, int length) {
        events.message(atNanos, bytes, length);
    }

    @Override
    public void binary(long atNanos, ByteBuf content) {
        switch (link.agentAudio().binary()) {
            case SOUND -> events.bytes(atNanos, content);
            case JSON -> {
                int length = content.readableBytes();
                events.message(atNanos, wire.scratch().text(content), length);
            }
            case NONE ->
                wire.bad(
                        atNanos,
                        "a binary message of " + content.readableBytes()
                                + " bytes where text is due; it was dropped. If it is sound, the link's file must say agent_audio: {binary: sound}");
        }
    }

    @Override
    public void frame(short[] frame) {
        soundSent = true;
        sound.send(frame, wire);
    }

    @Override
    public long soundDelayNanos() {
        return sound.delayNanos();
    }

    // What the caller does besides.

    @Override
    public void interrupted(String replyId, long playedMs) {
        link.answers()
                .interrupted()
                .flatMap(message -> message.fill(name -> switch (name) {
                    case "reply" -> TextNode.valueOf(replyId);
                    case "played_ms" -> LongNode.valueOf(playedMs);
                    default -> values.apply(name);
                }))
                .ifPresent(wire::json);
    }

    @Override
    public void answerTool(ToolAnswer answer) {
        Optional<JsonNode> id = events.answered(answer.id());
        if (id.isEmpty()) {
            return;
        }
        AgentLink.Answers answers = link.answers();
        boolean failed = answer.error() && !answers.toolError().isEmpty();
        sendAll(failed ? answers.toolError() : answers.tool(), name -> switch (name) {
            case "tool.id" -> id.get();
            case "tool.name" -> TextNode.valueOf(answer.name());
            case "tool.output" -> TextNode.valueOf(answer.output());
            case "tool.object" -> DeclaredTools.object(answer);
            default -> values.apply(name);
        });
        events.takeUp();
    }

    @Override
    public void toolsAnswered() {
        sendAll(link.answers().toolsAnswered(), values);
    }

    @Override
    public void markPlayed(String name) {
        link.answers()
                .played()
                .flatMap(message ->
                        message.fill(place -> place.equals("mark") ? TextNode.valueOf(name) : values.apply(place)))
                .ifPresent(wire::json);
    }

    @Override
    public boolean press(String keys) {
        Optional<MessageTemplate> message = link.answers().keys();
        if (message.isEmpty()) {
            return false;
        }
        boolean together = message.get().places().contains("keys");
        for (int i = 0; i < (together ? 1 : keys.length()); i++) {
            String key = together ? keys : keys.substring(i, i + 1);
            message.get()
                    .fill(name ->
                            name.equals("key") || name.equals("keys") ? TextNode.valueOf(key) : values.apply(name))
                    .ifPresent(wire::json);
        }
        return true;
    }

    @Override
    public void goodbye() {
        sendAll(link.goodbye(), values);
    }

    @Override
    public void over() {
        over = true;
        keepAlive.cancel();
    }

    // What rules ask.

    @Override
    public void ready(long atNanos) {
        wire.opened(atNanos);
    }

    @Override
    public void session(String id) {
        session = TextNode.valueOf(id);
        if (link.callerAudio()
                .message()
                .filter(message -> message.places().contains("session"))
                .isPresent()) {
            sound = new OutgoingSound(link.callerAudio(), sound.format(), values);
        }
    }

    @Override
    public void callerFormat(SoundFormat format) {
        if (!format.equals(sound.format())) {
            sound = new OutgoingSound(link.callerAudio(), format, values);
        }
    }

    @Override
    public void send(MessageTemplate message, JsonNode event) {
        message.fill(name -> {
                    if (!name.startsWith("event:")) {
                        return values.apply(name);
                    }
                    JsonNode value = event.at(name.substring("event:".length()));
                    return value.isMissingNode() ? value : wire.scratch().cut.whole(value);
                })
                .ifPresent(wire::json);
    }
}
