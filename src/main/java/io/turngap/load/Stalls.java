package io.turngap.load;

import java.util.concurrent.atomic.AtomicLong;

/** The longest stall of the run, and of the last second. Thread-safe; noting one waits for nobody. */
final class Stalls {

    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong secondNanos = new AtomicLong();

    void note(long nanos) {
        longestNanos.accumulateAndGet(nanos, Math::max);
        secondNanos.accumulateAndGet(nanos, Math::max);
    }

    /** Of the whole run, µs. */
    long longestUs() {
        return longestNanos.get() / 1_000;
    }

    /** Since this was last asked, µs. */
    long secondUs() {
        return secondNanos.getAndSet(0) / 1_000;
    }
}
