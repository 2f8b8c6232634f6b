package io.turngap.claims;

import java.util.Locale;

/** What became of a figure. */
public enum FindingVerdict {
    /** What was measured lies, with its interval, inside what is stated. */
    HOLDS,
    /** What was measured lies, with its interval, outside what is stated. */
    DOES_NOT_HOLD,
    /** The interval lies across an end of what is stated, or there is none. */
    UNDECIDED,
    /** The article's own figures for the parts do not give this one for the whole. */
    CANNOT_FOLLOW,
    /** The model takes this figure as its input, so that measuring it shows nothing. */
    INPUT,
    /** It is about people. */
    NOT_TESTABLE,
    /** A run by which it was measured is invalid. */
    INVALID;

    /** In words, for people and files. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
