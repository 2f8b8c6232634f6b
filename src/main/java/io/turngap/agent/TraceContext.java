package io.turngap.agent;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AttributeKey;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes the {@code traceparent} (W3C Trace Context) of a connection's handshake, so that the call's spans continue the client's trace. */
final class TraceContext extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<Context> PARENT = AttributeKey.valueOf(TraceContext.class, "parent");

    private static final TextMapGetter<HttpRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpRequest request) {
            return List.copyOf(request.headers().names());
        }

        @Override
        public @Nullable String get(@Nullable HttpRequest request, String key) {
            return request == null ? null : request.headers().get(key);
        }
    };

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            context.channel()
                    .attr(PARENT)
                    .set(W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS));
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }

    /** The client's context; the root where it sent none that can be read. */
    static Context parent(io.netty.channel.Channel channel) {
        Context parent = channel.attr(PARENT).get();
        return parent == null ? Context.root() : parent;
    }
}
