package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Where a cache embeds and searches: on threads of its own, or, on the virtual timeline, at once and told later. */
interface CacheWork extends AutoCloseable {

    /**
     * Has {@code work} done and tells {@code done} of it, on {@code timeline}, once.
     *
     * @param otherwise told instead where the work is refused or fails
     */
    <T> void ask(Timeline timeline, AnswerCache.Question question, Supplier<T> work, T otherwise, Consumer<T> done);

    /** Has {@code work} done, unless there is too much to do; nobody waits for it. */
    void later(Runnable work);

    /** Whether the time it takes is drawn from a distribution rather than spent. */
    boolean modelled();

    /** Pieces of work that were refused, for there was too much, or failed. */
    long refused();

    /** Stops; what was begun is finished, what waits is dropped. */
    @Override
    void close();

    /** Threads of its own, and a bounded queue before them: what finds it full is refused at once. */
    static CacheWork threads(int count, int mostWaiting) {
        AtomicInteger number = new AtomicInteger();
        AtomicLong refused = new AtomicLong();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count, count, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(mostWaiting), task -> {
                    Thread thread = new Thread(task, "answer-cache-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return new CacheWork() {
            @Override
            public <T> void ask(
                    Timeline timeline, AnswerCache.Question question, Supplier<T> work, T otherwise, Consumer<T> done) {
                try {
                    threads.execute(() -> tell(timeline, worked(work, otherwise), done));
                } catch (RejectedExecutionException full) {
                    refused.incrementAndGet();
                    done.accept(otherwise);
                }
            }

            private <T> T worked(Supplier<T> work, T otherwise) {
                try {
                    return work.get();
                } catch (RuntimeException failed) {
                    refused.incrementAndGet();
                    return otherwise;
                }
            }

            @Override
            public void later(Runnable work) {
                try {
                    threads.execute(() -> {
                        try {
                            work.run();
                        } catch (RuntimeException failed) {
                            refused.incrementAndGet();
                        }
                    });
                } catch (RejectedExecutionException full) {
                    refused.incrementAndGet();
                }
            }

            @Override
            public boolean modelled() {
                return false;
            }

            @Override
            public long refused() {
                return refused.get();
            }

            @Override
            public void close() {
                threads.shutdownNow();
                try {
                    if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
                        refused.incrementAndGet();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private static <T> void tell(Timeline timeline, T result, Consumer<T> done) {
        try {
            timeline.at(timeline.nowNanos(), () -> done.accept(result));
        } catch (RejectedExecutionException e) {
            // Its loop was shut down; there is nobody to tell.
        }
    }

    /**
     * Works at once, on the asking thread, and tells after a modelled latency: for the virtual timeline, which no other thread may touch.
     * The latency depends on the seed, the call and the question, and on nothing else; so does which of the questions are worked on.
     *
     * @param share share of the questions that are worked on; the others are told {@code otherwise}
     */
    static CacheWork modelled(Latency latency, Seeds seeds, double share) {
        return new CacheWork() {
            @Override
            public <T> void ask(
                    Timeline timeline, AnswerCache.Question question, Supplier<T> work, T otherwise, Consumer<T> done) {
                Seeds asked = seeds.at(question.call()).at(question.text());
                boolean worked = share >= 1 || asked.at("hit").random().nextDouble() < share;
                T result = worked ? work.get() : otherwise;
                timeline.after(latency.nextNanos(asked.random()), () -> done.accept(result));
            }

            @Override
            public void later(Runnable work) {
                work.run();
            }

            @Override
            public boolean modelled() {
                return true;
            }

            @Override
            public long refused() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }
}
