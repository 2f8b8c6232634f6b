package io.turngap.agent;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.turngap.time.RealTimeline;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A server of tools that do what a script says: answer after a seeded delay, fail, hang, answer with a status or with garbage. So a slow or
 * broken backend can be put behind an agent, over real HTTP, and the same seed, call and turn get the same delay and the same failure.
 *
 * <p>{@code POST /tools/{name}} with {@code {"call", "turn", "argument"}} gets {@code {"text"}}, or {@code {"error"}} with a status of 400
 * or more.
 */
public final class ToolServer implements AutoCloseable {

    private static final int MOST_REQUEST_BYTES = 1 << 16;

    private final String host;
    private final EventLoopGroup loop;
    private final Channel listening;

    private ToolServer(String host, EventLoopGroup loop, Channel listening) {
        this.host = host;
        this.loop = loop;
        this.listening = listening;
    }

    /**
     * Binds and serves on one thread.
     *
     * @param tools the scripts
     * @param seed origin of the delays and failures
     * @param port 0 takes a free one
     * @throws IOException when the address cannot be bound
     */
    public static ToolServer start(AgentConfig.Tools tools, long seed, String host, int port) throws IOException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ScriptedTools scripted = new ScriptedTools(tools, new Seeds(seed).at("tool"));
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MOST_REQUEST_BYTES))
                                .addLast(new ToolServerHandler(tools, scripted, new RealTimeline(channel.eventLoop())));
                    }
                })
                .bind(host, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly();
            throw new IOException(
                    "the tool server cannot listen on " + host + " port " + port + ": " + bound.cause()
                            + "; choose a free port (0 takes any) and an address of this machine",
                    bound.cause());
        }
        return new ToolServer(host, loop, bound.channel());
    }

    /** The port that was bound. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** What {@code tools.server} of an agent is set to, such as {@code http://127.0.0.1:8090}. */
    public String address() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(2_000);
    }
}
