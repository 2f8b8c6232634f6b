package io.turngap.simulate;

import io.turngap.agent.AgentCall;
import io.turngap.agent.AgentConfig;
import io.turngap.agent.AgentEvents;
import io.turngap.agent.Kit;
import io.turngap.call.VirtualCaller;
import io.turngap.sound.Pcm;
import io.turngap.sound.Speech;
import io.turngap.time.Timeline;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The bundled agent in one call without a link between: tells the caller what the agent does, in the words that a link would use. */
final class AgentSide implements VirtualCaller.Agent, AgentEvents {

    private static final long NANOS_A_SAMPLE = 1_000_000_000L / Pcm.RATE_HZ;
    private static final int KNOWN_IDS = 64;
    private static final String[] IDS = ids();

    private final Timeline timeline;
    private final AgentCall call;
    private final StringBuilder said = new StringBuilder();
    private @Nullable VirtualCaller caller;
    private long playsUntilNanos = Long.MIN_VALUE;
    private boolean replying;

    AgentSide(int index, Timeline timeline, AgentConfig config, Kit kit) {
        this.timeline = timeline;
        this.call = new AgentCall(index, timeline, config, kit, this);
    }

    /** The caller at the other end, before the call starts. */
    void caller(VirtualCaller other) {
        caller = other;
    }

    /** What the agent says of its stages. */
    Map<String, Kit.About> about() {
        return call.about();
    }

    @Override
    public void connected() {
        call.streamStart(timeline.nowNanos());
        call.start();
    }

    @Override
    public void said(Speech speech, long spokenNanos, LongUnaryOperator arrival) {
        call.said(speech, spokenNanos, arrival);
    }

    @Override
    public void hungUp() {
        call.close();
    }

    @Override
    public void speechStarted(int turn, long streamMs) {
        if (replying || timeline.nowNanos() < playsUntilNanos) {
            playsUntilNanos = Long.MIN_VALUE;
            caller().flush();
        }
    }

    @Override
    public void turnEnded(int turn, long streamMs) {}

    @Override
    public void transcript(int turn, String text) {
        caller().transcript(true, text);
    }

    @Override
    public void replyStarted(int reply) {
        said.setLength(0);
        replying = true;
        caller().replying(true);
    }

    @Override
    public void text(int reply, String piece) {
        said.append(piece);
    }

    @Override
    public void audio(int reply, short[] samples) {
        long now = timeline.nowNanos();
        playsUntilNanos = Math.max(now, playsUntilNanos) + samples.length * NANOS_A_SAMPLE;
        caller().audio(samples.length, id(reply));
    }

    @Override
    public void answer(int reply) {
        caller().answerFollows();
    }

    @Override
    public void replyEnded(int reply, Ending ending) {
        replying = false;
        if (!said.isEmpty()) {
            caller().transcript(false, said.toString().strip());
        }
        caller().replyEnded(id(reply), ending != Ending.COMPLETED);
        caller().replying(false);
    }

    @Override
    public void milestone(String name, long atNanos) {
        caller().milestone(name, atNanos);
    }

    @Override
    public void speechEnded(long atNanos, double audioMs) {
        caller().speechEnded(atNanos, audioMs);
    }

    @Override
    public void lever(String name, String value) {
        caller().lever(name, value);
    }

    @Override
    public void trouble(String what) {
        caller().trouble(what);
    }

    private VirtualCaller caller() {
        VirtualCaller other = caller;
        if (other == null) {
            throw new IllegalStateException("the agent spoke before it had a caller");
        }
        return other;
    }

    private static String id(int reply) {
        return reply < KNOWN_IDS ? IDS[reply] : "reply-" + reply;
    }

    private static String[] ids() {
        String[] ids = new String[KNOWN_IDS];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = "reply-" + i;
        }
        return ids;
    }
}
