package io.turngap.probe;

/** Hears how late the probe itself was. Nanoseconds; may be called from any thread, and must not block. */
public interface Instrument {

    /** Hears nothing. */
    Instrument DEAF = new Instrument() {
        @Override
        public void arrival(long latenessNanos) {
            // Deaf.
        }

        @Override
        public void frame(long latenessNanos) {
            // Deaf.
        }
    };

    /** A request was handed over this long after it was due. */
    void arrival(long latenessNanos);

    /** A frame of speech was sent this long after it was due. */
    void frame(long latenessNanos);
}
