package io.turngap.call;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Half seconds of recordings that nobody needs any more, for the recordings to come. A call's sound lives for as long as the call, which is
 * what a garbage collector of generations handles worst: it copies each block until it counts as old, and in the end stops everybody to
 * tidy the old. Used again, blocks are made once.
 *
 * <p>Thread-safe without a lock; loops take them and the thread of the run gives them back. Bounded: what is more is left to the collector.
 */
final class SoundBlocks {

    private final Queue<short[]> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int samples;
    private final int most;

    /** Keeps at most {@code most} blocks of {@code samples} samples. */
    SoundBlocks(int samples, int most) {
        this.samples = samples;
        this.most = most;
    }

    /** A silent block. */
    short[] take() {
        short[] block = free.poll();
        if (block == null) {
            return new short[samples];
        }
        count.decrementAndGet();
        Arrays.fill(block, (short) 0);
        return block;
    }

    /** Takes a block back; whoever gives it has forgotten it. One of another size is left to the collector. */
    void give(short[] block) {
        if (block.length == samples && count.get() < most) {
            count.incrementAndGet();
            free.add(block);
        }
    }
}
