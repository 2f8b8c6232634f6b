package io.turngap.probe;

import io.turngap.measure.Turn;

/** Makes one request after another and measures each. Thread-safe: as many threads ask at once as there are requests at once. */
public interface Probe extends AutoCloseable {

    /**
     * Makes a request and waits for its end. Whatever comes of it is a turn: a failure, too.
     *
     * @param index the request's number in the run, from 0
     * @param dueNanos when it was due, on {@link System#nanoTime}
     */
    Turn request(int index, long dueNanos);

    @Override
    void close();
}
