package io.turngap.sound;

import java.util.Arrays;

/**
 * Follows a stream of 16 kHz mono sound and says which samples are audible by an {@link Audibility}. Positions are sample indices from the
 * start of the stream. A verdict on a sample may come some samples after it ({@link #latencySamples}); it never changes afterwards.
 *
 * <p>A <em>run</em> begins when a window becomes loud enough and lasts while loud samples of loud windows follow each other within a hold:
 * the pulses of a low voice are further apart than a window and belong together. A run is audible once it spans the hold and its windows
 * were loud for as long in all; what never gets there is a click, or a few, and is forgotten. Nothing is allocated after construction; a
 * sample costs a few nanoseconds.
 */
public final class OnsetDetector {

    /** What the detector found. */
    public interface Listener {
        /** Audible sound begins with this sample. */
        void onset(long sample);

        /** The audible sound ended; this was its last audible sample. */
        void offset(long lastSample);
    }

    private static final long NONE = Long.MIN_VALUE / 2;
    private static final short[] SILENCE = new short[4 * Pcm.FRAME_SAMPLES];

    private final Listener listener;
    private final int windowSamples;
    private final int holdSamples;
    private final int bridgeSamples;
    private final int gapSamples;
    private final int loud;
    private final long loudEnergy;
    private final short[] window;

    private int windowAt;
    private long energy;
    private long position;

    private boolean inRun;
    private boolean runCounts;
    private int runLoudSamples;
    private long runStart = NONE;
    private long runLast = NONE;
    private boolean audible;
    private long lastAudible = NONE;

    /** A detector by {@code definition}; sound that pauses for less than {@code gapMs} counts as going on. */
    public OnsetDetector(Audibility definition, double gapMs, Listener listener) {
        if (!(gapMs >= 0) || gapMs > 60_000) {
            throw new IllegalArgumentException("a gap of " + gapMs + " ms; it must be from 0 to 60000 ms");
        }
        this.listener = listener;
        windowSamples = Math.max(1, samples(definition.windowMs()));
        holdSamples = Math.max(1, samples(definition.holdMs()));
        bridgeSamples = Math.max(windowSamples, holdSamples);
        gapSamples = Math.max(bridgeSamples, samples(gapMs));
        double amplitude = Level.amplitude(definition.levelDbfs());
        // Rounded down, so that a window that is loud enough always holds a loud sample.
        loud = Math.max(1, (int) amplitude);
        loudEnergy = Math.max(1, Math.round(amplitude * amplitude * windowSamples));
        window = new short[windowSamples];
    }

    /** Takes the next samples of the stream. */
    public void accept(short[] samples, int offset, int count) {
        if (energy == 0 && !inRun && !audible && silent(samples, offset, count)) {
            position += count;
            return;
        }
        short[] kept = window;
        int at = windowAt;
        long power = energy;
        long here = position;
        for (int i = offset; i < offset + count; i++) {
            int sample = samples[i];
            int oldest = kept[at];
            kept[at] = (short) sample;
            if (++at == kept.length) {
                at = 0;
            }
            power += sample * sample - oldest * oldest;
            if (power >= loudEnergy) {
                if (inRun && runCounts) {
                    if (Math.abs(sample) >= loud) {
                        runLast = here;
                    }
                    lastAudible = runLast;
                } else {
                    windowAt = at;
                    position = here;
                    loudWindow(sample);
                }
            } else if (inRun && here - runLast > bridgeSamples) {
                inRun = false;
            }
            here++;
            if (audible && here - lastAudible > gapSamples) {
                position = here;
                endUnlessUndecided();
            }
        }
        windowAt = at;
        energy = power;
        position = here;
    }

    private static boolean silent(short[] samples, int offset, int count) {
        return count <= SILENCE.length && Arrays.equals(samples, offset, offset + count, SILENCE, 0, count);
    }

    /** The stream is over: sound that was audible ends here. */
    public void finish() {
        if (audible) {
            audible = false;
            listener.offset(lastAudible);
        }
    }

    /** True from the report of an onset to the report of its offset. */
    public boolean audible() {
        return audible;
    }

    /** The last sample found audible so far; −1 when none was. */
    public long lastAudible() {
        return lastAudible == NONE ? -1 : lastAudible;
    }

    /** Samples taken so far. */
    public long position() {
        return position;
    }

    /** Most samples between an onset and its report: of a low voice that is hardly audible. A sound that goes on needs hold and window. */
    public int latencySamples() {
        int pulses = (holdSamples + windowSamples - 1) / windowSamples;
        return (pulses + 1) * (bridgeSamples + windowSamples);
    }

    private void loudWindow(int sample) {
        if (!inRun) {
            beginRun();
        } else if (Math.abs(sample) >= loud) {
            runLast = position;
        }
        runLoudSamples++;
        if (!runCounts && runLoudSamples >= holdSamples && runLast - runStart + 1 >= holdSamples) {
            runCounts = true;
            if (!audible) {
                audible = true;
                listener.onset(runStart);
            }
        }
        if (runCounts) {
            lastAudible = runLast;
        }
    }

    private void beginRun() {
        inRun = true;
        runLoudSamples = 0;
        runStart = NONE;
        for (int i = 0; i < windowSamples; i++) {
            int at = windowAt + i;
            int value = window[at < windowSamples ? at : at - windowSamples];
            if (Math.abs(value) >= loud) {
                runLast = position - (windowSamples - 1) + i;
                if (runStart == NONE) {
                    runStart = runLast;
                }
            }
        }
        runCounts = audible && runStart - lastAudible <= bridgeSamples;
    }

    /** A run that began within the gap and may yet prove longer than a click keeps the sound from ending. */
    private void endUnlessUndecided() {
        boolean undecided = inRun && !runCounts && runStart - lastAudible <= gapSamples;
        if (!undecided) {
            audible = false;
            listener.offset(lastAudible);
        }
    }

    private static int samples(double ms) {
        return (int) Math.round(ms * Pcm.RATE_HZ / 1_000);
    }
}
