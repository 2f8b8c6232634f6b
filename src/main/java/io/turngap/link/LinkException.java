package io.turngap.link;

/** An address or option of a link that cannot be used. The message says what happened, the value seen, what is allowed and what to do. */
public final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for the user. */
    public LinkException(String message) {
        super(message);
    }

    /** With a message for the user and what caused it. */
    public LinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
