package io.turngap.agent;

import io.netty.buffer.ByteBuf;

/** One client's connection after its handshake, on its event loop. */
interface Endpoint {

    /** A whole text message; {@code receivedNanos} is when its last bytes were read from the socket. The buffer is not to be kept. */
    void text(ByteBuf utf8, long receivedNanos);

    /** A message that is not text; this protocol has none. */
    void binary();

    /** The connection is gone. */
    void closed();

    /**
     * What a client said in its handshake.
     *
     * @param index connections accepted before this one
     * @param model the query's model, or empty
     * @param milestones whether it asked for Turngap's own events
     */
    record Hello(long index, String model, boolean milestones) {}

    /** Makes one endpoint a connection. */
    @FunctionalInterface
    interface Factory {
        Endpoint open(ClientChannel client, Hello hello);
    }
}
