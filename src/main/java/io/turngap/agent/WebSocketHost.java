package io.turngap.agent;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An HTTP server whose {@link Doors} lead to WebSockets: one {@link Endpoint} a connection, on Netty's epoll where the system has it. */
final class WebSocketHost implements AutoCloseable {

    /** The protocol allows 15 MiB of audio in an event; a little more for what surrounds it. */
    static final int MOST_MESSAGE_BYTES = 16 << 20;

    private static final int MOST_REQUEST_BYTES = 1 << 16;
    private static final WriteBufferWaterMark MOST_UNREAD = new WriteBufferWaterMark(1 << 20, 8 << 20);

    private final EventLoopGroup loops;
    private final Channel listening;
    private final Runnable whenClosed;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong accepted = new AtomicLong();

    /**
     * Binds and serves; {@code whenClosed} runs once no connection is left.
     *
     * @throws IOException when the address cannot be bound
     */
    WebSocketHost(ServerOptions options, Doors doors, Runnable whenClosed) throws IOException {
        this.whenClosed = whenClosed;
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> kind = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        loops = new MultiThreadIoEventLoopGroup(options.threads(), io);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(kind)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MOST_UNREAD)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        prepare(channel, options, doors);
                    }
                });
        var bound = bootstrap.bind(options.host(), options.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly();
            throw new IOException(
                    "the agent cannot listen on " + options.host() + " port " + options.port() + ": " + bound.cause()
                            + "; choose a free port (0 takes any) and an address of this machine",
                    bound.cause());
        }
        listening = bound.channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Connections open now. */
    int open() {
        return open.get();
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 2_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(3_000);
        whenClosed.run();
    }

    private void prepare(Channel channel, ServerOptions options, Doors doors) {
        Stamp stamp = new Stamp();
        channel.pipeline()
                .addLast(stamp)
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(MOST_REQUEST_BYTES))
                .addLast(new TraceContext())
                .addLast(new HandshakeGate(options, doors, open, accepted))
                .addLast(new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                        .websocketPath("/")
                        .checkStartsWith(true)
                        .subprotocols("realtime")
                        .maxFramePayloadLength(MOST_MESSAGE_BYTES)
                        .handshakeTimeoutMillis(10_000)
                        .build()))
                .addLast(new WebSocketFrameAggregator(MOST_MESSAGE_BYTES))
                .addLast(new EndpointHandler(stamp, doors));
    }

    /** Notes when bytes were last read from the socket, before anything is done with them. */
    static final class Stamp extends ChannelInboundHandlerAdapter {
        private long readNanos;

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            readNanos = System.nanoTime();
            context.fireChannelRead(bytes);
        }

        long readNanos() {
            return readNanos;
        }
    }
}
