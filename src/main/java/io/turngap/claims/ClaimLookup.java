package io.turngap.claims;

import io.turngap.agent.AgentConfig;
import io.turngap.agent.AnswerCache;
import io.turngap.agent.AnswerCache.Answer;
import io.turngap.agent.AnswerCache.Question;
import io.turngap.time.RealTimeline;
import io.turngap.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long the semantic cache takes to find an answer by the meaning of a question that it has not met in these words. */
@FunctionalInterface
public interface ClaimLookup {

    /** Hits, ms from question to answer; a question that was not recognised gives none. */
    List<Double> hitsMs();

    /**
     * In this process with the agent's own cache, on the real clock: each question is asked in one form and answered, then asked in
     * another. What comes is different each time, and is the machine's as much as the cache's.
     */
    static ClaimLookup inProcess() {
        return ClaimLookup::measure;
    }

    private static List<Double> measure() {
        ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("claim-lookup").unstarted(task));
        AgentConfig.Cache settings = new AgentConfig.Cache(true, 0.65, true, "persona", 3_600, false, "");
        try (AnswerCache cache = AnswerCache.semantic(settings)) {
            Timeline timeline = new RealTimeline(loop);
            List<String> verbs =
                    List.of("return", "track", "insure", "repair", "wash", "paint", "store", "open", "sell", "rent");
            List<String> things = List.of(
                    "a bicycle",
                    "a parcel",
                    "a carpet",
                    "a camera",
                    "a boat",
                    "a piano",
                    "a tent",
                    "a sofa",
                    "a lamp",
                    "a watch",
                    "a suitcase",
                    "a mirror");
            for (String verb : verbs) {
                for (String thing : things) {
                    cache.store(
                            timeline,
                            new Question(0, "How do I " + verb + " " + thing + "?"),
                            new Answer("Bring it to any shop.", List.of()));
                    // Stored on the cache's own threads, whose queue is bounded: one after another, none is dropped.
                    found(timeline, loop, cache, "How do I " + verb + " " + thing + "?");
                }
            }
            List<Double> hits = new ArrayList<>();
            for (String verb : verbs) {
                for (String thing : things) {
                    found(timeline, loop, cache, "How can I " + verb + " " + thing + "?")
                            .ifPresent(hits::add);
                }
            }
            return hits;
        } finally {
            loop.shutdownNow();
        }
    }

    /** One lookup, ms; empty when nothing is found, or not within ten seconds. */
    private static Optional<Double> found(
            Timeline timeline, ScheduledExecutorService loop, AnswerCache cache, String question) {
        CompletableFuture<Optional<Double>> result = new CompletableFuture<>();
        loop.execute(() -> {
            long start = timeline.nowNanos();
            cache.find(
                    timeline,
                    new Question(1, question),
                    answer -> result.complete(answer.map(hit -> (timeline.nowNanos() - start) / 1e6)));
        });
        try {
            return result.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException failed) {
            return Optional.empty();
        }
    }
}
