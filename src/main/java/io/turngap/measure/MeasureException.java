package io.turngap.measure;

/** A run's folder or a file in it cannot be made, read or written. The message says what happened, the value seen, what is expected and what to do. */
public final class MeasureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean diskRefused;

    /** With a message for the user. */
    public MeasureException(String message) {
        super(message);
        this.diskRefused = false;
    }

    /** With a message for the user and what caused it. */
    public MeasureException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private MeasureException(String message, Throwable cause, boolean diskRefused) {
        super(message, cause);
        this.diskRefused = diskRefused;
    }

    /** A disk that does not take what a run writes, such as a full one. */
    static MeasureException ofDisk(String message, Throwable cause) {
        return new MeasureException(message, cause, true);
    }

    /** True when a run's own file could not be written: no fault of whoever named the folder. */
    public boolean diskRefused() {
        return diskRefused;
    }
}
