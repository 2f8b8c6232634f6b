package io.turngap.call;

import io.turngap.link.Link;
import io.turngap.link.ToolCall;
import io.turngap.scenario.Conditions;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The emulated way from the agent to the caller: what is bound to the sound (audio, flush, where the answer begins, whether a reply goes
 * on, the end) comes later by delay and jitter, in its order; what the agent tells of itself has its own instants and comes as it is. Where
 * it emulates nothing everything passes at once and nothing is copied.
 */
final class Downlink implements Link.Listener {

    private final Timeline timeline;
    private final Link.Listener caller;
    private final NetworkPath path;
    private final long mostSamples;
    private long underWaySamples;
    private int underWay;

    /** With at most {@code mostSamples} under way: what is more arrives early, where the playout buffer's own bound meets it. */
    Downlink(Timeline timeline, Seeds seeds, long mostSamples, Link.Listener caller) {
        this.timeline = timeline;
        this.path = new NetworkPath(seeds.at("downlink.jitter"));
        this.mostSamples = mostSamples;
        this.caller = caller;
    }

    void conditions(Conditions.Network network) {
        path.conditions(network);
    }

    @Override
    public void audio(long atNanos, short[] samples, int count, String replyId) {
        if (passes(atNanos) || underWaySamples + count > mostSamples) {
            caller.audio(atNanos, samples, count, replyId);
            return;
        }
        short[] copy = Arrays.copyOf(samples, count);
        underWaySamples += count;
        later(atNanos, at -> {
            underWaySamples -= count;
            caller.audio(at, copy, count, replyId);
        });
    }

    @Override
    public void flush(long atNanos) {
        inOrder(atNanos, caller::flush);
    }

    @Override
    public void replying(long atNanos, boolean active) {
        inOrder(atNanos, at -> caller.replying(at, active));
    }

    @Override
    public void replyEnded(long atNanos, String replyId, boolean cut) {
        inOrder(atNanos, at -> caller.replyEnded(at, replyId, cut));
    }

    @Override
    public void answerFollows(long atNanos) {
        inOrder(atNanos, caller::answerFollows);
    }

    @Override
    public void closed(long atNanos, Link.Ending ending) {
        inOrder(atNanos, at -> caller.closed(at, ending));
    }

    @Override
    public void connected(long atNanos) {
        caller.connected(atNanos);
    }

    @Override
    public void milestone(long atNanos, String name, long uncertaintyNanos) {
        caller.milestone(atNanos, name, uncertaintyNanos);
    }

    @Override
    public void speechEnded(long atNanos, double audioMs, long uncertaintyNanos) {
        caller.speechEnded(atNanos, audioMs, uncertaintyNanos);
    }

    @Override
    public void transcript(long atNanos, boolean heard, String text) {
        caller.transcript(atNanos, heard, text);
    }

    @Override
    public void claim(String name, double ms) {
        caller.claim(name, ms);
    }

    @Override
    public void lever(long atNanos, String name, String value) {
        caller.lever(atNanos, name, value);
    }

    @Override
    public void about(String stage, String engine, boolean modelled) {
        caller.about(stage, engine, modelled);
    }

    @Override
    public void trouble(long atNanos, String what) {
        caller.trouble(atNanos, what);
    }

    @Override
    public void session(String id) {
        caller.session(id);
    }

    @Override
    public void toolCalled(long atNanos, ToolCall call) {
        caller.toolCalled(atNanos, call);
    }

    @Override
    public void toolCancelled(long atNanos, String id) {
        caller.toolCancelled(atNanos, id);
    }

    @Override
    public void mark(long atNanos, String name) {
        inOrder(atNanos, at -> caller.mark(at, name));
    }

    @Override
    public void replyFailed(long atNanos, boolean rateLimited, String what) {
        caller.replyFailed(atNanos, rateLimited, what);
    }

    private boolean passes(long atNanos) {
        return underWay == 0 && path.transparent(atNanos);
    }

    private void inOrder(long atNanos, LongConsumer event) {
        if (passes(atNanos)) {
            event.accept(atNanos);
        } else {
            later(atNanos, event);
        }
    }

    private void later(long atNanos, LongConsumer event) {
        long due = path.arrival(atNanos);
        underWay++;
        timeline.at(due, () -> {
            underWay--;
            event.accept(due);
        });
    }
}
