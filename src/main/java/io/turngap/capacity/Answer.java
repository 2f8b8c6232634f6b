package io.turngap.capacity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a search ended. */
public enum Answer {
    /** A load meets the target, and one not much above misses it. */
    KNEE,
    /** The target was met up to the most that was to be tried. */
    NO_KNEE,
    /** The target is missed at the smallest load. */
    NEVER,
    /** The instrument was the limit. */
    INSTRUMENT,
    /** What may be asked of the agent was used up. */
    CEILING,
    /** No call worked at the first load. */
    UNREACHABLE,
    /** A person ended it. */
    STOPPED;

    /** The name in files. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
