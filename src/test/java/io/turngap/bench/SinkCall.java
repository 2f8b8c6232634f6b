package io.turngap.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sink's end of one call, after the handshake. It reads WebSocket headers and counts; of a message it unmasks no more than tells sound from
 * the rest, so that the sink costs less than any client. Each frame is answered with one of its own: by turns {@value #SILENT} frames of silence and
 * {@value #AUDIBLE} of a tone, so that a caller that waits for replies has turns. A protocol that
 * tells of replies is told where the tone begins and ends; the silence after it belongs to a reply that is over.
 */
final class SinkCall extends ByteToMessageDecoder {

    private static final int SILENT = 150;
    private static final int AUDIBLE = 75;
    /** Coprime to a cycle's frames: calls that begin together stand all over the cycle, as callers who know nothing of each other do. */
    private static final int APART = 139;

    private static final int LOOK = 64;
    private static final int MOST_MESSAGE = 1 << 20;
    private static final Pattern STREAM = Pattern.compile("\"streamSid\":\"([^\"]*)\"");

    private final Wording wording;
    private final ArrivalBook book;
    private final ArrivalBook.Schedule schedule;
    private final byte[] look = new byte[LOOK];
    private ByteBuf audible = Unpooled.EMPTY_BUFFER;
    private ByteBuf silent = Unpooled.EMPTY_BUFFER;
    private final long offset;
    private boolean wrote;
    private String streamSid = "";
    private int reply;

    /** Call {@code number} of the sink, which says where in the cycle it begins. */
    SinkCall(Wording wording, ArrivalBook book, int number) {
        this.offset = (long) number * APART;
        this.wording = wording;
        this.book = book;
        this.schedule = book.new Schedule();
    }

    /** The handshake is done. */
    void open(ChannelHandlerContext ctx) {
        book.opened();
        prepare();
        say(ctx, wording.greeting());
    }

    /** Makes the messages of the stream and reply that are current. */
    private void prepare() {
        audible.release();
        silent.release();
        audible = wording.answer(true, streamSid, reply);
        silent = wording.answer(false, streamSid, reply);
    }

    private void say(ChannelHandlerContext ctx, String text) {
        if (!text.isEmpty()) {
            var unused = ctx.write(Wording.message(text.getBytes(StandardCharsets.US_ASCII), true), ctx.voidPromise());
            wrote = true;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        if (wrote) {
            wrote = false;
            ctx.flush();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        if (in.readableBytes() < 2) {
            return;
        }
        int opcode = in.getByte(start) & 0x0f;
        int length = in.getByte(start + 1) & 0x7f;
        int header = 6;
        if (length == 126) {
            if (in.readableBytes() < 4) {
                return;
            }
            length = in.getUnsignedShort(start + 2);
            header = 8;
        } else if (length == 127) {
            if (in.readableBytes() < 10) {
                return;
            }
            length = (int) Math.min(Integer.MAX_VALUE, in.getLong(start + 2));
            header = 14;
        }
        if (length > MOST_MESSAGE) {
            var unused = ctx.close();
            return;
        }
        if (in.readableBytes() < header + length) {
            return;
        }
        message(ctx, opcode, in, start + header, length);
        in.readerIndex(start + header + length);
    }

    private void message(ChannelHandlerContext ctx, int opcode, ByteBuf in, int at, int length) {
        if (opcode == 8) {
            var unused = ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) 0x88, 0}))
                    .addListener(ChannelFutureListener.CLOSE);
        } else if (opcode == 1 || opcode == 2) {
            if (opcode == 2 || isSound(in, at, length)) {
                frame(ctx, length);
            } else {
                told(ctx, new String(unmasked(in, at, new byte[length]), StandardCharsets.US_ASCII));
            }
        }
    }

    private boolean isSound(ByteBuf in, int at, int length) {
        if (length < LOOK) {
            return false;
        }
        String beginning = new String(unmasked(in, at, look), StandardCharsets.US_ASCII);
        return beginning.contains("input_audio_buffer.append") || beginning.contains("\"media\"");
    }

    private static byte[] unmasked(ByteBuf in, int at, byte[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (byte) (in.getByte(at + i) ^ in.getByte(at - 4 + i % 4));
        }
        return into;
    }

    private void told(ChannelHandlerContext ctx, String text) {
        Matcher stream = STREAM.matcher(text);
        if (stream.find()) {
            streamSid = stream.group(1);
            prepare();
        }
        say(ctx, wording.reply(text));
    }

    private void frame(ChannelHandlerContext ctx, int length) {
        schedule.arrived(System.nanoTime(), length);
        long within = (offset + schedule.count()) % (SILENT + AUDIBLE);
        boolean speaks = within >= SILENT;
        if (within == SILENT) {
            reply++;
            prepare();
            say(ctx, wording.replyBegins(reply));
        } else if (within == 0) {
            say(ctx, wording.replyEnds(reply));
        }
        var unused = ctx.write((speaks ? audible : silent).retainedDuplicate(), ctx.voidPromise());
        wrote = true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        book.closed();
        super.channelInactive(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        audible.release();
        silent.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var unused = ctx.close();
    }
}
