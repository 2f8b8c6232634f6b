package io.turngap.link;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** First in the pipeline: notes when bytes came from the socket, before anything is decrypted or decoded. */
final class ArrivalStamp extends ChannelInboundHandlerAdapter {

    private long atNanos = System.nanoTime();

    /** When the bytes came that are being handled now. */
    long atNanos() {
        return atNanos;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        atNanos = System.nanoTime();
        ctx.fireChannelRead(msg);
    }
}
