package io.turngap.trace;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.turngap.trace.OtlpRequests.Refusal;
import io.turngap.trace.OtlpRequests.Signal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * OTLP over gRPC: one unary method a signal, one stream of HTTP/2 a call ("gRPC over HTTP2", grpc/doc/PROTOCOL-HTTP2.md). A message is
 * a byte that says whether it is packed, four bytes of length, and the protobuf; the status comes in the trailers.
 */
final class OtlpGrpc extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final String TYPE = "application/grpc";
    private static final int PREFIX_BYTES = 5;
    private static final int OK = 0;
    private static final int INVALID_ARGUMENT = 3;
    private static final int UNIMPLEMENTED = 12;

    private final OtlpRequests requests;
    private final Peer peer;

    OtlpGrpc(OtlpRequests requests, Peer peer) {
        this.requests = requests;
        this.peer = peer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        for (Signal signal : Signal.values()) {
            if (request.uri().equals(signal.method())) {
                try {
                    byte[] answer = requests.protobuf(signal, ByteBuffer.wrap(message(request)), peer);
                    ByteBuf framed = Unpooled.buffer(PREFIX_BYTES + answer.length)
                            .writeByte(0)
                            .writeInt(answer.length)
                            .writeBytes(answer);
                    answer(context, framed, OK, "");
                } catch (Refusal refusal) {
                    requests.refused();
                    answer(context, Unpooled.EMPTY_BUFFER, INVALID_ARGUMENT, String.valueOf(refusal.getMessage()));
                }
                return;
            }
        }
        requests.refused();
        answer(
                context,
                Unpooled.EMPTY_BUFFER,
                UNIMPLEMENTED,
                "there is no " + OtlpHttp.shown(request.uri()) + "; Export of the OTLP services is");
    }

    private static byte[] message(FullHttpRequest request) throws Refusal {
        ByteBuf body = request.content();
        int length = body.readableBytes() < PREFIX_BYTES ? -1 : body.getInt(body.readerIndex() + 1);
        if (length != body.readableBytes() - PREFIX_BYTES) {
            throw new Refusal(
                    HttpResponseStatus.BAD_REQUEST,
                    "the body is no gRPC message: " + body.readableBytes() + " bytes that say they hold " + length
                            + "; one message is expected");
        }
        boolean packed = body.readByte() != 0;
        byte[] message = new byte[length];
        body.skipBytes(PREFIX_BYTES - 1).readBytes(message);
        String encoding = request.headers().get("grpc-encoding", "identity");
        if (packed && !encoding.equals("gzip")) {
            throw new Refusal(
                    HttpResponseStatus.BAD_REQUEST,
                    "the message is packed as " + OtlpHttp.shown(encoding) + "; gzip or none is understood");
        }
        return packed ? OtlpRequests.gunzip(message) : message;
    }

    private static void answer(ChannelHandlerContext context, ByteBuf body, int status, String message) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, TYPE);
        response.trailingHeaders().set("grpc-status", status);
        if (!message.isEmpty()) {
            response.trailingHeaders().set("grpc-message", percentEncoded(message));
        }
        var unused = context.writeAndFlush(response);
    }

    /** As PROTOCOL-HTTP2 has it: what is not printable ASCII, and the percent sign, as %XX. */
    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b & 0xff));
            }
        }
        return encoded.toString();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
