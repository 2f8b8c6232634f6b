package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Waits for a turn to begin, streams its audio to the recogniser, with the preroll before the onset that the detector needed to make up
 * its mind; emits the transcript once, after the turn has ended.
 *
 * <p>A caller may go on speaking while the transcript of the turn before is not there yet. The new audio then waits, at most
 * {@value #MOST_BACKLOG} frames of it, and is recognised when the recogniser is free. A recogniser that gives no result in time is
 * cancelled and nothing was understood.
 */
final class Transcriber implements AutoCloseable {

    static final int MOST_BACKLOG = 500;

    private final Timeline timeline;
    private final Recogniser recogniser;
    private final Consumer<Recogniser.Transcript> partials;
    private final int prerollFrames;
    private final long timeoutNanos;
    private final ArrayDeque<short[]> preroll = new ArrayDeque<>();
    private final ArrayDeque<short[]> backlog = new ArrayDeque<>();
    private final ArrayDeque<Words> wordsBacklog = new ArrayDeque<>();

    private record Words(String words, double ms) {}

    private boolean open;
    private boolean waiting;
    private Consumer<Heard> result = heard -> {};
    private Consumer<Heard> queuedResult = heard -> {};
    private boolean queuedEnd;
    private boolean finishing;
    private int generation;
    private String partial = "";

    /**
     * What came of a turn.
     *
     * @param text its words; empty when nothing was recognised
     * @param excuse what happened to the recogniser, where it is why there are no words; else empty
     */
    record Heard(String text, String excuse) {
        static final String TIMED_OUT = "stt timed out";
        static final String FAILED = "stt failed";
    }

    /** {@code partials} gets what is recognised so far of the turn at hand, whenever it changes. */
    Transcriber(
            Timeline timeline,
            Recogniser recogniser,
            AgentConfig.Stt config,
            Consumer<Recogniser.Transcript> partials) {
        this.timeline = timeline;
        this.recogniser = recogniser;
        this.partials = partials;
        this.prerollFrames = (int) (config.prerollMs() / Endpointer.FRAME_MS);
        this.timeoutNanos = config.timeoutMs() * 1_000_000;
    }

    /** Takes each frame of the stream, which may be kept. */
    void frame(short[] frame) {
        if (open) {
            recogniser.accept(frame, frame.length);
        } else if (waiting) {
            if (backlog.size() < MOST_BACKLOG) {
                backlog.add(frame);
            }
        } else {
            preroll.add(frame);
        }
        // Half a second beyond the preroll covers the frames between onset and verdict.
        while (preroll.size() > prerollFrames + 25) {
            preroll.remove();
        }
    }

    /** As {@link #frame} where there is no sound: words said in the turn at hand, and how long they took. */
    void words(String words, double ms) {
        if (open) {
            recogniser.words(words, ms);
        } else if (waiting && wordsBacklog.size() < MOST_BACKLOG) {
            wordsBacklog.add(new Words(words, ms));
        }
    }

    /** A turn began {@code ago} frames before the newest. */
    void begin(long ago) {
        while (preroll.size() > prerollFrames + ago + 1) {
            preroll.remove();
        }
        if (finishing) {
            waiting = true;
            queuedEnd = false;
            backlog.addAll(preroll);
            preroll.clear();
        } else {
            open(preroll);
        }
    }

    /** The turn ended; {@code to} gets its words, unless {@link #discard} comes first. */
    void end(Consumer<Heard> to) {
        if (waiting) {
            queuedEnd = true;
            queuedResult = to;
            return;
        }
        if (!open) {
            to.accept(new Heard("", ""));
            return;
        }
        open = false;
        finishing = true;
        result = to;
        int mine = ++generation;
        Timeline.Scheduled timeout = timeline.after(timeoutNanos, () -> {
            if (mine == generation) {
                recogniser.cancel();
                finished(mine, new Heard("", Heard.TIMED_OUT));
            }
        });
        recogniser.finish(transcript -> {
            timeout.cancel();
            finished(mine, new Heard(transcript.text(), transcript.failed() ? Heard.FAILED : ""));
        });
    }

    /** Throws the turn at hand away; a turn that has ended and waits for its words is not touched. */
    void discard() {
        if (open) {
            recogniser.cancel();
            open = false;
        }
        waiting = false;
        queuedEnd = false;
        backlog.clear();
        wordsBacklog.clear();
    }

    /** True while a turn that has ended waits for its words. */
    boolean isFinishing() {
        return finishing;
    }

    /** True between {@link #begin} and {@link #end} or {@link #discard}. */
    boolean isOpen() {
        return open || (waiting && !queuedEnd);
    }

    /** The engine that this call was given. */
    String engine() {
        return recogniser.engine();
    }

    /** What is recognised so far of the turn at hand, or was when it ended; empty while the recogniser is busy with the turn before. */
    String partial() {
        return waiting ? "" : partial;
    }

    @Override
    public void close() {
        generation++;
        recogniser.close();
    }

    private void open(ArrayDeque<short[]> first) {
        open = true;
        partial = "";
        recogniser.begin(transcript -> {
            partial = transcript.text();
            partials.accept(transcript);
        });
        for (short[] frame : first) {
            recogniser.accept(frame, frame.length);
        }
        first.clear();
    }

    private void finished(int mine, Heard heard) {
        if (mine != generation || !finishing) {
            return;
        }
        finishing = false;
        Consumer<Heard> to = result;
        result = none -> {};
        if (waiting) {
            waiting = false;
            open(backlog);
            wordsBacklog.forEach(said -> recogniser.words(said.words(), said.ms()));
            wordsBacklog.clear();
            if (queuedEnd) {
                queuedEnd = false;
                end(queuedResult);
            }
        }
        to.accept(heard);
    }
}
