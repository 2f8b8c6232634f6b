package io.turngap.analyze;

/**
 * A stretch of speech in one channel, in samples at 16 kHz from the start of the recording.
 *
 * @param first first audible sample
 * @param last last audible sample
 */
public record Stretch(long first, long last) {

    public Stretch {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("a stretch from sample " + first + " to " + last
                    + "; it begins at 0 or later and ends no earlier than it begins");
        }
    }

    public long length() {
        return last - first + 1;
    }

    /** How many samples of this one lie in the other, too. */
    long overlap(Stretch other) {
        return Math.max(0, Math.min(last, other.last) - Math.max(first, other.first) + 1);
    }
}
