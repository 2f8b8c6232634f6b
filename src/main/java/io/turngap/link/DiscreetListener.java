package io.turngap.link;

import java.util.function.UnaryOperator;

/**
 * Stands before a call's listener, so that no word of an agent passes with a secret in it, whichever protocol told it. Names that have to go
 * back to the agent as they came (of replies, marks and tool calls) are left as they are.
 *
 * @param listener who is told
 * @param hide takes secrets out of a text
 */
record DiscreetListener(Link.Listener listener, UnaryOperator<String> hide) implements Link.Listener {

    @Override
    public void connected(long atNanos) {
        listener.connected(atNanos);
    }

    @Override
    public void audio(long atNanos, short[] samples, int count, String replyId) {
        listener.audio(atNanos, samples, count, replyId);
    }

    @Override
    public void flush(long atNanos) {
        listener.flush(atNanos);
    }

    @Override
    public void replying(long atNanos, boolean active) {
        listener.replying(atNanos, active);
    }

    @Override
    public void replyEnded(long atNanos, String replyId, boolean cut) {
        listener.replyEnded(atNanos, replyId, cut);
    }

    @Override
    public void milestone(long atNanos, String name, long uncertaintyNanos) {
        listener.milestone(atNanos, name, uncertaintyNanos);
    }

    @Override
    public void speechEnded(long atNanos, double audioMs, long uncertaintyNanos) {
        listener.speechEnded(atNanos, audioMs, uncertaintyNanos);
    }

    @Override
    public void answerFollows(long atNanos) {
        listener.answerFollows(atNanos);
    }

    @Override
    public void transcript(long atNanos, boolean heard, String text) {
        listener.transcript(atNanos, heard, hide.apply(text));
    }

    @Override
    public void claim(String name, double ms) {
        listener.claim(hide.apply(name), ms);
    }

    @Override
    public void lever(long atNanos, String name, String value) {
        listener.lever(atNanos, hide.apply(name), hide.apply(value));
    }

    @Override
    public void about(String stage, String engine, boolean modelled) {
        listener.about(hide.apply(stage), hide.apply(engine), modelled);
    }

    @Override
    public void session(String id) {
        listener.session(hide.apply(id));
    }

    @Override
    public void toolCalled(long atNanos, ToolCall call) {
        listener.toolCalled(atNanos, new ToolCall(call.id(), hide.apply(call.name()), hide.apply(call.arguments())));
    }

    @Override
    public void toolCancelled(long atNanos, String id) {
        listener.toolCancelled(atNanos, id);
    }

    @Override
    public void mark(long atNanos, String name) {
        listener.mark(atNanos, name);
    }

    @Override
    public void replyFailed(long atNanos, boolean rateLimited, String what) {
        listener.replyFailed(atNanos, rateLimited, hide.apply(what));
    }

    @Override
    public void trouble(long atNanos, String what) {
        listener.trouble(atNanos, hide.apply(what));
    }

    @Override
    public void closed(long atNanos, Link.Ending ending) {
        listener.closed(atNanos, new Link.Ending(ending.kind(), hide.apply(ending.detail())));
    }
}
