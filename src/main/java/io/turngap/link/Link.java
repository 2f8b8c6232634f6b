package io.turngap.link;

import io.turngap.time.Timeline;

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
     */
    Connection connect(Timeline timeline, Listener listener);

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
            /** The connection broke without a close. */
            BROKEN,
            /** The agent sent so much that a bound was passed. */
            FLOODED,
            /** The agent broke its protocol beyond what can be ignored. */
            PROTOCOL
        }
    }
}
