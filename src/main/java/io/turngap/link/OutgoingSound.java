package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * The caller's frames on their way to an agent: binary as they are, or as base64 in a JSON message that is the same but for the sound and is
 * therefore written once, before and behind it. A message may hold several frames; it leaves with the last.
 */
final class OutgoingSound {

    /** Stands where the sound will, until the message is cut there. */
    private static final String HERE = "@turngap-sound-here@";

    private static final int MOST_FRAME_BYTES = 48_000 / 50 * 2;

    private final FrameEncoder encoder;
    private final int frames;
    private final byte[] before;
    private final byte[] behind;
    private final boolean json;
    private final byte[] waiting;
    private final byte[] message;
    private int waitingFrames;
    private int waitingBytes;

    OutgoingSound(AgentLink.CallerAudio audio, SoundFormat format, Function<String, JsonNode> values) {
        encoder = new FrameEncoder(format);
        frames = audio.frames();
        json = audio.message().isPresent();
        String written = audio.message()
                .flatMap(template ->
                        template.fill(name -> name.equals("audio") ? TextNode.valueOf(HERE) : values.apply(name)))
                .map(JsonNode::toString)
                .orElse(HERE);
        int here = written.indexOf(HERE);
        before = written.substring(0, here).getBytes(StandardCharsets.UTF_8);
        behind = written.substring(here + HERE.length()).getBytes(StandardCharsets.UTF_8);
        waiting = new byte[frames * MOST_FRAME_BYTES];
        message = json
                ? new byte[before.length + Base64Bytes.encodedLength(waiting.length) + behind.length]
                : new byte[0];
        System.arraycopy(before, 0, message, 0, json ? before.length : 0);
    }

    SoundFormat format() {
        return encoder.format();
    }

    /** See {@link FrameEncoder#delayNanos}. */
    long delayNanos() {
        return encoder.delayNanos();
    }

    /** Takes 20 ms; sends them, or keeps them until the message is full. */
    void send(short[] frame, Wire wire) {
        int count = encoder.encode(frame, wire.scratch());
        System.arraycopy(wire.scratch().bytes, 0, waiting, waitingBytes, count);
        waitingBytes += count;
        if (++waitingFrames < frames) {
            return;
        }
        if (json) {
            int end = Base64Bytes.encode(waiting, waitingBytes, message, before.length);
            System.arraycopy(behind, 0, message, end, behind.length);
            ByteBuf out = wire.buffer(end + behind.length);
            out.writeBytes(message, 0, end + behind.length);
            wire.sendText(out);
        } else {
            ByteBuf out = wire.buffer(waitingBytes);
            out.writeBytes(waiting, 0, waitingBytes);
            wire.sendBinary(out);
        }
        waitingFrames = 0;
        waitingBytes = 0;
    }
}
