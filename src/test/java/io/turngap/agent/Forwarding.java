package io.turngap.agent;

/** Events that go on to somebody else, for a test to look at some of them. */
class Forwarding implements AgentEvents {

    private final AgentEvents to;

    Forwarding(AgentEvents to) {
        this.to = to;
    }

    @Override
    public void speechStarted(int turn, long streamMs) {
        to.speechStarted(turn, streamMs);
    }

    @Override
    public void turnEnded(int turn, long streamMs) {
        to.turnEnded(turn, streamMs);
    }

    @Override
    public void transcript(int turn, String text) {
        to.transcript(turn, text);
    }

    @Override
    public void replyStarted(int reply) {
        to.replyStarted(reply);
    }

    @Override
    public void text(int reply, String piece) {
        to.text(reply, piece);
    }

    @Override
    public void audio(int reply, short[] samples) {
        to.audio(reply, samples);
    }

    @Override
    public void answer(int reply) {
        to.answer(reply);
    }

    @Override
    public void replyEnded(int reply, Ending ending) {
        to.replyEnded(reply, ending);
    }

    @Override
    public void milestone(String name, long atNanos) {
        to.milestone(name, atNanos);
    }

    @Override
    public void trouble(String what) {
        to.trouble(what);
    }
}
