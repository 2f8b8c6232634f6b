package io.turngap.call;

import io.turngap.time.Timeline;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The agent's marks: each waits until what arrived before it was played to its last sample, and is then told, in the instant in which that
 * sample ends. Where nothing waits to be played a mark is told at once, and a flush tells all that wait, in their order.
 */
final class Marks {

    /** So many may wait: agents send one with each piece of sound, and a reply of minutes has some hundred pieces. */
    static final int MOST = 4_000;

    private record Mark(String name, long dueNanos) {}

    private final Timeline timeline;
    private final AgentVoice voice;
    private final Consumer<String> played;
    private final ArrayDeque<Mark> waiting = new ArrayDeque<>();
    private Timeline.Scheduled timer = () -> {};

    /** Marks in the stream that {@code voice} plays; {@code played} takes their names. */
    Marks(Timeline timeline, AgentVoice voice, Consumer<String> played) {
        this.timeline = timeline;
        this.voice = voice;
        this.played = played;
    }

    /**
     * A mark arrived, behind all sound that arrived so far.
     *
     * @return false when too many wait; it is forgotten then
     */
    boolean arrived(long atNanos, String name) {
        voice.listen(atNanos);
        boolean silent = voice.waiting() == 0;
        if (silent && waiting.isEmpty()) {
            played.accept(name);
            return true;
        }
        if (waiting.size() == MOST) {
            return false;
        }
        waiting.addLast(new Mark(name, silent ? atNanos : voice.endNanos()));
        if (waiting.size() == 1) {
            await();
        }
        return true;
    }

    /** What waited to be played was dropped. */
    void flushed() {
        timer.cancel();
        while (!waiting.isEmpty()) {
            played.accept(waiting.removeFirst().name());
        }
    }

    /** Nothing more is told. */
    void close() {
        timer.cancel();
        waiting.clear();
    }

    private void await() {
        timer = timeline.at(waiting.getFirst().dueNanos(), this::due);
    }

    private void due() {
        tellUntil(timeline.nowNanos());
        if (!waiting.isEmpty()) {
            await();
        }
    }

    private void tellUntil(long nanos) {
        for (Mark mark = waiting.peekFirst(); mark != null; mark = waiting.peekFirst()) {
            if (mark.dueNanos() - nanos > 0) {
                return;
            }
            waiting.removeFirst();
            played.accept(mark.name());
        }
    }
}
