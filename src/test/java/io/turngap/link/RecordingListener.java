package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Writes down what a connection tells, one short line each, and demands that nothing follows the ending. */
class RecordingListener implements Link.Listener {

    /** The call of tests that do not care which it is. */
    static final CallIdentity CALL = new CallIdentity("test", 0);

    static final long WAIT_MS = 15_000;

    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();
    final CompletableFuture<Link.Ending> ending = new CompletableFuture<>();
    final CompletableFuture<Long> connected = new CompletableFuture<>();
    volatile long samples;
    volatile long uncertaintyNanos;
    volatile long milestoneAtNanos;

    private synchronized void note(String line) {
        if (ending.isDone()) {
            fail("after the ending came: " + line);
        }
        lines.add(line);
        threads.add(Thread.currentThread().getName());
        notifyAll();
    }

    /** Waits until a line begins with {@code start}. */
    void await(String start) throws InterruptedException {
        await(start, () -> lines.stream().anyMatch(line -> line.startsWith(start)));
    }

    /** Waits until so many samples came. */
    void awaitSamples(long count) throws InterruptedException {
        await(count + " samples", () -> samples >= count);
    }

    private synchronized void await(String what, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + WAIT_MS * 1_000_000;
        while (!done.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                fail("no " + what + " in " + WAIT_MS + " ms; told was " + lines);
            }
            wait(left);
        }
    }

    Link.Ending awaitEnding() throws InterruptedException, ExecutionException {
        try {
            return ending.get(WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return fail("no ending in " + WAIT_MS + " ms; told was " + lines);
        }
    }

    @Override
    public void connected(long atNanos) {
        connected.complete(atNanos);
        note("connected");
    }

    @Override
    public void audio(long atNanos, short[] heard, int count, String replyId) {
        samples += count;
        note("audio " + replyId);
    }

    @Override
    public void flush(long atNanos) {
        note("flush");
    }

    @Override
    public void replying(long atNanos, boolean active) {
        note("replying " + active);
    }

    @Override
    public void replyEnded(long atNanos, String replyId, boolean cut) {
        if (cut) {
            note("cut " + replyId);
        }
    }

    @Override
    public void milestone(long atNanos, String name, long uncertainty) {
        milestoneAtNanos = atNanos;
        uncertaintyNanos = uncertainty;
        note(name);
    }

    @Override
    public void speechEnded(long atNanos, double audioMs, long uncertainty) {
        note("speech ended at " + audioMs);
        milestone(atNanos, "agent.speech_end", uncertainty);
    }

    @Override
    public void answerFollows(long atNanos) {
        note("answer follows");
    }

    @Override
    public void transcript(long atNanos, boolean heard, String text) {
        note((heard ? "heard " : "said ") + text);
    }

    @Override
    public void claim(String name, double ms) {
        note("claim " + name + " " + ms);
    }

    @Override
    public void lever(long atNanos, String name, String value) {
        note("lever " + name + " " + value);
    }

    @Override
    public void about(String stage, String engine, boolean modelled) {
        note("about " + stage + " " + engine + " " + modelled);
    }

    @Override
    public void toolCalled(long atNanos, ToolCall call) {
        note("tool " + call.id() + " " + call.name() + " " + call.arguments());
    }

    @Override
    public void trouble(long atNanos, String what) {
        note("trouble " + what);
    }

    @Override
    public void closed(long atNanos, Link.Ending end) {
        assertNull(ending.getNow(null), "a second ending: " + end);
        synchronized (this) {
            lines.add("closed " + end.kind());
            threads.add(Thread.currentThread().getName());
            ending.complete(end);
            notifyAll();
        }
    }
}
