package io.turngap.agent;

import org.jspecify.annotations.Nullable;

/**
 * What the agent does, at the caller's end of the way: all that is bound to the sound, or says when sound is to stop, comes later and in its
 * order; what has its own instants is told at once. At the end of a turn it tells what the transport did to the caller's frames
 * since the last: {@code concealed}, {@code sent_again}.
 */
final class AccessEvents implements AgentEvents {

    /** Frames of one turn that are looked at. */
    private static final long MOST_FRAMES = 30_000;

    private final AgentEvents caller;
    private final Transport transport;
    private final @Nullable Lane downlink;
    private long toldFrames;

    /** With {@code downlink} null there is no way back to go. */
    AccessEvents(AgentEvents caller, Transport transport, @Nullable Lane downlink) {
        this.caller = caller;
        this.transport = transport;
        this.downlink = downlink;
    }

    @Override
    public void speechStarted(int turn, long streamMs) {
        later(() -> caller.speechStarted(turn, streamMs));
    }

    @Override
    public void turnEnded(int turn, long streamMs) {
        tellOfFrames(streamMs / Endpointer.FRAME_MS);
        later(() -> caller.turnEnded(turn, streamMs));
    }

    @Override
    public void partial(int turn, String text) {
        later(() -> caller.partial(turn, text));
    }

    @Override
    public void transcript(int turn, String text) {
        later(() -> caller.transcript(turn, text));
    }

    @Override
    public void replyStarted(int reply) {
        later(() -> caller.replyStarted(reply));
    }

    @Override
    public void text(int reply, String piece) {
        later(() -> caller.text(reply, piece));
    }

    @Override
    public void audio(int reply, short[] samples) {
        later(() -> caller.audio(reply, samples));
    }

    @Override
    public void answer(int reply) {
        later(() -> caller.answer(reply));
    }

    @Override
    public void replyEnded(int reply, Ending ending) {
        later(() -> caller.replyEnded(reply, ending));
    }

    @Override
    public void functionCalled(String name, String callId, String arguments) {
        later(() -> caller.functionCalled(name, callId, arguments));
    }

    @Override
    public void milestone(String name, long atNanos) {
        caller.milestone(name, atNanos);
    }

    @Override
    public void speechEnded(long atNanos, double audioMs) {
        caller.speechEnded(atNanos, audioMs);
    }

    @Override
    public void lever(String name, String value) {
        caller.lever(name, value);
    }

    @Override
    public void trouble(String what) {
        caller.trouble(what);
    }

    private void later(Runnable event) {
        Lane way = downlink;
        if (way == null) {
            event.run();
        } else {
            way.send(event);
        }
    }

    private void tellOfFrames(long upTo) {
        long from = Math.max(toldFrames, upTo - MOST_FRAMES);
        int concealed = 0;
        int again = 0;
        for (long frame = from; frame < upTo; frame++) {
            concealed += transport.concealed(frame) ? 1 : 0;
            again += transport.sentAgain(frame) ? 1 : 0;
        }
        long frames = upTo - from;
        toldFrames = Math.max(toldFrames, upTo);
        if (concealed > 0) {
            lever("concealed", concealed + " of " + frames + " frames");
        }
        if (again > 0) {
            lever("sent_again", again + " of " + frames + " frames");
        }
    }
}
