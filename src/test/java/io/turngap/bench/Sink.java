package io.turngap.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The agent of the load bench, in a process of its own: takes calls in each {@link Wording} at its path, answers each frame with one, and says
 * over HTTP what arrived when: {@code GET /stats}, and {@code GET /restart} to begin counting anew. It does no audio work. One thread; ends with
 * its standard input. Prints {@code port N} once it listens.
 */
public final class Sink {

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int BACKLOG = 4_096;

    private static final AtomicInteger CALLS = new AtomicInteger();

    private Sink() {}

    /** Serves until the standard input ends. */
    public static void main(String[] arguments) throws Exception {
        ArrivalBook book = new ArrivalBook();
        boolean epoll = Epoll.isAvailable();
        try (MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory())) {
            Channel server = new ServerBootstrap()
                    .group(group)
                    .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new HttpServerCodec(), new HttpObjectAggregator(65_536), new Door(book));
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))
                    .sync()
                    .channel();
            System.out.println("port " + ((InetSocketAddress) server.localAddress()).getPort());
            while (System.in.read() >= 0) {
                // Whoever started it says nothing and goes away in the end.
            }
        }
    }

    /** Answers one HTTP request, or makes a call of the connection. */
    private static final class Door extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final ArrivalBook book;

        Door(ArrivalBook book) {
            this.book = book;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) throws Exception {
            String path = request.uri().split("\\?", 2)[0];
            String key = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
            if (key != null) {
                Wording wording = Arrays.stream(Wording.values())
                        .filter(one -> one.path().equals(path))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no call at " + path));
                upgrade(ctx, key, wording);
                return;
            }
            String told = "";
            if (path.equals("/restart")) {
                book.restart();
            } else if (path.equals("/stats")) {
                told = book.told();
            }
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.OK,
                    Unpooled.wrappedBuffer(told.getBytes(StandardCharsets.US_ASCII)));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
            var unused = ctx.writeAndFlush(response);
        }

        private void upgrade(ChannelHandlerContext ctx, String key, Wording wording) throws NoSuchAlgorithmException {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
            response.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                    .set(
                            HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
                            Base64.getEncoder().encodeToString(digest));
            SinkCall call = new SinkCall(wording, book, CALLS.getAndIncrement());
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            ctx.pipeline().addLast(call);
            ChannelHandlerContext own = ctx.pipeline().context(call);
            ctx.pipeline().remove(HttpObjectAggregator.class);
            ctx.pipeline().remove(HttpServerCodec.class);
            ctx.pipeline().remove(this);
            call.open(own);
            own.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var unused = ctx.close();
        }
    }
}
