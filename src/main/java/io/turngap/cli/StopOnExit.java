package io.turngap.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, while this is open: ends what a command makes, and the JVM waits until the command has written what was measured by then and has
 * closed this.
 */
final class StopOnExit implements AutoCloseable {

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    /**
     * Opens it.
     *
     * @param stop ends the work soon, from any thread; what it leaves is written by who opened this
     * @param mostSeconds waited for that
     * @param tooLate said when it took longer: what is there, and what to do
     */
    StopOnExit(Runnable stop, int mostSeconds, String tooLate) {
        hook = new Thread(
                () -> {
                    stop.run();
                    try {
                        if (!finished.await(mostSeconds, TimeUnit.SECONDS)) {
                            System.err.println("turngap: " + tooLate);
                        }
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop-on-exit");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Of a run whose journal is there when its reports are not. */
    static StopOnExit ofRun(Runnable stop, int mostSeconds) {
        return new StopOnExit(
                stop, mostSeconds, "stopped before the reports were written; run `turngap report` on the folder");
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            // The JVM is going down, which is what the hook waits for.
        }
    }
}
