package io.turngap.agent;

import io.turngap.sound.Speech;
import io.turngap.time.Timeline;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Hears a caller who makes no sound, frame by frame as an ear would, but comes by only in the instants that can matter: when so much was
 * said that it is a turn, or an interruption; after each piece of speech; and when there was silence enough. In between frames are counted
 * in runs. What follows from a frame is decided by the same {@link Endpointer}, whether the frame had sound or not.
 *
 * <p>Frames are 20 ms of the caller's stream. Frame {@code k}, counted from 1, holds the sound of {@code (k-1)·20} to {@code k·20} ms from
 * the stream's start, leaves the caller at its end, and reaches the ear when the way from the caller lets it. It is speech when any of
 * it is.
 */
final class ModelledEar {

    private static final long FRAME_NANOS = Endpointer.FRAME_MS * 1_000_000L;
    private static final int MOST_RUNS = 256;

    /** Takes what is heard. */
    interface Listener {
        /** How many frames, all speech or all not, would change nothing: the one behind them may; {@link Endpointer#FOREVER} for all. */
        long quiet(boolean speech);

        /** True while words are of a turn that has begun. */
        boolean inTurn();

        /** Frames in a row, all speech or all not, of which only the last matters; it was received at {@code receivedNanos}. */
        void heard(boolean speech, long frames, long receivedNanos);

        /** Words in the frames at hand, and how long they took. Told before the frames within a turn, which may end it, and else behind. */
        void words(String words, double ms);
    }

    private static final class Run {
        private final long first;
        private final long last;
        private final Speech.Part part;
        private int told;

        Run(long first, long last, Speech.Part part) {
            this.first = first;
            this.last = last;
            this.part = part;
        }
    }

    private final Timeline timeline;
    private final Listener listener;
    private final boolean wordByWord;
    private final ArrayDeque<Run> runs = new ArrayDeque<>();
    private final Runnable step = this::step;

    private long startNanos;
    private LongUnaryOperator way = leaves -> leaves;
    private long frames;
    private long pending;
    private long receivedNanos = Long.MIN_VALUE;
    private Timeline.@Nullable Scheduled task;

    /**
     * An ear on a stream that starts now.
     *
     * @param wordByWord whether somebody wants to know each word as it is said, and not only each stretch of them
     */
    ModelledEar(Timeline timeline, boolean wordByWord, Listener listener) {
        this.timeline = timeline;
        this.wordByWord = wordByWord;
        this.listener = listener;
        this.startNanos = timeline.nowNanos();
    }

    /** The stream starts at {@code nanos}: its first sample leaves the caller then. Nothing may have been heard yet. */
    void startsAt(long nanos) {
        startNanos = nanos;
    }

    /**
     * The caller begins to speak; nothing of it may have reached the ear yet.
     *
     * @param spokenNanos when the first speech sample leaves the caller, not before the stream's start
     * @param arrival when what leaves the caller at an instant reaches the ear, from here on
     * @throws IllegalStateException when more is said than an ear keeps in mind
     */
    void said(Speech speech, long spokenNanos, LongUnaryOperator arrival) {
        way = arrival;
        List<Speech.Part> parts = speech.parts();
        if (runs.size() + parts.size() > MOST_RUNS) {
            throw new IllegalStateException(parts.size() + " stretches of speech while " + runs.size()
                    + " were not heard yet; at most " + MOST_RUNS + " may wait: say less at once");
        }
        double fromNanos = spokenNanos - startNanos;
        long earliest = runs.isEmpty() ? frames + 1 : runs.getLast().last + 1;
        for (Speech.Part part : parts) {
            double toNanos = fromNanos + part.speechMs() * 1e6;
            long first = Math.max(earliest, (long) Math.floor(fromNanos / FRAME_NANOS) + 1);
            long last = Math.max(first, (long) Math.ceil(toNanos / FRAME_NANOS));
            runs.add(new Run(first, last, part));
            earliest = last + 1;
            fromNanos = toNanos + part.pauseMs() * 1e6;
        }
        await();
    }

    /** Hears nothing more. */
    void close() {
        runs.clear();
        if (task != null) {
            task.cancel();
            task = null;
        }
    }

    private void await() {
        if (task != null) {
            task.cancel();
            task = null;
        }
        Run run = runs.peek();
        boolean speech = run != null && frames + 1 >= run.first;
        long quiet = listener.quiet(speech);
        if (run == null && quiet == Endpointer.FOREVER) {
            return;
        }
        pending = quiet == Endpointer.FOREVER ? quiet : quiet + 1;
        if (run != null) {
            pending = Math.min(pending, speech ? run.last - frames : run.first - 1 - frames);
        }
        if (speech && wordByWord) {
            pending = Math.min(pending, toNextWord(run));
        }
        task = timeline.at(Math.max(receivedNanos, arrival(frames + pending)), step);
    }

    private long arrival(long frame) {
        return way.applyAsLong(startNanos + frame * FRAME_NANOS);
    }

    private void step() {
        task = null;
        Run run = runs.peek();
        boolean speech = run != null && frames + 1 >= run.first;
        frames += pending;
        receivedNanos = timeline.nowNanos();
        boolean inTurn = listener.inTurn();
        if (speech && inTurn) {
            tell(run);
        }
        listener.heard(speech, pending, receivedNanos);
        if (speech && run == runs.peek()) {
            if (!inTurn) {
                tell(run);
            }
            if (frames == run.last) {
                runs.remove();
            }
        }
        await();
    }

    /** Words count as said once their share of the characters is. */
    private void tell(Run run) {
        String words = run.part.words();
        int until = words.length();
        if (frames < run.last) {
            long said = words.length() * (frames - run.first + 1) / (run.last - run.first + 1);
            until = words.lastIndexOf(' ', (int) said);
        }
        if (until > run.told) {
            double ms = run.part.speechMs() * (until - run.told) / words.length();
            listener.words(words.substring(run.told, until).strip(), ms);
            run.told = until;
        }
    }

    private long toNextWord(Run run) {
        String words = run.part.words();
        int space = words.indexOf(' ', run.told + 1);
        if (space < 0) {
            return run.last - frames;
        }
        long length = run.last - run.first + 1;
        long whole = run.first - 1 + Math.ceilDiv(space * length, (long) words.length());
        return Math.clamp(whole - frames, 1, run.last - frames);
    }
}
