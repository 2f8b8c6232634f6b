package io.turngap.link;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.turngap.link.Link.Ending.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent's messages mean to a caller, as the rules of a link's file have it: the words in which rules speak.
 *
 * <p>Where the agent tells when replies end but gives them no names, they are numbered here ({@code reply-1}), so that one can be told from
 * the next. Where it does not tell, sound alone decides, as it does for an ear.
 */
final class DeclaredEvents {

    /** What rules ask of the conversation. */
    interface Host {
        /** The conversation is open. */
        void ready(long atNanos);

        /** The agent names the conversation. */
        void session(String id);

        /** The agent says how it wants the caller's sound. */
        void callerFormat(SoundFormat format);

        /** Sends a message made of what {@code event} holds. */
        void send(MessageTemplate message, JsonNode event);

        /** All functions are answered, and the agent may take the answers up. */
        void toolsAnswered();
    }

    private static final int MOST_SESSION = 1_000;
    private static final int MOST_TEXT = 10_000;
    private static final double MOST_CLAIM_MS = 3_600_000;

    private final Wire wire;
    private final Host host;
    private final Link.Listener listener;
    private final AgentLink link;
    private final IncomingSound sound;
    private final IncomingWav wav;
    private final boolean repliesEnd;
    private final Set<String> told = new HashSet<>();
    private final StringBuilder heard = new StringBuilder();
    private final StringBuilder said = new StringBuilder();
    private final DeclaredTools tools;
    private String replyId = "";
    private boolean replying;
    private int replies;
    private long dropThrough = Long.MIN_VALUE;

    DeclaredEvents(AgentLink link, Wire wire, Host host, Link.Listener listener) {
        this.link = link;
        this.wire = wire;
        this.host = host;
        this.listener = listener;
        this.sound = new IncomingSound(wire, listener, link.agentAudio().format());
        this.wav = new IncomingWav(wire, sound);
        this.tools = new DeclaredTools(wire, listener);
        this.repliesEnd = link.events().repliesEnd();
    }

    // What arrives.

    void message(long at, byte[] bytes, int length) {
        CutJson cut = wire.scratch().cut;
        Optional<ObjectNode> message = cut.object(wire, at, bytes, length);
        if (message.isPresent() && !link.events().tell(this, at, message.get(), cut)) {
            wire.unknown(wire.clean(link.events().nameOf(message.get()), 100));
        }
    }

    /** Sound as it is. */
    void bytes(long at, ByteBuf content) {
        host.ready(at);
        begins(at, "");
        if (link.agentAudio().wav()) {
            wav.raw(at, content, replyId);
        } else {
            sound.raw(at, content, replyId);
        }
    }

    // What rules say.

    boolean holds(List<EventCondition> conditions, JsonNode event) {
        return EventCondition.all(conditions, event, wire.scratch().cut);
    }

    void ready(long at) {
        host.ready(at);
    }

    void send(MessageTemplate message, JsonNode event) {
        host.send(message, event);
    }

    void session(long at, JsonNode id) {
        String given = words(id);
        String name = wire.clean(given, 100);
        if (!name.isEmpty() && given.length() <= MOST_SESSION) {
            host.session(given);
            listener.session(name);
        }
    }

    void callerFormat(long at, JsonNode name) {
        named(name, link.callerAudio().format()).ifPresent(host::callerFormat);
    }

    void agentFormat(long at, JsonNode name) {
        named(name, sound.format()).ifPresent(sound::format);
    }

    void agentRate(long at, JsonNode rateHz) {
        if (!rateHz.isMissingNode()) {
            named(rateHz, sound.format()).ifPresent(sound::format);
        }
    }

