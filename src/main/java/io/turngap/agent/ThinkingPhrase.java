package io.turngap.agent;

import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * Thinking phrases (L17): waits while the caller waits; once that has lasted {@code filler.after_ms}, says a phrase, such as "Let me check
 * that", and cuts it the moment the answer's first audio is ready.
 *
 * <p>What was sent cannot be unsaid, and the answer plays behind it. So a thinking phrase is not sent as fast as it is made but paced, at
 * most {@value #LEAD_MS} ms ahead of its playing: what was not sent is dropped, and the answer never overlaps the phrase. The cost is up to
 * that lead: an answer that would have been heard at once is heard that much later. Another is overuse: with {@code when: reply} and a short
 * {@code after_ms} the caller hears a phrase in every turn, and TTFA gets better while the answer does not.
 *
 * <p>With {@code when: tool} the wait counts from the tool's start, with {@code when: reply} from the end of the turn, and ends with the
 * model's first word: a phrase that has not begun by then is not said.
 *
 * <p>Lever {@code filler}: {@code whole} or {@code cut}; not told when nothing of it was sent.
 */
final class ThinkingPhrase {

    /** How far the sound may run ahead of its playing. */
    static final long LEAD_MS = 100;

    private static final int SLICE_SAMPLES = 50 * Pcm.RATE_HZ / 1_000;
    private static final long SLICE_NANOS = 50_000_000;

    /** Longer phrases are cut here: {@value} samples are 10 s. */
    private static final int MOST_SAMPLES = 10 * Pcm.RATE_HZ;

    /** The phrases of one call, varied: each in its turn from a place that differs from call to call, so never one twice running. */
    static final class Phrases {
        private final List<String> all;
        private int next;

        Phrases(long call, List<String> all) {
            this.all = all;
            this.next = (int) Math.floorMod(call, (long) all.size());
        }

        String next() {
            String phrase = all.get(next);
            next = (next + 1) % all.size();
            return phrase;
        }
    }

    /** What is said. */
    interface Listener {
        /** The phrase was handed to synthesis. */
        void phraseRequested(String text);

        /** The next audio of it, 16 kHz mono; {@code first} for the first. */
        void phraseAudio(short[] samples, boolean first);

        /** It cannot be said. */
        void phraseFailed(String why);
    }

    private final CallScope scope;
    private final Timeline timeline;
    private final Listener listener;
    private final ArrayDeque<short[]> made = new ArrayDeque<>();

    private Timeline.Scheduled timer = () -> {};
    private Timeline.Scheduled pace = () -> {};
    private Runnable cancelSpeech = () -> {};
    private int offset;
    private int samples;
    private long playedNanos;
    private boolean speaking;
    private boolean complete;
    private boolean heard;
    private boolean over;

    ThinkingPhrase(CallScope scope, Listener listener) {
        this.scope = scope;
        this.timeline = scope.timeline();
        this.listener = listener;
    }

    /** The caller waits since {@code sinceNanos}; only the first wait of a reply is filled. */
    void waiting(long sinceNanos) {
        timer.cancel();
        if (!over && !speaking) {
            timer = timeline.at(sinceNanos + scope.config().filler().afterMs() * 1_000_000, this::speak);
        }
    }

    /** The answer is about to come: what has not begun is not said. */
    void notNeeded() {
        timer.cancel();
    }

    /** The answer's audio is ready: nothing of the phrase follows. */
    void cut() {
        if (!over) {
            stop();
            if (heard) {
                scope.events().lever("filler", complete && made.isEmpty() ? "whole" : "cut");
            }
        }
    }

    /** As {@link #cut}, and nobody is told. */
    void stop() {
        over = true;
        timer.cancel();
        pace.cancel();
        cancelSpeech.run();
    }

    /** True once any of it was sent. */
    boolean isHeard() {
        return heard;
    }

    private void speak() {
        if (over || speaking) {
            return;
        }
        speaking = true;
        String text = scope.phrases().next();
        listener.phraseRequested(text);
        Runnable cancel = scope.kit().tts().speak(timeline, text, new Synthesiser.Sink() {
            @Override
            public void audio(short[] chunk) {
                if (!over && samples < MOST_SAMPLES) {
                    samples += chunk.length;
                    made.add(chunk);
                    send();
                }
            }

            @Override
            public void done() {
                complete = true;
            }

            @Override
            public void lever(String name, String value) {
                if (!over) {
                    scope.events().lever(name, value);
                }
            }

            @Override
            public void failed(String why) {
                if (!over) {
                    listener.phraseFailed(why);
                }
            }
        });
        if (!over) {
            cancelSpeech = cancel;
        }
    }

    /** Sends what may be sent now and comes back for the rest. */
    private void send() {
        long now = timeline.nowNanos();
        playedNanos = heard ? Math.max(playedNanos, now) : now;
        while (!over && !made.isEmpty() && playedNanos + SLICE_NANOS - now <= LEAD_MS * 1_000_000) {
            short[] slice = slice();
            playedNanos += slice.length * 1_000_000_000L / Pcm.RATE_HZ;
            boolean first = !heard;
            heard = true;
            listener.phraseAudio(slice, first);
        }
        pace.cancel();
        if (!over && !made.isEmpty()) {
            pace = timeline.at(playedNanos + SLICE_NANOS - LEAD_MS * 1_000_000, this::send);
        }
    }

    private short[] slice() {
        short[] chunk = made.element();
        int end = Math.min(chunk.length, offset + SLICE_SAMPLES);
        short[] slice = offset == 0 && end == chunk.length ? chunk : Arrays.copyOfRange(chunk, offset, end);
        offset = end;
        if (end == chunk.length) {
            made.remove();
            offset = 0;
        }
        return slice;
    }
}
