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
import io.turngap.scenario.ToolScripts;
import io.turngap.time.RealTimeline;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A server of tools that do what a script says: answer after a seeded delay, fail, hang, answer with a status or with garbage. So a slow or
 * broken backend can be put behind an agent, over real HTTP, and the same seed, call and turn get the same delay and the same failure.
 *
 * <p>{@code POST /tools/{name}} with an object of arguments gets the result, or {@code {"error"}} with a status of 400 or more; {@code GET
 * /tools} lists them. The bundled agent posts {@code {"call", "turn", "argument"}} and gets {@code {"text"}}. {@code /mcp} is the same over
 * the Model Context Protocol.
 */
public final class ToolServer implements AutoCloseable {

    private static final int MOST_REQUEST_BYTES = 1 << 16;

    private final String host;
    private final McpEndpoint mcp;
    private final EventLoopGroup loop;
    private final Channel listening;

    private ToolServer(String host, McpEndpoint mcp, EventLoopGroup loop, Channel listening) {
        this.host = host;
        this.mcp = mcp;
        this.loop = loop;
        this.listening = listening;
    }

    /**
     * Binds and serves on one thread.
     *
     * @param scripts what the tools do
     * @param seed origin of the delays and failures
     * @param port 0 takes a free one
     * @param log takes what is asked; stays open when the server closes
     * @throws IOException when the address cannot be bound
     */
    public static ToolServer start(ToolScripts scripts, long seed, String host, int port, ToolLog log)
            throws IOException {
        ServedTools tools = new ServedTools(scripts, new Seeds(seed).at("tool"), log);
        McpEndpoint mcp = McpEndpoint.of(tools);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
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
                                .addLast(new ToolServerHandler(tools, mcp, new RealTimeline(channel.eventLoop())));
                    }
                })
                .bind(host, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            mcp.close();
            loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly();
            throw new IOException(
                    "the tool server cannot listen on " + host + " port " + port + ": " + bound.cause()
                            + "; choose a free port (0 takes any) and an address of this machine",
                    bound.cause());
        }
        return new ToolServer(host, mcp, loop, bound.channel());
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
        mcp.close();
        loop.shutdownGracefully(0, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(2_000);
    }
}
