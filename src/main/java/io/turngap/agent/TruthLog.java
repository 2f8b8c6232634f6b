package io.turngap.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes JSON lines to a file on a thread of its own, so that no event loop waits for a disk. Lines beyond {@value #MOST_WAITING} are lost and counted. */
final class TruthLog implements AutoCloseable {

    private static final int MOST_WAITING = 65_536;

    private final BlockingQueue<ObjectNode> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Optional<Thread> writer;
    private final java.util.concurrent.atomic.AtomicLong lost = new java.util.concurrent.atomic.AtomicLong();
    private volatile boolean open = true;

    TruthLog(Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            writer = Optional.empty();
            return;
        }
        Writer out = Files.newBufferedWriter(file.get());
        writer = Optional.of(Thread.ofPlatform().name("truth").daemon().start(() -> write(out)));
    }

    void note(ObjectNode line) {
        if (writer.isPresent() && !waiting.offer(line)) {
            lost.incrementAndGet();
        }
    }

    @Override
    public void close() {
        open = false;
        try {
            if (writer.isPresent()) {
                writer.get().join(5_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Writer out) {
        try (out) {
            while (open || !waiting.isEmpty()) {
                ObjectNode line = waiting.poll(20, TimeUnit.MILLISECONDS);
                if (line != null) {
                    out.write(line.toString());
                    out.write('\n');
                } else {
                    out.flush();
                }
            }
            if (lost.get() > 0) {
                out.write("{\"kind\":\"lost\",\"lines\":" + lost.get() + "}\n");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("the truth file cannot be written: " + e.getMessage(), e);
        }
    }
}
