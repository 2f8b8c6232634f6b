package io.turngap.sound;

/**
 * The onset detector written for reading: every sample goes through every rule. {@link OnsetDetector} does less where less is enough and must
 * say the same.
 */
final class PlainOnsetDetector {

    private static final long NONE = Long.MIN_VALUE / 2;

    private final OnsetDetector.Listener listener;
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

    PlainOnsetDetector(Audibility definition, double gapMs, OnsetDetector.Listener listener) {
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
    void accept(short[] samples, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            int sample = samples[i];
            int oldest = window[windowAt];
            window[windowAt] = (short) sample;
            if (++windowAt == windowSamples) {
                windowAt = 0;
            }
            energy += (long) sample * sample - (long) oldest * oldest;
            if (energy >= loudEnergy) {
                loudWindow(sample);
            } else if (inRun && position - runLast > bridgeSamples) {
                inRun = false;
            }
            position++;
            if (audible && position - lastAudible > gapSamples) {
                endUnlessUndecided();
            }
        }
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
