package io.turngap.agent;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notes the {@code traceparent} (W3C Trace Context) of a connection's handshake, or what a protocol says later, so that the call's spans
 * continue the client's trace.
 */
final class TraceContext extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<Context> PARENT = AttributeKey.valueOf(TraceContext.class, "parent");

    /** Name of the header, and of the parameter where a protocol has parameters. */
    static final String HEADER = "traceparent";

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

    private static final TextMapGetter<Map<String, String>> FIELDS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> fields) {
            return fields.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> fields, String key) {
            return fields == null ? null : fields.get(key);
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

    /**
     * A {@code traceparent} that came in another way than as the handshake's header, which it replaces; passed over when it is none.
     *
     * @param traceparent as the client gave it, or empty
     */
    static void given(Channel channel, String traceparent) {
        Context parent = read(traceparent);
        if (isParent(parent)) {
            channel.attr(PARENT).set(parent);
        }
    }

    /** True for a {@code traceparent} that spans can continue. */
    static boolean isParent(String traceparent) {
        return isParent(read(traceparent));
    }

    private static boolean isParent(Context context) {
        return Span.fromContext(context).getSpanContext().isValid();
    }

    private static Context read(String traceparent) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), Map.of(HEADER, traceparent), FIELDS);
    }

    /** The client's context; the root where it sent none that can be read. */
    static Context parent(Channel channel) {
        Context parent = channel.attr(PARENT).get();
        return parent == null ? Context.root() : parent;
    }
}
