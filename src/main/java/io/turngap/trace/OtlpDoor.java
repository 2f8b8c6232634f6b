package io.turngap.trace;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.turngap.trace.OtlpRequests.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Looks at a connection's first bytes: HTTP/2's preface makes it gRPC, anything else HTTP/1.1. So either may come to either port. */
final class OtlpDoor extends ByteToMessageDecoder {

    /** How a connection of HTTP/2 begins (RFC 9113, section 3.4); no method of HTTP/1.1 does. */
    private static final byte[] PREFACE = "PRI ".getBytes(StandardCharsets.US_ASCII);

    private static final int MOST_STREAMS = 16;

    private final OtlpRequests requests;
    private final Peer peer;

    OtlpDoor(OtlpRequests requests, Peer peer) {
        this.requests = requests;
        this.peer = peer;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < PREFACE.length) {
            return;
        }
        if (ByteBufUtil.equals(in, in.readerIndex(), Unpooled.wrappedBuffer(PREFACE), 0, PREFACE.length)) {
            grpc(context.pipeline());
        } else {
            http(context.pipeline());
        }
        context.pipeline().remove(this);
    }

    private void http(ChannelPipeline pipeline) {
        pipeline.addLast(new HttpServerCodec())
                .addLast(new HttpContentDecompressor(false, OtlpRequests.MOST_BYTES))
                .addLast(new Gathered(requests))
                .addLast(new OtlpHttp(requests, peer));
    }

    private void grpc(ChannelPipeline pipeline) {
        pipeline.addLast(Http2FrameCodecBuilder.forServer()
                        .initialSettings(Http2Settings.defaultSettings().maxConcurrentStreams(MOST_STREAMS))
                        .build())
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline()
                                .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                                .addLast(new HttpObjectAggregator(OtlpRequests.MOST_BYTES))
                                .addLast(new OtlpGrpc(requests, peer));
                    }
                }));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }

    /** A whole request; one that is too large is told so and cut off, before it is read where it says how large it is. */
    private static final class Gathered extends HttpObjectAggregator {
        private final OtlpRequests requests;

        Gathered(OtlpRequests requests) {
            super(OtlpRequests.MOST_BYTES);
            this.requests = requests;
        }

        @Override
        protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
            requests.refused();
            Refusal refusal = OtlpRequests.tooLarge();
            byte[] said = (refusal.getMessage() + ".\n").getBytes(StandardCharsets.UTF_8);
            var response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), Unpooled.wrappedBuffer(said));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .set(HttpHeaderNames.CONTENT_LENGTH, said.length)
                    .set(HttpHeaderNames.CONNECTION, "close");
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
