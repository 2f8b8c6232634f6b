package io.turngap.sound;

import java.util.List;

/**
 * What somebody says without its sound: words, and how long they take. For a world in which nothing is heard and everything is known.
 *
 * @param parts stretches of speech in order, at least one
 */
public record Speech(List<Part> parts) {

    public Speech {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("speech of 0 parts; at least one is expected: say nothing instead");
        }
    }

    /** One stretch without a pause. */
    public static Speech of(String words, double speechMs) {
        return new Speech(List.of(new Part(words, speechMs, 0)));
    }

    /**
     * A stretch of speech without a pause.
     *
     * @param words lower case words without punctuation, as a recogniser would give them; empty where nobody knows them
     * @param speechMs first to last speech sample, ms
     * @param pauseMs silence behind it, before the next part, ms
     */
    public record Part(String words, double speechMs, double pauseMs) {
        public Part {
            if (!(speechMs > 0) || !(pauseMs >= 0)) {
                throw new IllegalArgumentException("speech of " + speechMs + " ms and a pause of " + pauseMs
                        + " ms behind it; speech lasts longer than 0 ms, a pause at least 0: correct the lengths");
            }
        }
    }
}