    /** A format by its name or its rate alone; an agent that insists on another cannot be spoken to. */
    private Optional<SoundFormat> named(JsonNode node, SoundFormat usual) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        String name = words(node);
        String full = node.isNumber() ? usual.encoding() + "_" + name : name;
        Optional<SoundFormat> format = SoundNames.of(full, usual.rateHz());
        if (format.isEmpty()) {
            wire.end(
                    Kind.PROTOCOL,
                    "the agent insists on sound as \"" + wire.clean(name, 60)
                            + "\"; spoken here are 16-bit linear PCM of 8000 to 48000 Hz, and mu-law and A-law: change the agent's settings");
        }
        return format;
    }

    void transcript(long at, boolean understood, JsonNode node) {
        String text = wire.clean(words(node), MOST_TEXT);
        if (!text.isEmpty()) {
            listener.transcript(at, understood, text);
        }
    }

    void part(boolean understood, JsonNode node) {
        StringBuilder parts = understood ? heard : said;
        String text = words(node);
        parts.append(text, 0, Math.min(text.length(), MOST_TEXT - parts.length()));
    }

    void partsEnd(long at, boolean understood) {
        StringBuilder parts = understood ? heard : said;
        if (parts.isEmpty()) {
            return;
        }
        String text = wire.clean(parts.toString(), MOST_TEXT);
        parts.setLength(0);
        if (!text.isEmpty()) {
            listener.transcript(at, understood, text);
        }
    }

    void milestone(long at, String name, boolean onceAReply, boolean beforeReply) {
        boolean late = beforeReply && replying;
        if (!late && (!onceAReply || told.add(name))) {
            listener.milestone(at, name, 0);
        }
    }

    void claim(long at, String name, JsonNode value, double factor) {
        if (value.isMissingNode() || value.isNull()) {
            return;
        }
        double ms = value.doubleValue() * factor;
        if (!value.isNumber() || !Double.isFinite(ms) || Math.abs(ms) > MOST_CLAIM_MS) {
            wire.bad(
                    at,
                    "a latency \"" + name + "\" of " + wire.clean(value.toString(), 40)
                            + "; expected is a number of at most an hour");
        } else {
            listener.claim(name, ms);
        }
    }

    /** Sound up to this number of {@code order} is not to be played any more. */
    void dropThrough(JsonNode number) {
        if (number.isIntegralNumber()) {
            dropThrough = Math.max(dropThrough, number.longValue());
        }
    }

    boolean dropped(JsonNode number) {
        return number.isIntegralNumber() && number.longValue() <= dropThrough;
    }

    void flush(long at) {
        sound.drop();
        told.clear();
        listener.flush(at);
    }

    void replyStarted(long at, String id) {
        begins(at, id);
    }

    void replyEnded(long at, String id, boolean cut) {
        ends(at, id, cut);
        takeUp();
    }

    private void ends(long at, String id, boolean cut) {
        if (!replying || !(id.isEmpty() || id.equals(replyId))) {
            return;
        }
        if (cut) {
            sound.drop();
            tools.cut(replyId);
        } else {
            sound.finish(at);
        }
        replying = false;
        told.clear();
        listener.replyEnded(at, replyId, cut);
        listener.replying(at, false);
    }

    /** Sound, or word of it: a reply is under way. */
    private void begins(long at, String id) {
        if (!repliesEnd) {
            replyId = id;
        } else if (!replying || !(id.isEmpty() || id.equals(replyId))) {
            ends(at, replyId, false);
            replying = true;
            replyId = id.isEmpty() ? "reply-" + ++replies : id;
            listener.replying(at, true);
        }
    }

    void audio(long at, JsonNode node, String id) {
        CutJson cut = wire.scratch().cut;
        int index = cut.cutOf(node);
        if (index < 0 && !node.isTextual()) {
            wire.bad(at, "sound that is not there; expected is text in base64 where the link's file points");
            return;
        }
        host.ready(at);
        partsEnd(at, true);
        begins(at, id);
        byte[] text = index < 0 ? node.textValue().getBytes(StandardCharsets.ISO_8859_1) : cut.source();
        int from = index < 0 ? 0 : cut.from(index);
        int to = index < 0 ? text.length : cut.to(index);
        if (link.agentAudio().wav()) {
            wav.base64(at, text, from, to, replyId);
        } else {
            sound.base64(at, text, from, to, replyId);
        }
    }

    void tool(long at, JsonNode idNode, JsonNode nameNode, Optional<JsonNode> arguments) {
        JsonNode given = wire.scratch().cut.whole(arguments.orElse(MissingNode.getInstance()));
        String words = words(given);
        tools.called(
                at,
                replying ? replyId : "",
                wire.scratch().cut.whole(idNode),
                words(idNode),
                words(nameNode),
                given.isObject() ? given.toString() : words.isBlank() ? "{}" : words);
    }

    /** See {@link DeclaredTools#answered}. */
    Optional<JsonNode> answered(String id) {
        return tools.answered(id);
    }

    /** Asks the agent to take the answers up, where all are given and no reply is under way. */
    void takeUp() {
        if (!replying && tools.takeUp()) {
            host.toolsAnswered();
        }
    }

    void toolCancelled(long at, JsonNode idNode) {
        tools.cancelled(at, words(idNode));
    }

    void mark(long at, JsonNode name) {
        String mark = words(name);
        if (!mark.isEmpty() && mark.length() <= 1_000) {
            listener.mark(at, mark);
        }
    }

    void error(
            long at, String text, List<JsonPointer> words, JsonNode event, boolean fatal, List<EventCondition> limit) {
        StringBuilder what = new StringBuilder(text.isEmpty() ? "the agent reports an error" : text);
        for (JsonPointer pointer : words) {
            JsonNode said = event.at(pointer);
            String shown =
                    said.isContainerNode() ? wire.scratch().cut.whole(said).toString() : words(said);
            if (!shown.isEmpty()) {
                what.append(": ").append(shown, 0, Math.min(shown.length(), 500));
            }
        }
        String shown = wire.clean(what.toString(), 500);
        boolean limited = CallSocket.limited(shown) || !limit.isEmpty() && holds(limit, event);
        if (fatal) {
            Kind kind = limited ? Kind.RATE_LIMITED : wire.isOpen() ? Kind.AGENT_CLOSED : Kind.REFUSED;
            wire.trouble(at, shown);
            wire.end(kind, shown);
        } else if (limited) {
            listener.replyFailed(at, true, shown);
        } else {
            wire.trouble(at, shown);
        }
    }

    /** A value as text; empty where there is none. */
    private String words(JsonNode node) {
        String text = wire.scratch().cut.text(node);
        return text.isEmpty() && node.isValueNode() && !node.isNull() ? node.asText("") : text;
    }
}
