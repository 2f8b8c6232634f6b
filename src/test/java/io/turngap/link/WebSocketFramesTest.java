package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own way of writing and reading frames, held against Netty's. */
class WebSocketFramesTest {

    private static final int MOST = SocketLink.MOST_FRAME_BYTES;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 8, 9, 125, 126, 127, 640, 1313, 65_535, 65_536, 200_001})
    void aServerReadsWhatWasMasked(int length) {
        Random random = new Random(length);
        byte[] payload = new byte[length + 5];
        random.nextBytes(payload);
        MaskedFrames frames = new MaskedFrames();
        for (int opcode : new int[] {MaskedFrames.TEXT, MaskedFrames.BINARY}) {
            ByteBuf framed = frames.frame(opcode, payload, 5, length, random.nextInt());
            EmbeddedChannel server = new EmbeddedChannel(new WebSocket13FrameDecoder(true, false, MOST, false));
            server.writeInbound(framed);
            WebSocketFrame read = server.readInbound();
            assertEquals(opcode == MaskedFrames.TEXT, read instanceof TextWebSocketFrame);
            assertArrayEquals(
                    java.util.Arrays.copyOfRange(payload, 5, 5 + length), ByteBufUtil.getBytes(read.content()));
            read.release();
            server.finishAndReleaseAll();
        }
        frames.release();
    }

    @Test
    void aBufferThatIsStillToBeSentIsLeftAlone() {
        MaskedFrames frames = new MaskedFrames();
        ByteBuf first = frames.frame(MaskedFrames.BINARY, new byte[] {1, 2, 3}, 0, 3, 77);
        byte[] before = ByteBufUtil.getBytes(first);
        ByteBuf second = frames.frame(MaskedFrames.BINARY, new byte[] {4, 5, 6}, 0, 3, 78);
        assertNotSame(first, second);
        assertArrayEquals(before, ByteBufUtil.getBytes(first));
        first.release();
        assertEquals(0, first.refCnt());
        second.release();
        ByteBuf third = frames.frame(MaskedFrames.BINARY, new byte[] {7}, 0, 1, 79);
        assertSame(second, third);
        third.release();
        frames.release();
        assertEquals(0, third.refCnt());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverTheReadsCutTheMessagesAreThoseOfNetty(long seed) {
        Random random = new Random(seed);
        ByteBuf stream = Unpooled.buffer();
        for (int message = 0; message < 300; message++) {
            message(random, stream);
        }
        List<String> expected = new ArrayList<>();
        EmbeddedChannel netty = new EmbeddedChannel(decoder(), new WebSocketFrameAggregator(MOST), noting(expected));
        netty.writeInbound(stream.copy());
        List<String> seen = new ArrayList<>();
        EmbeddedChannel own = own(seen);
        while (stream.isReadable()) {
            int cut = random.nextInt(4) == 0 ? 1 + random.nextInt(9) : 1 + random.nextInt(4_000);
            own.writeInbound(stream.readBytes(Math.min(cut, stream.readableBytes())));
        }
        assertEquals(expected, seen);
        assertEquals(300, seen.stream().filter(line -> !line.startsWith("9")).count());
        stream.release();
        own.finishAndReleaseAll();
        netty.finishAndReleaseAll();
    }

    @Test
    void wholeMessagesGoTheShortWay() {
        List<String> seen = new ArrayList<>();
        EmbeddedChannel own = new EmbeddedChannel(new IncomingFrames(
                text -> seen.add("text " + text.readableBytes()),
                binary -> seen.add("binary " + binary.readableBytes())));
        ByteBuf stream = Unpooled.buffer();
        frame(stream, 0x81, new byte[5]);
        frame(stream, 0x82, new byte[700]);
        own.writeInbound(stream);
        assertEquals(List.of("text 5", "binary 700"), seen);
        assertEquals(0, own.inboundMessages().size());
        assertEquals(0, stream.refCnt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8180", "c100", "8300", "827f7fffffffffffffff", "827fffffffffffffffff", "0101418141"})
    void mistakesAreFoundByTheDecoder(String hex) {
        List<String> seen = new ArrayList<>();
        EmbeddedChannel own = own(seen);
        ByteBuf wrong = Unpooled.wrappedBuffer(java.util.HexFormat.of().parseHex(hex + "000000000000"));
        assertThrows(CorruptedWebSocketFrameException.class, () -> {
            own.writeInbound(wrong);
            own.checkException();
        });
        assertEquals(List.of(), seen);
    }

    private static EmbeddedChannel own(List<String> seen) {
        return new EmbeddedChannel(
                new IncomingFrames(text -> note(seen, "1", text), binary -> note(seen, "2", binary)),
                decoder(),
                new WebSocketFrameAggregator(MOST),
                noting(seen));
    }

    private static WebSocket13FrameDecoder decoder() {
        return new WebSocket13FrameDecoder(false, false, MOST, false);
    }

    private static void note(List<String> seen, String kind, ByteBuf content) {
        seen.add(kind + " " + ByteBufUtil.hexDump(content));
    }

    private static SimpleChannelInboundHandler<WebSocketFrame> noting(List<String> seen) {
        return new SimpleChannelInboundHandler<>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
                String kind = switch (frame) {
                    case TextWebSocketFrame text -> "1";
                    case io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame binary -> "2";
                    default -> "9";
                };
                note(seen, kind, frame.content());
            }
        };
    }

    /** A text or binary message, whole or in parts with pings between them. */
    private static void message(Random random, ByteBuf to) {
        int opcode = 1 + random.nextInt(2);
        int parts = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
        for (int part = 0; part < parts; part++) {
            int bytes = random.nextInt(5) == 0 ? random.nextInt(70_000) : random.nextInt(1_400);
            byte[] payload = new byte[bytes];
            for (int i = 0; i < bytes; i++) {
                payload[i] = (byte) ('a' + random.nextInt(20));
            }
            frame(to, (part + 1 == parts ? 0x80 : 0) | (part == 0 ? opcode : 0), payload);
            if (random.nextInt(4) == 0) {
                frame(to, 0x89, new byte[random.nextInt(20)]);
            }
        }
    }

    private static void frame(ByteBuf to, int first, byte[] payload) {
        to.writeByte(first);
        if (payload.length < 126) {
            to.writeByte(payload.length);
        } else if (payload.length < 65_536) {
            to.writeByte(126).writeShort(payload.length);
        } else {
            to.writeByte(127).writeLong(payload.length);
        }
        to.writeBytes(payload);
    }
}
