package io.turngap.agent;

/**
 * Waits for sound in the received stream and emits exactly which sample was its first and which its last, each with the message that held
 * it. Meant for markers with sharp edges, such as a burst of tone, on a silent line.
 *
 * <p>A sample is loud when its magnitude reaches the threshold. A tone passes zero twice a period, so an edge may be seen late or early by
 * as long as the tone stays below the threshold there: under one sample at 24 kHz for 1 kHz at −12 dBFS and a threshold of −35. An
 * utterance needs {@value #LEAST_LOUD_MS} ms of loud samples, so a click is none; it is over once {@code quietMs} passed with none.
 */
final class MarkerDetector {

    static final int LEAST_LOUD_MS = 3;

    /** A sample and the message that brought it; samples are counted from the start of the stream. */
    record Edge(long sample, long messageEnd, long receivedNanos) {
        /** Samples from this one's beginning to the end of its message. */
        long toMessageEnd() {
            return messageEnd - sample;
        }
    }

    /** What was found. */
    interface Listener {
        /** Sound began with this sample. */
        void began(Edge first);

        /** Sound is over; this was its last sample. */
        void ended(Edge last);
    }

    private final int threshold;
    private final long quietSamples;
    private final int leastLoud;
    private final Listener listener;

    private long position;
    private int loud;
    private boolean sounding;
    private Edge first = new Edge(0, 0, 0);
    private Edge last = new Edge(0, 0, 0);
    private long lastSample;

    MarkerDetector(int rateHz, double thresholdDbfs, double quietMs, Listener listener) {
        this.threshold = (int) Math.ceil(32_768 * Math.pow(10, thresholdDbfs / 20));
        this.quietSamples = Math.round(quietMs * rateHz / 1000);
        this.leastLoud = LEAST_LOUD_MS * rateHz / 1000;
        this.listener = listener;
    }

    void accept(short[] samples, long receivedNanos) {
        long end = position + samples.length;
        for (short sample : samples) {
            if (Math.abs(sample) >= threshold) {
                if (loud == 0) {
                    first = new Edge(position, end, receivedNanos);
                }
                loud++;
                lastSample = position;
                if (last.messageEnd() != end) {
                    last = new Edge(position, end, receivedNanos);
                }
                if (!sounding && loud >= leastLoud) {
                    sounding = true;
                    listener.began(first);
                }
            } else if (loud > 0 && position - lastSample >= quietSamples) {
                Edge over = new Edge(lastSample, last.messageEnd(), last.receivedNanos());
                boolean was = sounding;
                sounding = false;
                loud = 0;
                if (was) {
                    listener.ended(over);
                }
            }
            position++;
        }
    }
}
