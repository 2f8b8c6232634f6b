package io.turngap.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Consumer;

/**
 * The short way for what an agent sends nearly always: a text or binary message in one whole, unmasked frame (RFC 6455, 5.2) goes from the
 * bytes of the socket straight to the call, and no object is made for it. Everything else (control frames, messages in parts, frames that
 * have not arrived whole, mistakes) takes the long way through Netty's decoder behind this handler, frame by frame, so that the decoder
 * always stands between two frames when the short way is taken.
 */
final class IncomingFrames extends ChannelInboundHandlerAdapter {

    private static final int FINAL = 0x80;
    private static final int CONTINUATION = 0x0;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int INCOMPLETE = -1;

    private final Consumer<ByteBuf> text;
    private final Consumer<ByteBuf> binary;
    private final byte[] begun = new byte[10];
    private int begunBytes;
    /** Bytes of a frame on the long way that are still to come. */
    private long longWay;
    /** A message in parts is under way. */
    private boolean inParts;
    /** The decoder has seen a mistake, after which there are no frames. */
    private boolean lost;

    /** Whole messages go to {@code text} and {@code binary}; the bytes are valid during the call only. */
    IncomingFrames(Consumer<ByteBuf> text, Consumer<ByteBuf> binary) {
        this.text = text;
        this.binary = binary;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        ByteBuf in = withBegun(bytes);
        try {
            while (in.isReadable() && next(ctx, in)) {
                // Frame after frame.
            }
        } finally {
            in.release();
        }
    }

    /** A header of which the last read brought only a part is put before what came now. */
    private ByteBuf withBegun(ByteBuf bytes) {
        if (begunBytes == 0) {
            return bytes;
        }
        ByteBuf whole = Unpooled.wrappedBuffer(Unpooled.copiedBuffer(begun, 0, begunBytes), bytes);
        begunBytes = 0;
        return whole;
    }

    /** Goes past one frame, or what there is of it; false when the rest is too short to be read yet. */
    private boolean next(ChannelHandlerContext ctx, ByteBuf in) {
        if (lost || longWay > 0) {
            pass(ctx, in, lost ? in.readableBytes() : longWay);
            return true;
        }
        int at = in.readerIndex();
        int header = headerBytes(in);
        if (header == INCOMPLETE) {
            begunBytes = in.readableBytes();
            in.readBytes(begun, 0, begunBytes);
            return false;
        }
        int first = in.getByte(at) & 0xff;
        int second = in.getByte(at + 1) & 0xff;
        long length = second < TWO_BYTES
                ? second
                : second == TWO_BYTES ? in.getUnsignedShort(at + 2) : second == EIGHT_BYTES ? in.getLong(at + 2) : -1;
        if (length < 0 || length > SocketLink.MOST_FRAME_BYTES) {
            lost = true;
            return true;
        }
        boolean isText = first == (FINAL | MaskedFrames.TEXT);
        boolean plain = isText || first == (FINAL | MaskedFrames.BINARY);
        if (plain && !inParts && header + length <= in.readableBytes()) {
            in.skipBytes(header);
            tell(isText ? text : binary, in, (int) length);
            return true;
        }
        follow(first);
        pass(ctx, in, header + length);
        return true;
    }

    /** Bytes of the header that begins here, {@link #INCOMPLETE} where some are missing. A masked frame is a mistake, told by its length. */
    private static int headerBytes(ByteBuf in) {
        if (in.readableBytes() < 2) {
            return INCOMPLETE;
        }
        int second = in.getByte(in.readerIndex() + 1) & 0xff;
        int bytes = second == TWO_BYTES ? 4 : second == EIGHT_BYTES ? 10 : 2;
        return in.readableBytes() < bytes ? INCOMPLETE : bytes;
    }

    private static void tell(Consumer<ByteBuf> message, ByteBuf in, int length) {
        int end = in.readerIndex() + length;
        int last = in.writerIndex();
        in.writerIndex(end);
        try {
            message.accept(in);
        } finally {
            in.setIndex(end, last);
        }
    }

    private void follow(int first) {
        int opcode = first & 0x0f;
        if (opcode <= MaskedFrames.BINARY) {
            inParts = (first & FINAL) == 0 || (opcode != CONTINUATION && inParts);
        }
    }

    private void pass(ChannelHandlerContext ctx, ByteBuf in, long frameBytes) {
        int now = (int) Math.min(frameBytes, in.readableBytes());
        longWay = lost ? 0 : frameBytes - now;
        ctx.fireChannelRead(in.readRetainedSlice(now));
    }
}
