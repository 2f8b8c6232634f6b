package io.turngap.gate;

/** A gate's rule that cannot be read. The message says what happened, the value seen and its place, what is allowed and what to do. */
public final class RuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int column;

    /**
     * With a message for the user.
     *
     * @param column where in the rule, from 1
     */
    public RuleException(String message, int column) {
        super(message);
        this.column = column;
    }

    /** Where in the rule the mistake is, from 1. */
    public int column() {
        return column;
    }
}
