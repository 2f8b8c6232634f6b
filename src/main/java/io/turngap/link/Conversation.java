package io.turngap.link;

import io.netty.buffer.ByteBuf;

/**
 * One call in a protocol's words, from the open WebSocket to its end. Used on the call's thread only; what it wants of the socket it asks of
 * its {@link Wire}. It calls {@link Wire#opened} when sound may flow.
 */
interface Conversation {

    /** Known is where it is dialled; comes before {@link #start}. */
    default void dialling(Target target) {}

    /** The WebSocket is open: say what the protocol says first. */
    void start(long atNanos);

    /** What the agent must send before the conversation is open, such as {@code session.created}, for the error when it does not come. */
    String awaited();

    /** A text message: the first {@code length} bytes, valid during the call only. */
    void text(long atNanos, byte[] bytes, int length);

    /** A binary message; its bytes are valid during the call only. */
    void binary(long atNanos, ByteBuf content);

    /** Sends 20 ms of the caller's sound, {@link io.turngap.sound.Pcm#FRAME_SAMPLES} at 16 kHz. Called only while open and writable. */
    void frame(short[] frame);

    /** See {@link Link.Connection#soundDelayNanos}. */
    long soundDelayNanos();

    /** See {@link Link.Connection#interrupted}. */
    default void interrupted(String replyId, long playedMs) {}

    /** See {@link Link.Connection#answerTool}. */
    default void answerTool(ToolAnswer answer) {}

    /** See {@link Link.Connection#markPlayed}. */
    default void markPlayed(String name) {}

    /** See {@link Link.Connection#press}. */
    default boolean press(String keys) {
        return false;
    }

    /** The caller hangs up: say what the protocol says last. The WebSocket's close follows by itself. */
    default void goodbye() {}

    /** It is over: cancel timers. Nothing can be sent any more. */
    default void over() {}
}
