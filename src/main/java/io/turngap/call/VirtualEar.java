package io.turngap.call;

import io.turngap.time.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * What a caller without ears hears of the agent: follows how much sound arrived and when it is played, takes all of it for audible, and
 * notes in the turns what {@link AgentVoice} would note of the same sound. It comes by when a stretch of audio begins and when it ended.
 */
final class VirtualEar {

    private static final long GAP_NANOS = (long) (Ear.GAP_MS * SampleClock.MS);
    private static final Runnable NOTHING = () -> {};

    private final Timeline timeline;
    private final TurnBook book;
    private final Replies replies;
    private final Runnable news;
    private final Spans spans = new Spans();
    private final Runnable look = this::look;

    private long playedNanos = Long.MIN_VALUE;
    private Playout.@Nullable Stretch playing;
    private Playout.@Nullable Stretch waiting;
    private long waitingNanos;
    private Timeline.Scheduled end = NOTHING::run;
    private int generation;

    /** An ear that notes in {@code book} and calls {@code news} behind each onset and end. */
    VirtualEar(Timeline timeline, long settleMs, TurnBook book, Runnable news) {
        this.timeline = timeline;
        this.book = book;
        this.replies = new Replies(settleMs * SampleClock.MS);
        this.news = news;
    }

    /** When the agent was audible. */
    Spans spans() {
        return spans;
    }

    /** The reply whose audio arrived last; -1 before any. */
    int latestReply() {
        return replies.latest();
    }

    /** True when sound waits to be played. */
    boolean isWaiting(long nowNanos) {
        return playedNanos > nowNanos;
    }

    /** So many samples of audio arrive now. */
    void audio(long nowNanos, int samples, String replyId) {
        settle(nowNanos);
        long idle = playedNanos == Long.MIN_VALUE ? Long.MAX_VALUE : nowNanos - playedNanos;
        int before = replies.latest();
        Playout.Stretch stretch = replies.arriving(replyId, idle);
        book.packet(nowNanos, stretch, stretch.reply() != before, idle >= GAP_NANOS);
        long fromNanos = Math.max(nowNanos, playedNanos);
        Playout.Stretch latest = waiting == null ? playing : waiting;
        playedNanos = fromNanos + SampleClock.nanos(samples);
        if (!stretch.equals(latest) || !spans.isOpen()) {
            if (fromNanos > nowNanos) {
                follow(stretch, fromNanos);
            } else {
                begin(stretch, fromNanos);
            }
        }
    }

    /** What waits is dropped. */
    void flush(long nowNanos) {
        settle(nowNanos);
        boolean dropped = playedNanos > nowNanos;
        boolean active = book.agentAudible() || book.replying() || dropped;
        stop(nowNanos);
        playedNanos = nowNanos;
        replies.flushed();
        book.flushed(nowNanos, active, dropped, replies.latest());
        news.run();
    }

    void replying(long nowNanos, boolean active) {
        if (active && !book.replying()) {
            replies.generating();
        }
        book.replying(nowNanos, active);
        news.run();
    }

    void answerFollows() {
        replies.answerFollows();
    }

    /** Nothing more is heard; the end of what was audible is noted. */
    void close(long nowNanos) {
        settle(nowNanos);
        stop(nowNanos);
    }

    /** Another stretch waits behind the one that plays. There is at most one: filler and answer, or one reply and the next. */
    private void follow(Playout.Stretch stretch, long fromNanos) {
        if (waiting != null) {
            waiting = stretch;
            return;
        }
        waiting = stretch;
        waitingNanos = fromNanos;
        int mine = generation;
        timeline.at(fromNanos, () -> {
            if (mine == generation) {
                settle(timeline.nowNanos());
            }
        });
    }

    /** A stretch whose time has come is heard from its very instant, whatever else falls on that instant. */
    private void settle(long nowNanos) {
        Playout.Stretch next = waiting;
        if (next != null && nowNanos >= waitingNanos) {
            waiting = null;
            begin(next, waitingNanos);
        }
    }

    private void begin(Playout.Stretch stretch, long fromNanos) {
        if (spans.isOpen()) {
            ended(fromNanos - SampleClock.SAMPLE_NANOS);
        }
        playing = stretch;
        spans.open(fromNanos, stretch.reply());
        book.onset(fromNanos, stretch);
        end.cancel();
        end = timeline.at(playedNanos + GAP_NANOS, look);
        news.run();
    }

    /** Silence is the end of audible speech once it lasts longer than between words. */
    private void look() {
        long until = playedNanos + GAP_NANOS;
        if (until > timeline.nowNanos()) {
            end = timeline.at(until, look);
        } else if (spans.isOpen()) {
            ended(playedNanos - SampleClock.SAMPLE_NANOS);
            news.run();
        }
    }

    private void stop(long nowNanos) {
        generation++;
        waiting = null;
        end.cancel();
        if (spans.isOpen()) {
            ended(Math.min(nowNanos, playedNanos) - SampleClock.SAMPLE_NANOS);
        }
        playing = null;
    }

    private void ended(long lastNanos) {
        spans.close(lastNanos + SampleClock.SAMPLE_NANOS);
        book.offset(lastNanos);
    }
}
