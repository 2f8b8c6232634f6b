package io.turngap.trace;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Takes what agents export over OTLP while calls are made: on this machine only, on a thread of its own, which reads each export as it comes
 * (some microseconds a span) and says afterwards how much processor time that took. Ports: the usual 4318 (HTTP) and 4317 (gRPC) where they
 * are free; else one that is, for both.
 */
public final class OtlpReceiver implements AutoCloseable {

    /** Where exporters send traces over HTTP unless told otherwise. */
    public static final int HTTP_PORT = 4318;
    /** Where exporters send them over gRPC unless told otherwise. */
    public static final int GRPC_PORT = 4317;

    private static final int MOST_CONNECTIONS = 64;
    private static final int POLL_MS = 100;
    private static final long CLOSE_WAIT_MS = 2_000;

    private final SpanStore store;
    private final OtlpRequests requests;
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final ChannelGroup connections;
    private final List<Channel> listening = new ArrayList<>();
    private final long threadId;

    private OtlpReceiver(int mostSpans) {
        this.store = new SpanStore(mostSpans);
        this.requests = new OtlpRequests(store);
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("turngap-otlp", true), NioIoHandler.newFactory());
        this.loop = group.next();
        this.connections = new DefaultChannelGroup(loop);
        this.threadId = loop.submit(() -> Thread.currentThread().threadId())
                .awaitUninterruptibly()
                .getNow();
    }

    /**
     * Listens on loopback.
     *
     * @param port the one port to listen on, 0 for any that is free; without it the usual ones where they are free
     * @throws IOException when the port is taken
     */
    public static OtlpReceiver start(OptionalInt port) throws IOException {
        return start(port, SpanStore.MOST_SPANS);
    }

    static OtlpReceiver start(OptionalInt port, int mostSpans) throws IOException {
        OtlpReceiver receiver = new OtlpReceiver(mostSpans);
        try {
            if (port.isPresent()) {
                receiver.listen(port.getAsInt());
            } else {
                if (!receiver.listens(HTTP_PORT)) {
                    receiver.listen(0);
                }
                receiver.listens(GRPC_PORT);
            }
            return receiver;
        } catch (IOException taken) {
            receiver.close();
            throw taken;
        }
    }

    private boolean listens(int port) {
        try {
            listen(port);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private void listen(int port) throws IOException {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        admit(connection);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "traces cannot be taken at port " + port + " of this machine ("
                            + bound.cause().getMessage()
                            + "); a free port is needed: give another --otlp-port, 0 for any, or off",
                    bound.cause());
        }
        listening.add(bound.channel());
    }

    private void admit(Channel connection) {
        if (connections.size() >= MOST_CONNECTIONS) {
            var unused = connection.close();
            return;
        }
        connections.add(connection);
        InetAddress from = ((InetSocketAddress) connection.remoteAddress()).getAddress();
        connection
                .pipeline()
                .addLast(new OtlpDoor(requests, new Peer(from.getHostAddress(), from.isLoopbackAddress())));
    }

    /** Where to send traces, such as {@code http://127.0.0.1:4318}; the first takes HTTP and gRPC, and so does each other. */
    public List<String> addresses() {
        return listening.stream()
                .map(channel -> "http://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort())
                .toList();
    }

    /** True once anybody sent traces. */
    public boolean heard() {
        return requests.exports() > 0;
    }

    /**
     * Waits for spans that come late: exporters gather them for some seconds (the SDKs' batch processor for 5 s). Not at all when nobody ever
     * sent any; else until the trace of every call is complete, or the time is up.
     *
     * @param callerSpans by trace id, the span that the caller named as parent, of each call
     * @param mostMs longest wait
     * @return how long it took, ms
     */
    public long awaitLate(Map<String, String> callerSpans, long mostMs) {
        long start = System.nanoTime();
        if (heard()) {
            long until = start + TimeUnit.MILLISECONDS.toNanos(mostMs);
            boolean waiting = true;
            while (waiting && System.nanoTime() < until) {
                Set<String> complete = store.complete(callerSpans);
                waiting = complete.size() < callerSpans.size() && sleeps();
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static boolean sleeps() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What came so far. */
    Received received() {
        return new Received(
                addresses(),
                store.spans(),
                store.counts(),
                requests.exports(),
                requests.metricExports(),
                requests.logExports(),
                requests.refusedRequests(),
                cpuMs());
    }

    private Optional<Double> cpuMs() {
        var threads = ManagementFactory.getThreadMXBean();
        long nanos = threads.isThreadCpuTimeSupported() ? threads.getThreadCpuTime(threadId) : -1;
        return nanos < 0 ? Optional.empty() : Optional.of(nanos / 1e6);
    }

    /** Listens no more. */
    @Override
    public void close() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly(CLOSE_WAIT_MS));
        connections.close().awaitUninterruptibly(CLOSE_WAIT_MS);
        group.shutdownGracefully(0, CLOSE_WAIT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_WAIT_MS);
    }
}
