package io.turngap.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;

/**
 * Makes one connection's channel. Names are looked up on a thread of their own, because Java's look-up blocks and an event loop carries other
 * calls' frames; then up to four addresses are tried in turn, on the call's own loop.
 */
final class Dialler {

    private static final int MOST_ADDRESSES = 4;

    private final SocketLink link;
    private final CallSocket connection;
    private final EventLoop loop;
    private final Target target;

    Dialler(SocketLink link, CallSocket connection, EventLoop loop, Target target) {
        this.link = link;
        this.connection = connection;
        this.loop = loop;
        this.target = target;
    }

    void dial() {
        String host = target.address().host();
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            try {
                dial(new InetAddress[] {InetAddress.getByAddress(host, literal)}, 0);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address of " + literal.length + " bytes; it has 4 or 16", e);
            }
            return;
        }
        Thread.ofVirtual().name("turngap-name-lookup").start(() -> lookUp(host));
    }

    private void lookUp(String host) {
        Runnable next;
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            next = () -> dial(addresses, 0);
        } catch (UnknownHostException e) {
            next = () -> connection.unreachable(
                    "no host of the name \"" + host + "\" is known; check its spelling and the network");
        }
        try {
            loop.execute(next);
        } catch (RejectedExecutionException e) {
            // The link was closed meanwhile, and with it this call.
        }
    }

    private void dial(InetAddress[] addresses, int index) {
        InetSocketAddress socketAddress =
                new InetSocketAddress(addresses[index], target.address().port());
        HandshakeHandler handshake = new HandshakeHandler(
                link.handshaker(target), connection, target.address().tls());
        var unused = bootstrap(handshake).connect(socketAddress).addListener((ChannelFuture future) -> {
            if (future.isSuccess()) {
                return;
            }
            if (index + 1 < Math.min(addresses.length, MOST_ADDRESSES)) {
                dial(addresses, index + 1);
            } else {
                connection.unreachable(Redaction.reason(future.cause()) + "; check that an agent listens there");
            }
        });
    }

    private Bootstrap bootstrap(HandshakeHandler handshake) {
        return new Bootstrap()
                .group(loop)
                .channel(link.channelType())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_SNDBUF, SocketLink.SOCKET_BUFFER_BYTES)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        link.options().connectTimeoutMs())
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(SocketLink.MOST_UNSENT_BYTES / 2, SocketLink.MOST_UNSENT_BYTES))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(connection.arrival());
                        link.encryption(channel, target.address()).ifPresent(channel.pipeline()::addLast);
                        channel.pipeline().addLast(new HttpClientCodec(), handshake);
                    }
                });
    }
}
