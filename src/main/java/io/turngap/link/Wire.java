package io.turngap.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.turngap.time.Timeline;

/** The socket of one call, as a {@link Conversation} sees it. */
interface Wire {

    /** The call's timeline, which is its thread's. */
    Timeline timeline();

    /** Working memory of the thread. */
    LoopScratch scratch();

    /**
     * An empty buffer on the heap to write a message into; give it to {@link #sendText} or {@link #sendBinary}. It is the thread's and the same
     * each time: it holds one message until that is sent.
     */
    ByteBuf buffer(int mostBytes);

    /** Sends a text message, what {@link #buffer} gave. Does nothing when the socket is closed. */
    void sendText(ByteBuf message);

    /** Sends a binary message, what {@link #buffer} gave. Does nothing when the socket is closed. */
    void sendBinary(ByteBuf message);

    /** Sends a JSON text message. */
    void json(ObjectNode message);

    /**
     * The agent has shown that it speaks the protocol. The connect timeout no longer runs: the conversation sees to it itself that it is opened
     * or ended.
     */
    void recognised();

    /** Sound may flow from now on; only the first call counts. */
    void opened(long atNanos);

    /** True between {@link #opened} and the end. */
    boolean isOpen();

    /** Something that cannot be understood; too many of these end the call. */
    void bad(long atNanos, String what);

    /** Something the agent or its protocol reports; the call goes on. */
    void trouble(long atNanos, String what);

    /** The last thing that the agent reported, which says more of a close that follows; told to nobody now. */
    default void noted(String what) {}

    /** A message of a type that nobody here knows: it is counted. */
    void unknown(String type);

    /** Ends the call after what is being done now; the detail must hold no secret. */
    void end(Link.Ending.Kind kind, String detail);

    /** Text of the agent's in one line, bounded, without what looks like a secret. */
    String clean(String text, int most);

    /** Where the agent is, for messages. */
    String agent();
}
