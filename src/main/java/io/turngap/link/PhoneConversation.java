package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.turngap.time.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call over a telephone provider's stream, where Turngap is the provider.
 *
 * <p>The story: once the WebSocket is open it says who calls, and the conversation is open at once, for an agent answers nothing to that.
 * From then on sound goes out without a break. What comes back is played in its order; a mark is answered when all sound before it was
 * played, and a clear drops what waits, with its marks. The protocol tells nothing of an agent's stages, so no milestone comes from it, and
 * it names no replies.
 *
 * <p>The agent's sound is one stream until it has been played to its end; its last millisecond, which is still in the resampler then, follows in
 * that instant. A mark in the middle of it is answered so much early.
 */
final class PhoneConversation implements Conversation {

    private static final int FRAME_MS = 20;
    private static final String ONE_REPLY = "";
    /** Slack for what is still being played after this instant. */
    private static final long STILL = -1;

    private final Wire wire;
    private final Dialect dialect;
    private final Link.Listener listener;
    private final byte[] audioEvent;
    private final byte[] streamKey;
    private final String streamId;
    private final IncomingSound sound;
    private PhoneCall call;
    private StreamOrder order;
    private FrameEncoder encoder;
    private @Nullable MediaMessage media;
    private byte[] held = new byte[0];
    private int heldBytes;
    private int heldFrames;
    private long sequence = 1;
    private long chunk;
    private long framesSent;
    private String spokenType = "";
    private int spokenRateHz;
    private boolean tailDue;
    private Timeline.Scheduled tail = () -> {};

    PhoneConversation(Wire wire, Dialect dialect, PhoneCall call, StreamOrder usual, Link.Listener listener) {
        this.wire = wire;
        this.dialect = dialect;
        this.call = call;
        this.order = usual;
        this.listener = listener;
        this.audioEvent = dialect.audioEvent().getBytes(StandardCharsets.UTF_8);
        this.streamKey = dialect.streamKey().getBytes(StandardCharsets.UTF_8);
        this.streamId = dialect.streamId(call);
        this.encoder = new FrameEncoder(usual.input());
        this.sound = new IncomingSound(wire, listener, usual.output());
    }

    @Override
    public void dialling(Target target) {
        order = target.order().orElse(order);
        call = call.with(order.parameters());
        encoder = new FrameEncoder(order.input());
        sound.format(order.output());
        media = dialect.media(call).orElse(null);
    }

    @Override
    public void start(long atNanos) {
        listener.session(dialect.callId(call));
        order.notes().forEach(note -> wire.trouble(atNanos, "the agent answered the call, and " + note));
        dialect.opening(call, order).forEach(wire::json);
        sequence = 2;
        wire.recognised();
        wire.opened(atNanos);
    }

    @Override
    public String awaited() {
        return "nothing";
    }

    // The caller's sound, and what the caller does.

    @Override
    public void frame(short[] frame) {
        LoopScratch scratch = wire.scratch();
        int count = encoder.encode(frame, scratch);
        int together = dialect.framesAMessage();
        if (together == 1) {
            send(scratch.bytes, count, 1);
            return;
        }
        if (held.length == 0) {
            held = new byte[count * together];
        }
        System.arraycopy(scratch.bytes, 0, held, heldBytes, count);
        heldBytes += count;
        if (++heldFrames == together) {
            sendHeld();
        }
    }

    private void sendHeld() {
        int count = heldBytes;
        int frames = heldFrames;
        heldBytes = 0;
        heldFrames = 0;
        send(held, count, frames);
    }

    private void send(byte[] bytes, int count, int frames) {
        long timestampMs = framesSent * FRAME_MS;
        framesSent += frames;
        chunk++;
        MediaMessage text = media;
        if (text == null) {
            ByteBuf message = wire.buffer(count);
            message.writeBytes(bytes, 0, count);
            wire.sendBinary(message);
            return;
        }
        byte[] out = wire.scratch().wrapped;
        int length = text.write(sequence++, chunk, timestampMs, bytes, count, out);
        ByteBuf message = wire.buffer(length);
        message.writeBytes(out, 0, length);
        wire.sendText(message);
    }

    @Override
    public long soundDelayNanos() {
        return encoder.delayNanos();
    }

    @Override
    public void markPlayed(String name) {
        wire.json(dialect.played(call, sequence++, name));
    }

