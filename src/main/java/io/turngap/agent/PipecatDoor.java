package io.turngap.agent;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets Pipecat's clients in: all, or one at a time, as a bot with a transport for a single client does, and closes others with 1013. */
final class PipecatDoor implements Endpoint.Factory {

    private final boolean single;
    private final Endpoint.Factory endpoints;
    private final AtomicBoolean taken = new AtomicBoolean();

    PipecatDoor(boolean single, Endpoint.Factory endpoints) {
        this.single = single;
        this.endpoints = endpoints;
    }

    @Override
    public Endpoint open(ClientChannel client, Endpoint.Hello hello) {
        if (!single) {
            return endpoints.open(client, hello);
        }
        if (!taken.compareAndSet(false, true)) {
            client.close(WebSocketCloseStatus.TRY_AGAIN_LATER, "another client is connected; wait until it has left");
            return new Refused();
        }
        client.channel().closeFuture().addListener(closed -> taken.set(false));
        return endpoints.open(client, hello);
    }

    /** Nobody listens. */
    private static final class Refused implements Endpoint {
        @Override
        public void text(ByteBuf utf8, long receivedNanos) {}

        @Override
        public void binary(ByteBuf bytes, long receivedNanos) {}

        @Override
        public void closed() {}
    }
}
