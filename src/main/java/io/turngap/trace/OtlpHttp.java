package io.turngap.trace;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.turngap.trace.OtlpRequests.Refusal;
import io.turngap.trace.OtlpRequests.Signal;
import java.nio.charset.StandardCharsets;

/**
 * OTLP over HTTP/1.1: {@code POST /v1/traces}, {@code /v1/metrics}, {@code /v1/logs}, in protobuf or JSON. What is refused is answered in
 * plain text that says why.
 */
final class OtlpHttp extends SimpleChannelInboundHandler<FullHttpRequest> {

    static final String PROTOBUF = "application/x-protobuf";
    static final String JSON = "application/json";

    private final OtlpRequests requests;
    private final Peer peer;
    private boolean broken;

    OtlpHttp(OtlpRequests requests, Peer peer) {
        this.requests = requests;
        this.peer = peer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (broken) {
            return;
        }
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        try {
            if (request.decoderResult().isFailure()) {
                throw new Refusal(HttpResponseStatus.BAD_REQUEST, "this is no HTTP request");
            }
            String type = OtlpRequests.mediaType(request.headers().get(HttpHeaderNames.CONTENT_TYPE, ""));
            answer(context, HttpResponseStatus.OK, type, take(signal(request), type, request), keepAlive);
        } catch (Refusal refusal) {
            requests.refused();
            byte[] said = (refusal.getMessage() + ".\n").getBytes(StandardCharsets.UTF_8);
            answer(context, refusal.status(), "text/plain; charset=utf-8", said, keepAlive);
        }
    }

    private byte[] take(Signal signal, String type, FullHttpRequest request) throws Refusal {
        String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new Refusal(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "the body is packed as " + shown(encoding)
                            + "; gzip or none is understood: set OTEL_EXPORTER_OTLP_COMPRESSION=gzip");
        }
        return switch (type) {
            case PROTOBUF -> requests.protobuf(signal, request.content().nioBuffer(), peer);
            case JSON -> requests.json(signal, request.content(), peer);
            default ->
                throw new Refusal(
                        HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                        "the content type is \"" + shown(type) + "\"; " + PROTOBUF + " or " + JSON
                                + " is expected: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        };
    }

    private static Signal signal(FullHttpRequest request) throws Refusal {
        String path = new QueryStringDecoder(request.uri()).path();
        for (Signal signal : Signal.values()) {
            if (path.equals(signal.path())) {
                if (!request.method().equals(HttpMethod.POST)) {
                    throw new Refusal(
                            HttpResponseStatus.METHOD_NOT_ALLOWED,
                            "the method is " + shown(request.method().name()) + "; exports are sent with POST");
                }
                return signal;
            }
        }
        throw new Refusal(
                HttpResponseStatus.NOT_FOUND,
                "there is no " + shown(path)
                        + "; traces are taken at /v1/traces: give the exporter this server's address, and that path where it adds none");
    }

    private static void answer(
            ChannelHandlerContext context, HttpResponseStatus status, String type, byte[] body, boolean keepAlive) {
        ByteBuf content = Unpooled.wrappedBuffer(body);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type).set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (keepAlive) {
            var unused = context.writeAndFlush(response);
        } else {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 80 ? plain : plain.substring(0, 80) + "…";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (broken) {
            return; // Answered; more of the same body.
        }
        broken = true;
        if (cause instanceof DecoderException) {
            requests.refused();
            byte[] said = "The body cannot be unpacked; gzip is expected, as the request says.\n"
                    .getBytes(StandardCharsets.UTF_8);
            answer(context, HttpResponseStatus.BAD_REQUEST, "text/plain; charset=utf-8", said, false);
        } else {
            var unused = context.close();
        }
    }
}
