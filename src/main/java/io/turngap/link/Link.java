package io.turngap.link;

import io.turngap.time.Timeline;
import java.util.Map;

/**
 * A way to reach an agent: opens one connection a call. A link knows a protocol and nothing of scripts; the caller knows scripts and
 * nothing of protocols.
 */
public interface Link extends AutoCloseable {

    /** A timeline on which a call may live; links over sockets deal their event loops out in turn. */
    Timeline nextTimeline();

    /**
     * Opens a connection. All events arrive on {@code timeline}'s thread, which must be one that {@link #nextTimeline()} gave. Exactly one
     * {@link Listener#closed} comes last, also when the connection could not be made.
     *
     * @param identity is told to the agent as far as the protocol has a place for it: as {@code traceparent} in every request's headers, and
     *     in the protocol's own way besides
     */
    Connection connect(Timeline timeline, CallIdentity identity, Listener listener);

    /** How many messages of types came that this link does not know, by type; they were ignored. */
    default Map<String, Long> unknownEvents() {
        return Map.of();
    }

    @Override
    void close();

    /** One call's connection. Used only on the call's timeline. */
    interface Connection {
        /**
         * Sends 20 ms of the caller's sound: {@link io.turngap.sound.Pcm#FRAME_SAMPLES} samples at
         * {@link io.turngap.sound.Pcm#RATE_HZ}, mono. Ignored before {@link Listener#connected} and after {@link Listener#closed}.
         */
        void send(short[] frame);

        /**
         * How much later than in the frames the sound stands in the stream that the agent gets, because it was brought to another rate,
         * nanoseconds: a sample is spoken so long after its place in its frame. Fixed once the conversation is open.
         */
        default long soundDelayNanos() {
            return 0;
        }

        /** Tells the agent how much of the reply now cut short was played, for protocols that want to know; else does nothing. */
        void interrupted(String replyId, long playedMs);

        /** Answers a {@link Listener#toolCalled}; does nothing where the agent did not ask, or asks no longer. */
        default void answerTool(ToolAnswer answer) {}

        /** All audio that came before {@link Listener#mark} of this name was played, or dropped by {@link Listener#flush}. */
        default void markPlayed(String name) {}

        /**
         * Presses keys of a telephone ({@code 0-9 * # A-D}), one after another.
         *
         * @return false when the protocol has no way to tell
         */
        default boolean press(String keys) {
            return false;
        }

        /** Ends the call as a caller who hangs up. {@link Listener#closed} follows. */
        void hangUp();
    }

    /** What a connection tells. Instants are nanoseconds on the call's timeline, taken as early as the link can. */
    interface Listener {
        /** The conversation is open and audio may flow. */
        void connected(long atNanos);

        /**
         * Audio of the agent arrived.
         *
         * @param samples mono, at {@link io.turngap.sound.Pcm#RATE_HZ}; valid during the call only
         * @param replyId the protocol's name for the reply, or empty
         */
        void audio(long atNanos, short[] samples, int count, String replyId);

        /** The protocol says that audio received and not yet played must be dropped. */
        void flush(long atNanos);

        /** The agent began ({@code true}) or finished ({@code false}) generating a reply, where the protocol tells. */
        void replying(long atNanos, boolean active);

        /**
         * The agent is done with a reply, where the protocol tells and names replies; told before {@link #replying} says so.
         *
         * @param replyId the name under which its audio came
         * @param cut true when the protocol says that the reply was cancelled before its end
         */
        default void replyEnded(long atNanos, String replyId, boolean cut) {}

        /**
         * A milestone of the agent's, mapped to this timeline's clock.
         *
         * @param name a {@link io.turngap.measure.Milestone} name without pass suffix
         * @param uncertaintyNanos half-width of the clock mapping; 0 where the instant is an arrival here
         */
        void milestone(long atNanos, String name, long uncertaintyNanos);

        /**
         * The milestone {@link io.turngap.measure.Milestone#AGENT_SPEECH_END} of an agent that also tells which place in the caller's stream
         * it speaks of. Its detector may have taken a little more or less than the speech for speech; who knows where speech ended can set
         * that right.
         *
         * @param audioMs audio of the caller's that the agent had received at that instant, from the first frame sent, ms
         */
        default void speechEnded(long atNanos, double audioMs, long uncertaintyNanos) {
            milestone(atNanos, io.turngap.measure.Milestone.AGENT_SPEECH_END, uncertaintyNanos);
        }

        /** The answer proper begins with the next audio sample: what came before in this reply was filler. */
        void answerFollows(long atNanos);

        /** A transcript: what the agent understood ({@code heard}) or said. */
        void transcript(long atNanos, boolean heard, String text);

        /** A latency that the agent claims of itself, in milliseconds. */
        void claim(String name, double ms);

        /**
         * What the agent says that one of its levers did in the turn at hand, such as {@code cache} {@code hit}; both are short.
         */
        default void lever(long atNanos, String name, String value) {}

        /** What the agent says of one of its stages: the engine behind it, and whether its latency is modelled rather than real. */
        void about(String stage, String engine, boolean modelled);

        /** The agent's name for this conversation, where it has one: its traces and logs may be found by it. */
        default void session(String id) {}

        /** The agent wants a function called, and waits for {@link Connection#answerTool}. */
        default void toolCalled(long atNanos, ToolCall call) {}

        /** The agent no longer wants the answer to the {@link ToolCall} of that id. */
        default void toolCancelled(long atNanos, String id) {}

        /**
         * The agent wants to know when what it sent so far was played: {@link Connection#markPlayed} with the same name is due once all audio
         * received before this was played, at once where none waits, and at once upon {@link #flush}.
         */
        default void mark(long atNanos, String name) {}

        /**
         * The agent said that it gives no reply this time; the call goes on. So a provider's limit is not taken for slowness.
         *
         * @param rateLimited true when it refused because too much was asked of it
         * @param what what it said, for people
         */
        default void replyFailed(long atNanos, boolean rateLimited, String what) {
            trouble(atNanos, what);
        }

        /** The protocol reported an error, or something arrived that cannot be understood; the call goes on. */
        void trouble(long atNanos, String what);

        /** The connection is over; nothing follows. */
        void closed(long atNanos, Ending ending);
    }

    /**
     * Why a connection ended.
     *
     * @param kind the sort of ending, for counting
     * @param detail a sentence for people: what happened, the value seen
     */
    record Ending(Kind kind, String detail) {
        /** Sorts of endings. */
        public enum Kind {
            /** We hung up. */
            HUNG_UP,
            /** The agent closed properly. */
            AGENT_CLOSED,
            /** No connection: refused, unknown host, timeout. */
            UNREACHABLE,
            /** The handshake was answered with an error status. */
            REFUSED,
            /** The agent's limit on requests or calls was reached: refused for that reason, or ended in the middle. */
            RATE_LIMITED,
            /** The agent takes no second caller while it has one. */
            BUSY,
            /** The connection broke without a close. */
            BROKEN,
            /** The agent sent so much that a bound was passed. */
            FLOODED,
            /** The agent broke its protocol beyond what can be ignored. */
            PROTOCOL
        }
    }
}
