package io.turngap.capacity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a step says of its load. */
public enum Verdict {
    /** The target is met; chance can be ruled out. */
    MEETS("meets"),
    /** The sample leans to the target's being met, and does not decide it. */
    LEANS_TO_MEET("leans to meet"),
    /** The sample leans to the target's being missed, and does not decide it. */
    LEANS_TO_MISS("leans to miss"),
    /** The target is missed; chance can be ruled out. */
    MISSES("misses"),
    /** The instrument was late: nothing is said of the agent. */
    INSTRUMENT("instrument too late"),
    /** Nobody asked: the step only loaded the agent. */
    NOT_JUDGED("not judged"),
    /** It was ended before it could say anything. */
    CUT_SHORT("cut short");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    /** The load counts as carried. */
    public boolean met() {
        return this == MEETS || this == LEANS_TO_MEET;
    }

    /** Something was said of the agent. */
    public boolean judged() {
        return met() || this == MISSES || this == LEANS_TO_MISS;
    }

    /** Chance can be ruled out. */
    public boolean decided() {
        return this == MEETS || this == MISSES;
    }

    /** In words. */
    public String words() {
        return words;
    }

    /** The name in files. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
