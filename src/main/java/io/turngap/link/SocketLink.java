package io.turngap.link;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.turngap.time.RealTimeline;
import io.turngap.time.SchedulerSlice;
import io.turngap.time.Timeline;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLException;

/**
 * Calls over WebSocket in any {@link Protocol}. A few event loops carry all calls; each is a timeline, and a call lives on one of them, with
 * its socket.
 */
public final class SocketLink implements Link {

    /** The largest message taken from an agent; the protocol itself allows 15 MiB of audio in one. */
    static final int MOST_FRAME_BYTES = 16 << 20;
    /** What may wait to be sent in this program: about four seconds of sound. */
    static final int MOST_UNSENT_BYTES = 256 << 10;
    /** What may wait in the system besides; fixed, because it would otherwise grow to megabytes and hide that nobody reads. */
    static final int SOCKET_BUFFER_BYTES = 128 << 10;

    private static final int MOST_UNKNOWN_NAMES = 64;
    private static final long SHUTDOWN_WAIT_MS = 3_000;

    /** A loop, as a timeline, with the working memory of its thread. */
    private record Lane(EventLoop loop, RealTimeline timeline, LoopScratch scratch) {}

    private final Protocol protocol;
    private final LinkOptions options;
    private final Redaction redaction;
    private final SslContext tls;
    private final MultiThreadIoEventLoopGroup group;
    private final List<Lane> lanes;
    private final AtomicInteger dealt = new AtomicInteger();
    private volatile boolean staysHere;
    private final Set<CallSocket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> unknown = new ConcurrentHashMap<>();

    SocketLink(Protocol protocol, LinkOptions options) {
        this.protocol = protocol;
        this.options = options;
        this.redaction = protocol.redaction()
                .and(options.headerSecrets())
                .and(Links.keyVariables().stream()
                        .flatMap(variable -> options.keys().get(variable).stream())
                        .toList())
                .hiding(protocol.address().hiddenValues());
        this.tls = trust(options);
        var unused = options.headers(protocol.address());
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(
                options.eventLoops(), new DefaultThreadFactory("turngap-link", true), io);
        List<Lane> made = new ArrayList<>();
        for (int i = 0; i < options.eventLoops(); i++) {
            EventLoop loop = group.next();
            loop.execute(SchedulerSlice::shorten);
            made.add(new Lane(loop, new RealTimeline(loop), new LoopScratch()));
        }
        this.lanes = List.copyOf(made);
    }

    private static SslContext trust(LinkOptions options) {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        options.trustedCertificates().ifPresent(pem -> {
            if (!Files.isReadable(pem)) {
                throw new LinkException("the file of trusted certificates, " + pem
                        + ", cannot be read; it must be a PEM file: check the path");
            }
            try {
                builder.trustManager(pem.toFile());
            } catch (IllegalArgumentException e) {
                throw new LinkException(
                        "the file of trusted certificates, " + pem
                                + ", holds no certificate that can be used; it must be a PEM file of X.509 certificates",
                        e);
            }
        });
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new LinkException(
                    "encryption cannot be set up: " + e.getMessage() + "; check Java's security settings", e);
        }
    }

    /** The threads' timelines in turn; always the same objects, so that what is shared by a loop's calls can be kept by them. */
    @Override
    public Timeline nextTimeline() {
        return lanes.get(Math.floorMod(dealt.getAndIncrement(), lanes.size())).timeline();
    }

    @Override
    public Connection connect(Timeline timeline, CallIdentity identity, Listener listener) {
        Lane lane = lanes.stream()
                .filter(l -> l.timeline().equals(timeline))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a timeline of another link; it must be one that this link's nextTimeline() gave"));
        CallSocket connection = new CallSocket(this, lane.timeline(), lane.loop(), lane.scratch(), identity, listener);
        open.add(connection);
        try {
            lane.loop().execute(connection::start);
        } catch (RejectedExecutionException e) {
            open.remove(connection);
            throw new IllegalStateException("the link is closed; no call can be made over it", e);
        }
        return connection;
    }

    /** The address without secrets. */
    public String shownAddress() {
        return protocol.address().shown();
    }

    /** Name of the protocol, for a run's record. */
    public String protocolName() {
        return protocol.name();
    }

    /** The agent's host. */
    public String host() {
        return protocol.address().host();
    }

    /** True when the agent is not on this machine, so that calling it may cost somebody money. */
    public boolean leavesThisMachine() {
        return !protocol.address().loopback();
    }

    /**
     * From now on no call leaves this machine, also where a hook on this machine asks for a stream on another: nobody said how much may be
     * spent there.
     */
    public void stayHere() {
        staysHere = true;
    }

    boolean staysHere() {
        return staysHere;
    }

    /** How many calls may share this agent at once, where its protocol bounds that. */
    public OptionalInt mostCalls() {
        return protocol.mostCalls();
    }

    /** How many events of types came that this link does not know, by type; at most 64 types by name, the rest as {@code other}. */
    @Override
    public Map<String, Long> unknownEvents() {
        Map<String, Long> counts = new TreeMap<>();
        unknown.forEach((type, count) -> counts.put(type, count.sum()));
        return counts;
    }

    /** Ends all calls and stops the threads; waits for them for a short while, unless called on one of them. */
    @Override
    public void close() {
        for (Lane lane : lanes) {
            try {
                lane.loop().execute(() -> endAllOn(lane));
            } catch (RejectedExecutionException e) {
                // Closed before; nothing is open on that loop.
            }
        }
        protocol.close();
        var stopped = group.shutdownGracefully(0, SHUTDOWN_WAIT_MS, TimeUnit.MILLISECONDS);
        if (lanes.stream().noneMatch(lane -> lane.loop().inEventLoop())) {
            stopped.awaitUninterruptibly(SHUTDOWN_WAIT_MS);
        }
    }

    private void endAllOn(Lane lane) {
        for (CallSocket connection : open) {
            if (connection.livesOn(lane.loop())) {
                connection.linkCloses();
            }
        }
        lane.scratch().frames.release();
    }

    // What a connection asks.

    Protocol protocol() {
        return protocol;
    }

    /** Hides every secret that any call sends, and those of other protocols that the environment holds. */
    Redaction redaction() {
        return redaction;
    }

    LinkOptions options() {
        return options;
    }

    Class<? extends SocketChannel> channelType() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    Optional<SslHandler> encryption(Channel channel, AgentAddress address) {
        return address.tls()
                ? Optional.of(tls.newHandler(channel.alloc(), address.host(), address.port()))
                : Optional.empty();
    }

    WebSocketClientHandshaker handshaker(Target target) {
        HttpHeaders headers = new DefaultHttpHeaders().add(HttpHeaderNames.USER_AGENT, "turngap");
        options.headers(target.address()).forEach(headers::set);
        target.headers().forEach(headers::set);
        return WebSocketClientHandshakerFactory.newHandshaker(
                target.address().uri(),
                WebSocketVersion.V13,
                target.subprotocols().orElse(null),
                false,
                headers,
                MOST_FRAME_BYTES,
                true,
                false,
                -1,
                false,
                false);
    }

    void ended(CallSocket connection) {
        open.remove(connection);
    }

    void countUnknown(String type) {
        String name = type.length() > 100 || (unknown.size() >= MOST_UNKNOWN_NAMES && !unknown.containsKey(type))
                ? "other"
                : type;
        unknown.computeIfAbsent(name, n -> new LongAdder()).increment();
    }
}
