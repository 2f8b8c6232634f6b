package io.turngap.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turngap.sound.Pcm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;

/** Working memory of one event loop's thread, shared by all its calls: nothing in it outlives the handling of one event or frame. */
final class LoopScratch {

    /** Base64 characters decoded at a time; a multiple of 4, and three quarters of it are even. */
    static final int BLOCK_CHARS = 4096;
    /** Bytes that a block gives. */
    static final int BLOCK_BYTES = BLOCK_CHARS / 4 * 3;

    private static final byte[] APPEND =
            "{\"type\":\"input_audio_buffer.append\",\"audio\":\"".getBytes(StandardCharsets.US_ASCII);
    /** Longer events get memory of their own, which is let go afterwards. */
    private static final int KEPT_TEXT = 1 << 18;
    /** The most samples that 20 ms have in any format on the wire, and some to spare. */
    private static final int MOST_FRAME_SAMPLES = 960;

    /** Bytes of the wire, decoded from or to be encoded as base64. */
    final byte[] bytes = new byte[BLOCK_BYTES];
    /** {@link #bytes} as 16-bit samples, the low byte first: whole frames are copied at once. */
    final ShortBuffer pcm =
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    /** Samples at the wire's rate. */
    final short[] wire = new short[BLOCK_BYTES];
    /** Samples at {@link Pcm#RATE_HZ}; 8 kHz doubles. */
    final short[] heard = new short[BLOCK_BYTES * 2 + 16];
    /** What {@link EventScan} finds. */
    final EventScan scan = new EventScan();
    /** What {@link MediaScan} finds. */
    final MediaScan media = new MediaScan();
    /** A message to be sent; no wrapped sound of a telephone provider's is longer. */
    final byte[] wrapped = new byte[8192];
    /** What a declared link reads messages with. */
    final CutJson cut = new CutJson();
    /** Messages as the socket takes them. */
    final MaskedFrames frames = new MaskedFrames();

    private final byte[] message = new byte[APPEND.length + Base64Bytes.encodedLength(MOST_FRAME_SAMPLES * 2) + 2];
    private byte[] text = new byte[8192];
    private ByteBuf outgoing = Unpooled.buffer(8192);

    LoopScratch() {
        System.arraycopy(APPEND, 0, message, 0, APPEND.length);
    }

    /** The buffer for a message to be sent, empty, with room for {@code mostBytes}; on the heap. */
    ByteBuf message(int mostBytes) {
        if (mostBytes > outgoing.capacity()) {
            ByteBuf larger = Unpooled.buffer(mostBytes);
            outgoing = mostBytes <= KEPT_TEXT ? larger : outgoing;
            return larger;
        }
        return outgoing.clear();
    }

    /** Copies the readable bytes of a frame into an array from index 0. */
    byte[] text(ByteBuf content) {
        int length = content.readableBytes();
        byte[] target = text;
        if (length > text.length) {
            target = new byte[length <= KEPT_TEXT ? Math.max(length, text.length * 2) : length];
            text = length <= KEPT_TEXT ? target : text;
        }
        content.getBytes(content.readerIndex(), target, 0, length);
        return target;
    }

    /** Writes {@code count} of {@link #bytes} as an {@code input_audio_buffer.append} event into {@code out}. */
    void writeAppend(int count, ByteBuf out) {
        int end = Base64Bytes.encode(bytes, count, message, APPEND.length);
        message[end] = '"';
        message[end + 1] = '}';
        out.writeBytes(message, 0, end + 2);
    }

    /** Most bytes that {@link #writeAppend} writes. */
    int mostAppendBytes() {
        return message.length;
    }
}
