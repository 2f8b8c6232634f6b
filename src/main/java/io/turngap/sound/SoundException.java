package io.turngap.sound;

/** A sound that is missing, damaged or of a kind that cannot be used. The message says what happened, the value seen, what is allowed and what to do. */
public final class SoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for the user. */
    public SoundException(String message) {
        super(message);
    }

    /** With a message for the user and what caused it. */
    public SoundException(String message, Throwable cause) {
        super(message, cause);
    }
}
