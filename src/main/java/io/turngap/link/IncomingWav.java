package io.turngap.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Base64;
import java.util.Optional;

/** Sound of which each piece may be a WAV file of its own; a piece that is none continues the one before. */
final class IncomingWav {

    /** How base64 of a WAV file begins: {@code RIFF}, less the bits that belong to what follows. */
    private static final byte[] RIFF = {'U', 'k', 'l', 'G', 'R'};

    private final Wire wire;
    private final IncomingSound sound;

    IncomingWav(Wire wire, IncomingSound sound) {
        this.wire = wire;
        this.sound = sound;
    }

    void base64(long at, byte[] text, int from, int to, String reply) {
        if (to - from < RIFF.length || !java.util.Arrays.equals(text, from, from + RIFF.length, RIFF, 0, RIFF.length)) {
            sound.base64(at, text, from, to, reply);
            return;
        }
        try {
            piece(at, Base64.getDecoder().decode(java.util.Arrays.copyOfRange(text, from, to)), reply);
        } catch (IllegalArgumentException e) {
            wire.bad(at, "audio that is not base64 (" + e.getMessage() + "); this message was dropped");
        }
    }

    void raw(long at, ByteBuf content, String reply) {
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        piece(at, bytes, reply);
    }

    private void piece(long at, byte[] bytes, String reply) {
        if (!WavChunk.begins(bytes, bytes.length)) {
            sound.raw(at, Unpooled.wrappedBuffer(bytes), reply);
            return;
        }
        Optional<WavChunk> chunk = WavChunk.of(bytes, bytes.length);
        if (chunk.isEmpty()) {
            wire.bad(
                    at,
                    "a WAV file that cannot be played; expected is one channel of 16-bit linear or G.711 samples of 8000 to 48000 Hz");
            return;
        }
        WavChunk known = chunk.get();
        sound.format(known.format());
        sound.raw(at, Unpooled.wrappedBuffer(bytes, known.from(), known.to() - known.from()), reply);
    }
}