    @Override
    public boolean press(String keys) {
        for (int i = 0; i < keys.length(); i++) {
            wire.json(dialect.digit(call, sequence++, keys.charAt(i)));
        }
        return true;
    }

    @Override
    public void goodbye() {
        if (heldFrames > 0) {
            sendHeld();
        }
        dialect.stop(call, sequence++).ifPresent(wire::json);
    }

    @Override
    public void over() {
        tail.cancel();
    }

    // What the agent says.

    @Override
    public void binary(long atNanos, ByteBuf content) {
        if (media != null) {
            wire.bad(
                    atNanos,
                    "a binary message of " + content.readableBytes() + " bytes where " + dialect.provider()
                            + " takes text; it was dropped");
            return;
        }
        sound.raw(atNanos, content, ONE_REPLY);
        awaitTail();
    }

    @Override
    public void text(long atNanos, byte[] bytes, int length) {
        MediaScan scan = wire.scratch().media;
        if (audioEvent.length > 0 && scan.audio(bytes, length, audioEvent, streamKey)) {
            if (addressed(atNanos, scan.streamId()) && format(atNanos, scan.contentType(), scan.rateHz())) {
                play(atNanos, bytes, scan.payloadFrom(), scan.payloadTo());
            }
            return;
        }
        ObjectNode message = JsonMessages.object(wire, atNanos, bytes, length).orElse(null);
        if (message != null) {
            told(atNanos, message);
        }
    }

    private void told(long at, ObjectNode message) {
        AgentSays said = dialect.read(message);
        switch (said.what()) {
            case UNKNOWN -> {
                wire.unknown(wire.clean(said.word(), 100));
                return;
            }
            case WRONG -> {
                wire.bad(at, said.word());
                return;
            }
            default -> {}
        }
        if (!addressed(at, message.path(dialect.streamKey()).asText(""))) {
            return;
        }
        switch (said.what()) {
            case SOUND -> {
                JsonNode inner = message.path("media");
                if (format(
                        at,
                        inner.path("contentType").asText(""),
                        inner.path("sampleRate").asInt(0))) {
                    byte[] characters = said.word().getBytes(StandardCharsets.ISO_8859_1);
                    play(at, characters, 0, characters.length);
                }
            }
            case CLEAR -> {
                tail.cancel();
                tailDue = false;
                sound.drop();
                listener.flush(at);
                dialect.cleared(call, sequence).ifPresent(answer -> {
                    sequence++;
                    wire.json(answer);
                });
            }
            case MARK -> listener.mark(at, said.word());
            case UNKNOWN, WRONG -> {}
        }
    }

    /** False when a message is for another stream, which the provider would pass over. */
    private boolean addressed(long at, String id) {
        if (id.equals(streamId) || id.isEmpty() && !dialect.streamIdNeeded()) {
            return true;
        }
        wire.bad(
                at,
                "a message with "
                        + (id.isEmpty() ? "no " + dialect.streamKey() : dialect.streamKey() + " \"" + id + "\"")
                        + ", which " + dialect.provider() + " would pass over; it must be the " + dialect.streamKey()
                        + " of the start message, here " + streamId);
        return false;
    }

    /** Sees to the format that a message names for its sound; false when it is none that is spoken here. */
    private boolean format(long at, String type, int rateHz) {
        if (type.isEmpty() || type.equals(spokenType) && rateHz == spokenRateHz) {
            return true;
        }
        Optional<SoundFormat> found =
                MediaTypes.parse(type, rateHz == 0 ? order.output().rateHz() : rateHz);
        if (found.isEmpty()) {
            wire.bad(at, "sound of the type \"" + type + "\" at " + rateHz + " Hz, which is not spoken here");
            return false;
        }
        spokenType = type;
        spokenRateHz = rateHz;
        sound.format(found.get());
        return true;
    }

    private void play(long at, byte[] text, int from, int to) {
        sound.base64(at, text, from, to, ONE_REPLY);
        awaitTail();
    }

    /** The end of what was said so far is still in the resampler, and due when the rest was played. */
    private void awaitTail() {
        if (!tailDue && sound.playing(wire.timeline().nowNanos(), STILL)) {
            tailDue = true;
            tail = wire.timeline().at(sound.playsUntilNanos(), this::tail);
        }
    }

    private void tail() {
        long now = wire.timeline().nowNanos();
        tailDue = false;
        if (sound.playing(now, STILL)) {
            awaitTail();
        } else {
            sound.finish(now);
        }
    }
}
