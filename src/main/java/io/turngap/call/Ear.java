package io.turngap.call;

import io.turngap.sound.OnsetDetector;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the caller hears of the agent: follows the heard stream sample by sample, silence where nothing plays included, and turns the
 * positions of audible sound into instants. The instants are exact to the sample; the news of them comes later by the detector's latency.
 *
 * <p>Each run of the agent's audio (a reply, the answer after a filler) gets a detector of its own, so that the end of one and the start
 * of the next are found even when no silence parts them.
 */
final class Ear implements Playout.Listener {

    /** Silence shorter than this, between words, is not the end of audible speech. */
    static final double GAP_MS = 200;

    /** Takes what was heard. */
    interface Listener {
        /** The agent became audible with the sample heard at this instant. */
        void onset(long atNanos, Playout.Stretch stretch);

        /** The agent's last audible sample was heard at this instant. */
        void offset(long atNanos);

        /** The caller heard {@code heardSamples} of a reply whose rest was dropped. */
        void cut(String replyId, long heardSamples);
    }

    /** Makes an ear's detector. */
    interface Maker extends Function<OnsetDetector.Listener, Acoustics.Hearing> {}

    private static final short[] SILENCE = new short[320];
    private static final int PLACES = 512;
    private static final int FORGET_SAMPLES = 16_000;

    private final Maker maker;
    private final int latencySamples;
    private final Listener listener;
    private final Recording recording;
    private final Spans spans = new Spans();
    private final long[] positions = new long[PLACES];
    private final long[] instants = new long[PLACES];
    private final boolean[] playing = new boolean[PLACES];
    private Acoustics.@Nullable Hearing hearing;
    private Playout.@Nullable Stretch stretch;
    private long streamStartNanos;
    private long clockNanos = Long.MIN_VALUE;
    private long position;
    private long places;

    Ear(Maker maker, int latencySamples, Recording recording, Listener listener) {
        this.latencySamples = latencySamples;
        this.maker = maker;
        this.recording = recording;
        this.listener = listener;
    }

    /** The caller's stream starts here: sample 0 of the recording. */
    void streamStart(long nanos) {
        streamStartNanos = nanos;
    }

    /** When the agent was audible. */
    Spans spans() {
        return spans;
    }

    @Override
    public void heard(long atNanos, short[] samples, int offset, int count, Playout.Stretch of) {
        if (!of.equals(stretch)) {
            close();
            stretch = of;
            hearing = maker.apply(new Marks());
            position = 0;
            places = 0;
            clockNanos = atNanos;
        }
        silence(atNanos);
        if (places == 0 || !playing[(int) ((places - 1) % PLACES)] || clockNanos != atNanos) {
            place(atNanos, true);
        }
        recording.heard((atNanos - streamStartNanos) / SampleClock.SAMPLE_NANOS, samples, offset, count);
        clockNanos = atNanos + SampleClock.nanos(count);
        position += count;
        if (hearing != null) {
            hearing.accept(samples, offset, count);
        }
    }

    @Override
    public void cut(String replyId, long heardSamples) {
        listener.cut(replyId, heardSamples);
    }

    /** Nothing plays until {@code untilNanos}. */
    void silence(long untilNanos) {
        if (hearing == null) {
            return;
        }
        long samples = (untilNanos - clockNanos) / SampleClock.SAMPLE_NANOS;
        if (samples > 0) {
            place(clockNanos, false);
            clockNanos += SampleClock.nanos(samples);
            feedSilence(hearing, samples);
            forget();
        }
    }

    /** After long silence nothing is followed until the agent is heard again. */
    private void forget() {
        int last = (int) ((places - 1) % PLACES);
        if (!spans.isOpen() && position - positions[last] > FORGET_SAMPLES + latencySamples) {
            hearing = null;
            stretch = null;
        }
    }

    /** Nothing of this run follows: the end of what is audible now is known at once. */
    void close() {
        if (hearing != null) {
            place(clockNanos, false);
            feedSilence(hearing, latencySamples + (long) (2 * GAP_MS * 16));
            if (spans.isOpen()) {
                ended(clockNanos - SampleClock.SAMPLE_NANOS);
            }
        }
        hearing = null;
        stretch = null;
    }

    private void ended(long lastNanos) {
        spans.close(lastNanos + SampleClock.SAMPLE_NANOS);
        listener.offset(lastNanos);
    }

    private void feedSilence(Acoustics.Hearing to, long samples) {
        for (long left = samples; left > 0; left -= SILENCE.length) {
            int run = (int) Math.min(left, SILENCE.length);
            position += run;
            to.accept(SILENCE, 0, run);
        }
    }

    private void place(long atNanos, boolean plays) {
        if (places > 0 && !plays && !playing[(int) ((places - 1) % PLACES)]) {
            return;
        }
        int place = (int) (places++ % PLACES);
        positions[place] = position;
        instants[place] = atNanos;
        playing[place] = plays;
    }

    /** The instant of a position; a position in silence is moved to the playing sample next to it. */
    private long instant(long sample, boolean onset) {
        long oldest = Math.max(0, places - PLACES);
        for (long p = places - 1; p >= oldest; p--) {
            int place = (int) (p % PLACES);
            if (positions[place] > sample && p > oldest) {
                continue;
            }
            if (playing[place]) {
                return instants[place] + SampleClock.nanos(sample - positions[place]);
            }
            if (onset && p + 1 < places) {
                return instants[(int) ((p + 1) % PLACES)];
            }
            return p > oldest ? instant(positions[place] - 1, onset) : instants[place];
        }
        return clockNanos;
    }

    private final class Marks implements OnsetDetector.Listener {
        @Override
        public void onset(long sample) {
            if (stretch != null) {
                long at = instant(sample, true);
                spans.open(at, stretch.reply());
                listener.onset(at, stretch);
            }
        }

        @Override
        public void offset(long lastSample) {
            if (spans.isOpen()) {
                ended(instant(lastSample, false));
            }
        }
    }
}
