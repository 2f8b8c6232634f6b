package io.turngap.probe;

/** A probe cannot be begun as asked. The message says what happened, the value seen, what is allowed and what to do. */
public final class ProbeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for the user. */
    public ProbeException(String message) {
        super(message);
    }
}
