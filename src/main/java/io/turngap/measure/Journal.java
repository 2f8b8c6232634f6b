package io.turngap.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes {@code turns.jsonl}: one line a turn, handed to the system as the turn ends, so that a killed process loses at most the turns
 * of its last moments and damages at most the last line.
 *
 * <p>{@link #turn} may be called from any thread, an event loop among them: it puts the turn in a bounded queue and returns. A thread of
 * the journal's own makes the line and writes it. When the queue is full, or the disk refuses, the turn is lost, the loss is counted,
 * and {@link #problem} says that the run is not valid. The same when the writer itself breaks.
 */
public final class Journal implements TurnSink, AutoCloseable {

    /** Turns that may wait to be written; at 1,000 calls some minutes of them. */
    public static final int CAPACITY = 16_384;

    private static final int MOST_AT_ONCE = 256;
    private static final long OFFER_MS = 50;

    private final Path file;
    private final FileChannel channel;
    private final BlockingQueue<Entry> queue;
    private final Thread writer;
    private final Liner liner;
    private final AtomicLong handed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private volatile Optional<String> failure = Optional.empty();
    private volatile boolean closed;
    /** Nothing is written any more. */
    private volatile boolean stopped;

    /** Makes a line of a turn. */
    @FunctionalInterface
    interface Liner {
        String line(Turn turn) throws JsonProcessingException;
    }

    private sealed interface Entry {}

    private record Line(Turn turn) implements Entry {}

    /** What came before it is to be in the file. */
    private record Flush(CountDownLatch done) implements Entry {}

    private enum End implements Entry {
        END
    }

    private Journal(Path file, FileChannel channel, int capacity, Liner liner) {
        this.file = file;
        this.channel = channel;
        this.liner = liner;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.writer = Thread.ofPlatform().daemon().name("journal").unstarted(this::write);
    }

    /**
     * Makes the file and starts to write.
     *
     * @throws MeasureException when it exists already or cannot be made
     */
    public static Journal create(Path file) {
        return create(file, CAPACITY);
    }

    static Journal create(Path file, int capacity) {
        Journal journal = unstarted(file, capacity);
        journal.writer.start();
        return journal;
    }

    /** A journal whose writer stands still until {@link #start}. */
    static Journal unstarted(Path file, int capacity) {
        return unstarted(file, capacity, Json.MAPPER::writeValueAsString);
    }

    /** As {@link #unstarted(Path, int)}, with another way to make a line. */
    static Journal unstarted(Path file, int capacity, Liner liner) {
        try {
            return new Journal(
                    file,
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    capacity,
                    liner);
        } catch (FileAlreadyExistsException e) {
            throw new MeasureException(
                    "The journal " + file + " exists already; a run never overwrites one. Give another --out.", e);
        } catch (IOException e) {
            throw MeasureException.ofDisk(
                    "The journal " + file + " cannot be made (" + e + "). Check that the folder can be written.", e);
        }
    }

    void start() {
        writer.start();
    }

    @Override
    public void turn(Turn turn) {
        handed.incrementAndGet();
        if (closed || stopped || !queue.offer(new Line(turn))) {
            refused.incrementAndGet();
        }
    }

    /**
     * As {@link #turn}, but waits while the queue is full: for a virtual timeline, which is faster than any disk and has all the time in the
     * world. A turn is lost only when the writer broke.
     */
    public void turnOrWait(Turn turn) {
        handed.incrementAndGet();
        boolean interrupted = false;
        boolean taken = false;
        while (!taken && !closed && !stopped) {
            try {
                taken = queue.offer(new Line(turn), OFFER_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (!taken) {
            refused.incrementAndGet();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Turns in the file so far. */
    public long written() {
        return written.get();
    }

    /** Turns that were not written and never will be. Once the writer has ended this is every turn handed over less {@link #written}. */
    public long lost() {
        return stopped ? handed.get() - written.get() : refused.get();
    }

    /** Why the run is not valid, where turns were lost. */
    public Optional<String> problem() {
        long turns = lost();
        return turns == 0
                ? Optional.empty()
                : Optional.of(turns + " turns were not written to " + file.getFileName() + " (expected 0): "
                        + failure.orElse("the disk was slower than the calls")
                        + ". Write to a faster disk, or make fewer calls at once.");
    }

    /** Waits until what was handed over before is in the file, so that it can be read; never on an event loop. */
    public void flush() {
        CountDownLatch done = new CountDownLatch(1);
        boolean told = false;
        try {
            while (!closed && !stopped && (!told || done.getCount() > 0)) {
                told = told || queue.offer(new Flush(done), OFFER_MS, TimeUnit.MILLISECONDS);
                if (told && done.await(OFFER_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what waits, and closes the file. Turns that come later count as lost. Waits for the writer; interrupting does not lose turns. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = false;
        boolean told = false;
        do {
            try {
                // A writer that broke takes nothing from a full queue any more: it is not waited for.
                told = told || queue.offer(End.END, OFFER_MS, TimeUnit.MILLISECONDS);
                if (told) {
                    writer.join();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        } while (writer.isAlive());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        List<Entry> batch = new ArrayList<>();
        try (channel) {
            boolean open = true;
            while (open) {
                batch.add(queue.take());
                queue.drainTo(batch, MOST_AT_ONCE);
                open = !batch.contains(End.END);
                append(batch);
                batch.clear();
            }
            channel.force(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = Optional.of("the writer was interrupted");
        } catch (Throwable e) {
            // Whatever it is, the calls go on: what was not written is counted, and makes the run invalid.
            failure = Optional.of(e.toString());
        } finally {
            stopped = true;
            queue.clear();
        }
    }

    private void append(List<Entry> batch) {
        int turns = 0;
        StringBuilder lines = new StringBuilder();
        for (Entry entry : batch) {
            if (entry instanceof Line line) {
                try {
                    lines.append(liner.line(line.turn())).append('\n');
                    turns++;
                } catch (JsonProcessingException | RuntimeException e) {
                    failure = Optional.of(
                            e instanceof JsonProcessingException json
                                    ? String.valueOf(json.getOriginalMessage())
                                    : e.toString());
                    refused.incrementAndGet();
                }
            }
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            written.addAndGet(turns);
        } catch (IOException e) {
            // A full disk may have room again: the next turn is tried, and these are counted.
            failure = Optional.of(e.toString());
            refused.addAndGet(turns);
        }
        for (Entry entry : batch) {
            if (entry instanceof Flush flush) {
                flush.done().countDown();
            }
        }
    }
}
