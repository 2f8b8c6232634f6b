package io.turngap.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.turngap.time.FrameWheel;
import io.turngap.time.RealTimeline;
import io.turngap.time.TimelineWheel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The floor of the load bench: Netty's WebSocket client as it comes and a wheel inside the event loop, the same bytes each frame, and what the
 * sink answers thrown away. No script, no ear, no codec.
 */
public final class BareClient implements ClientDesk.Calls {

    private record Lane(EventLoop loop, RealTimeline timeline, FrameWheel wheel) {}

    private final Wording wording;
    private final URI uri;
    private final ByteBuf sound;
    private final MultiThreadIoEventLoopGroup group;
    private final List<Lane> lanes = new ArrayList<>();

    private BareClient(Wording wording, int port, int loops) {
        this.wording = wording;
        this.uri = URI.create("ws://127.0.0.1:" + port + wording.path());
        byte[] bytes = wording.sound(false);
        this.sound = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(wording.text() ? wording.callerText(bytes).getBytes(StandardCharsets.US_ASCII) : bytes));
        this.group = new MultiThreadIoEventLoopGroup(loops, EpollIoHandler.newFactory());
        group.forEach(executor -> {
            EventLoop loop = (EventLoop) executor;
            RealTimeline timeline = new RealTimeline(loop);
            lanes.add(new Lane(loop, timeline, new TimelineWheel(timeline)));
        });
    }

    /** Arguments: wording, port, event loops. */
    public static void main(String[] arguments) throws Exception {
        ClientDesk.serve(new BareClient(
                Wording.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])));
    }

    @Override
    public void start(int index, LongConsumer latenessNanos) {
        Lane lane = lanes.get(index % lanes.size());
        var unused = new Bootstrap()
                .group(lane.loop())
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        var handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                                uri, WebSocketVersion.V13, null, false, new DefaultHttpHeaders(), 1 << 20, true, false);
                        channel.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(8_192),
                                        new WebSocketClientProtocolHandler(handshaker),
                                        new Ear(lane, latenessNanos));
                    }
                })
                .connect(uri.getHost(), uri.getPort());
    }

    @Override
    public void close() {
        var unused = group.shutdownGracefully();
    }

    private final class Ear extends SimpleChannelInboundHandler<WebSocketFrame> {
        private final Lane lane;
        private final LongConsumer latenessNanos;

        Ear(Lane lane, LongConsumer latenessNanos) {
            this.lane = lane;
            this.latenessNanos = latenessNanos;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                var unused = lane.wheel()
                        .subscribe(
                                lane.timeline().nowNanos() + FrameWheel.FRAME_NANOS,
                                (index, dueNanos) -> send(ctx, dueNanos));
            }
        }

        private void send(ChannelHandlerContext ctx, long dueNanos) {
            ByteBuf bytes = ctx.alloc().directBuffer(sound.readableBytes()).writeBytes(sound, 0, sound.readableBytes());
            var unused = ctx.writeAndFlush(
                    wording.text() ? new TextWebSocketFrame(bytes) : new BinaryWebSocketFrame(bytes),
                    ctx.voidPromise());
            latenessNanos.accept(System.nanoTime() - dueNanos);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            // Thrown away.
        }
    }
}
