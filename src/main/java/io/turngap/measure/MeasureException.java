package io.turngap.measure;

/** A run's folder or a file in it cannot be made, read or written. The message says what happened, the value seen, what is expected and what to do. */
public final class MeasureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for the user. */
    public MeasureException(String message) {
        super(message);
    }

    /** With a message for the user and what caused it. */
    public MeasureException(String message, Throwable cause) {
        super(message, cause);
    }
}
