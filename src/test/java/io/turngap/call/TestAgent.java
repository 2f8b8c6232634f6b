package io.turngap.call;

import io.turngap.link.Link;
import io.turngap.link.ToolAnswer;
import io.turngap.link.ToolCall;
import io.turngap.time.Timeline;
import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An agent on a virtual timeline that does what a test says, at the instants that the test says. */
final class TestAgent implements Link {

    static final long MS = 1_000_000L;

    final VirtualTimeline timeline;
    private final Consumer<Session> behaviour;
    final List<Session> sessions = new ArrayList<>();
    boolean keepFrames = true;
    long soundDelayNanos;

    TestAgent(VirtualTimeline timeline, Consumer<Session> behaviour) {
        this.timeline = timeline;
        this.behaviour = behaviour;
    }

    @Override
    public Timeline nextTimeline() {
        return timeline;
    }

    @Override
    public Connection connect(Timeline on, io.turngap.link.CallIdentity identity, Listener listener) {
        Session session = new Session(listener);
        sessions.add(session);
        behaviour.accept(session);
        return session;
    }

    @Override
    public void close() {}

    /** An answer to a tool, and when it came. */
    record Answered(double ms, ToolAnswer answer) {}

    /** One call as the agent sees it. Times are milliseconds from the start of the timeline. */
    final class Session implements Connection {
        final Listener caller;
        final List<short[]> frames = new ArrayList<>();
        final List<Long> frameNanos = new ArrayList<>();
        final List<String> interruptions = new ArrayList<>();
        /** Answers to tools, each with the instant at which it came, ms. */
        final List<Answered> answers = new ArrayList<>();

        private Consumer<ToolAnswer> onAnswer = answer -> {};
        final long zero = timeline.nowNanos();
        /** Marks that were told as played, such as {@code a@310.0}: name and milliseconds. */
        final List<String> marksPlayed = new ArrayList<>();

        final List<String> keys = new ArrayList<>();
        boolean takesKeys = true;
        boolean closed;

        Session(Listener caller) {
            this.caller = caller;
        }

        VirtualTimeline timeline() {
            return timeline;
        }

        /** Connects after 10 ms. */
        Session answers() {
            return at(10, caller::connected);
        }

        Session at(double ms, Consumer<Long> event) {
            timeline.at(zero + Math.round(ms * MS), () -> {
                if (!closed) {
                    event.accept(timeline.nowNanos());
                }
            });
            return this;
        }

        /** Audio that arrives at once: silence, then sound. */
        Session audio(double ms, String replyId, int silenceSamples, int soundSamples) {
            return at(ms, now -> {
                short[] sound = new short[silenceSamples + soundSamples];
                java.util.Arrays.fill(sound, silenceSamples, sound.length, TestSound.AGENT);
                caller.audio(now, sound, sound.length, replyId);
            });
        }

        /** Sound in chunks of 20 ms, each as it would be spoken, until an instant or until {@link #stopped}. */
        Session live(double fromMs, double toMs, String replyId) {
            for (double ms = fromMs; ms < toMs; ms += 20) {
                int count = (int) Math.min(320, Math.round((toMs - ms) * 16));
                audio(ms, replyId, 0, count);
            }
            return this;
        }

        Session mark(double ms, String name) {
            return at(ms, now -> caller.mark(now, name));
        }

        Session flush(double ms) {
            return at(ms, caller::flush);
        }

        /** The agent is done with a reply. */
        Session ended(double ms, String replyId, boolean cut) {
            return at(ms, now -> caller.replyEnded(now, replyId, cut));
        }

        Session milestone(double ms, String name) {
            return at(ms, now -> caller.milestone(now, name, 0));
        }

        /** The frame that ends at {@code audioMs} of the stream was the last that the agent took for speech; it arrived at {@code ms}. */
        Session speechEnded(double ms, double audioMs) {
            return at(ms + 500, now -> caller.speechEnded(now - 500 * MS, audioMs, 0));
        }

        Session closes(double ms, Ending.Kind kind, String detail) {
            return at(ms, now -> close(kind, detail));
        }

        private void close(Ending.Kind kind, String detail) {
            closed = true;
            caller.closed(timeline.nowNanos(), new Ending(kind, detail));
        }

        @Override
        public void send(short[] frame) {
            if (keepFrames) {
                frames.add(frame.clone());
            }
            frameNanos.add(timeline.nowNanos());
        }

        @Override
        public long soundDelayNanos() {
            return soundDelayNanos;
        }

        @Override
        public void interrupted(String replyId, long playedMs) {
            interruptions.add(replyId + "@" + playedMs);
        }

        /** The agent calls a function. */
        Session calls(double ms, String id, String name, String arguments) {
            return at(ms, now -> caller.toolCalled(now, new ToolCall(id, name, arguments)));
        }

        /** What the agent does when a function is answered. */
        Session onAnswer(Consumer<ToolAnswer> reaction) {
            onAnswer = reaction;
            return this;
        }

        @Override
        public void answerTool(ToolAnswer answer) {
            answers.add(new Answered((timeline.nowNanos() - zero) / (double) MS, answer));
            onAnswer.accept(answer);
        }

        @Override
        public void markPlayed(String name) {
            marksPlayed.add(name + "@" + (timeline.nowNanos() - zero) / (double) MS);
        }

        @Override
        public boolean press(String pressed) {
            keys.add(pressed + "@" + (timeline.nowNanos() - zero) / MS);
            return takesKeys;
        }

        @Override
        public void hangUp() {
            timeline.after(5 * MS, () -> {
                if (!closed) {
                    close(Ending.Kind.HUNG_UP, "");
                }
            });
        }
    }
}
