package io.turngap.agent;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;

/** One client's connection after its handshake, on its event loop. */
interface Endpoint {

    /** A whole text message; {@code receivedNanos} is when its last bytes were read from the socket. The buffer is not to be kept. */
    void text(ByteBuf utf8, long receivedNanos);

    /** A whole message that is not text. The buffer is not to be kept. */
    void binary(ByteBuf bytes, long receivedNanos);

    /** The agent failed in this connection, which is closed after this: the last that the client can be told. */
    default void failed(Throwable cause) {}

    /** The connection is gone. */
    void closed();

    /**
     * What a client said in its handshake.
     *
     * @param index connections accepted before this one
     * @param path where it connected, one of {@link Doors#paths}
     * @param query what stands behind the path
     * @param milestones whether it asked for Turngap's own events
     */
    record Hello(long index, String path, Map<String, List<String>> query, boolean milestones) {

        /** The query's model, cut to a length that may be shown, or empty. */
        String model() {
            return ClientError.shown(query.getOrDefault("model", List.of("")).getFirst());
        }
    }

    /** Makes one endpoint a connection. */
    @FunctionalInterface
    interface Factory {
        Endpoint open(ClientChannel client, Hello hello);
    }
}
