package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.agent.AnswerCache.Answer;
import io.turngap.agent.AnswerCache.Question;
import io.turngap.time.RealTimeline;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import io.turngap.time.VirtualTimeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemanticCacheTest {

    private static final AgentConfig.Cache STANDARD = settings(true, "persona", 3_600, false);
    private static final Answer NINE = new Answer("We open at nine.", List.of(new short[] {1, 2}, new short[] {3}));

    private static Embedder network;

    private final VirtualTimeline timeline = new VirtualTimeline();

    @BeforeAll
    static void load() {
        MiniLm loaded = new MiniLm();
        network = new Embedder() {
            @Override
            public float[] embed(String text) {
                return loaded.embed(text);
            }

            @Override
            public String name() {
                return loaded.name();
            }

            @Override
            public void close() {}
        };
    }

    @AfterAll
    static void unload() {
        network.close();
    }

    private static AgentConfig.Cache settings(boolean guard, String scope, long ttlS, boolean audio) {
        return new AgentConfig.Cache(true, AgentConfig.defaults().cache().threshold(), guard, scope, ttlS, audio, "");
    }

    private static SemanticCache cache(AgentConfig.Cache settings) {
        return cache(settings, SemanticCache.Bounds.STANDARD, Optional.empty());
    }

    private static SemanticCache cache(
            AgentConfig.Cache settings, SemanticCache.Bounds bounds, Optional<CacheFile> file) {
        CacheWork work = CacheWork.modelled(SemanticCache.LOOKUP, new Seeds(1).at("cache"), 1);
        return new SemanticCache(settings, network, work, bounds, file, () -> 0);
    }

    private Optional<Answer> find(SemanticCache cache, Question question) {
        List<Optional<Answer>> found = new ArrayList<>();
        cache.find(timeline, question, found::add);
        timeline.runUntil(timeline.nowNanos() + 1_000_000_000);
        assertEquals(1, found.size(), "told once");
        return found.getFirst();
    }

    private Optional<Answer> find(SemanticCache cache, String text) {
        return find(cache, new Question(2, text));
    }

    private SemanticCache knowing(SemanticCache cache, String text, Answer answer) {
        cache.store(timeline, new Question(1, text), answer);
        return cache;
    }

    @Test
    void aParaphraseHitsAndANearMissDoesNot() {
        SemanticCache cache = knowing(cache(STANDARD), "what time do you open on sunday", NINE);
        assertEquals(
                "We open at nine.",
                find(cache, "when do you open on sundays").orElseThrow().text());
        assertEquals(Optional.empty(), find(cache, "what time do you open on monday"));
        assertEquals(Optional.empty(), find(cache, "do you sell gift cards"));
        assertEquals(1, cache.counts().guarded());
        assertEquals(1, cache.counts().missed());
        SemanticCache careless =
                knowing(cache(settings(false, "persona", 3_600, false)), "what time do you open on sunday", NINE);
        assertTrue(find(careless, "what time do you open on monday").isPresent(), "what the guard is for");
    }

    @Test
    void theVeryWordsWaitForNothingAndALookupTakesItsModelledTime() {
        SemanticCache cache = knowing(cache(STANDARD), "what time do you open on sunday", NINE);
        List<Long> atNanos = new ArrayList<>();
        cache.find(
                timeline, new Question(5, "What time do you open on Sunday?"), a -> atNanos.add(timeline.nowNanos()));
        assertEquals(List.of(0L), atNanos);
        cache.find(timeline, new Question(5, "when do you open on sunday"), a -> atNanos.add(timeline.nowNanos()));
        assertEquals(1, atNanos.size(), "not yet");
        timeline.runAll(10);
        assertTrue(atNanos.get(1) > 500_000 && atNanos.get(1) < 200_000_000, atNanos.toString());
        assertTrue(cache.modelled() && cache.name().contains("modelled"), "and it says so");
        VirtualTimeline other = new VirtualTimeline();
        SemanticCache again = cache(STANDARD);
        again.store(other, new Question(1, "what time do you open on sunday"), NINE);
        List<Long> second = new ArrayList<>();
        again.find(other, new Question(5, "when do you open on sunday"), a -> second.add(other.nowNanos()));
        other.runAll(10);
        assertEquals(atNanos.get(1), second.getFirst(), "the same seed, call and question");
    }

    @Test
    void anAnswerGrowsStale() {
        SemanticCache cache = knowing(cache(settings(true, "persona", 60, false)), "when do you open", NINE);
        timeline.runUntil(59_000_000_000L);
        assertTrue(find(cache, "what time do you open").isPresent());
        assertEquals(60_000_000_000L, timeline.nowNanos());
        timeline.runUntil(60_000_000_001L);
        assertEquals(Optional.empty(), find(cache, "what time do you open"));
        assertEquals(Optional.empty(), find(cache, "when do you open"), "nor by the very words");
    }

    @ParameterizedTest
    @CsvSource({"persona,true,true", "caller,true,false", "call,false,false"})
    void aScopeIsNotLeft(String scope, boolean sameCaller, boolean otherCaller) {
        SemanticCache cache = cache(settings(true, scope, 3_600, false));
        cache.store(timeline, new Question(1, "anna", "when do you open"), NINE);
        for (String text : List.of("when do you open", "what time do you open")) {
            assertTrue(find(cache, new Question(1, "anna", text)).isPresent());
            assertEquals(sameCaller, find(cache, new Question(2, "anna", text)).isPresent());
            assertEquals(
                    otherCaller, find(cache, new Question(3, "peter", text)).isPresent());
            assertEquals(
                    scope.equals("persona"), find(cache, new Question(4, text)).isPresent());
        }
    }

    @Test
    void theOneNotGivenForLongestGoesFirst() {
        SemanticCache cache = cache(STANDARD, new SemanticCache.Bounds(2, 1_000), Optional.empty());
        knowing(cache, "when do you open", NINE);
        knowing(cache, "do you sell gift cards", new Answer("Yes.", List.of()));
        assertTrue(find(cache, "when do you open").isPresent());
        knowing(cache, "is there parking", new Answer("Behind the house.", List.of()));
        assertEquals(2, cache.counts().answers());
        assertTrue(find(cache, "when do you open").isPresent());
        assertEquals(Optional.empty(), find(cache, "do you sell gift cards"));
        assertTrue(find(cache, "is there parking").isPresent());
    }

    @Test
    void soundIsKeptWhereItIsWantedAndBounded() {
        SemanticCache words = knowing(cache(STANDARD), "when do you open", NINE);
        assertTrue(find(words, "when do you open").orElseThrow().audio().isEmpty());
        SemanticCache sound =
                cache(settings(true, "persona", 60, true), new SemanticCache.Bounds(9, 5), Optional.empty());
        knowing(sound, "when do you open", NINE);
        assertSame(
                NINE.audio().getFirst(),
                find(sound, "when do you open").orElseThrow().audio().getFirst());
        knowing(sound, "is there parking", new Answer("Yes.", List.of(new short[3])));
        assertEquals(1, sound.counts().answers(), "three samples and three are more than five");
        assertTrue(find(sound, "is there parking").isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "my order number is four two seven one | It is on its way.",
                "my name is john smith | Nice.",
                "send it to anna@example.org please | Done.",
                "i live in baker street | Fine.",
                "deliver to twelve baker street | Fine.",
                "where is the parcel | Your parcel arrives on Monday.",
                "where is the parcel | Order 4271 arrives on Monday.",
                "where is the parcel | Nice to meet you, Anna.",
                "which doctor is free | Doctor Smith is.",
                "what about that | It is nine euros.",
                "yes please | Great. That is done."
            })
    void whatIsOneCallersIsNotKept(String question, String answer) {
        SemanticCache cache = knowing(cache(STANDARD), question, new Answer(answer, List.of()));
        assertEquals(Optional.empty(), find(cache, question));
        assertEquals(1, cache.counts().notKept());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "where is my order | Sure. What is your order number?",
                "when do you open | We are open from nine to six.",
                "how much is a room | A room costs 120 dollars."
            })
    void whatIsForEverybodyIs(String question, String answer) {
        assertTrue(find(knowing(cache(STANDARD), question, new Answer(answer, List.of())), question)
                .isPresent());
    }

    @Test
    void aFileOutlivesTheRunAndAgesMeanwhile(@TempDir Path folder) {
        Path path = folder.resolve("deep/answers.bin");
        List<String> warnings = new ArrayList<>();
        AgentConfig.Cache settings = settings(true, "persona", 3_600, true);
        knowing(cache(settings, SemanticCache.Bounds.STANDARD, file(path, warnings)), "when do you open", NINE)
                .close();
        SemanticCache later = cache(settings, SemanticCache.Bounds.STANDARD, file(path, warnings));
        Answer kept = find(later, "what time do you open").orElseThrow();
        assertEquals(NINE.text(), kept.text());
        assertArrayEquals(NINE.audio().getFirst(), kept.audio().getFirst());
        assertEquals(List.of(), warnings);
        timeline.runUntil(3_601_000_000_000L);
        assertEquals(Optional.empty(), find(later, "what time do you open"), "its age was kept");
    }

    @Test
    void aFileOfNoUseIsToldOfLeftOutAndMadeAnew(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("answers.bin");
        List<String> warnings = new ArrayList<>();
        knowing(cache(STANDARD, SemanticCache.Bounds.STANDARD, file(path, warnings)), "when do you open", NINE)
                .close();
        byte[] good = Files.readAllBytes(path);
        byte[] flipped = good.clone();
        flipped[good.length / 2] ^= 1;
        byte[] otherVersion = good.clone();
        ByteBuffer.wrap(otherVersion).putInt(16, CacheFile.VERSION + 1);
        byte[] cut = Arrays.copyOf(good, good.length / 3);
        for (byte[] bad : List.of(flipped, otherVersion, cut, new byte[0], "hello".getBytes(StandardCharsets.UTF_8))) {
            warnings.clear();
            Files.write(path, bad);
            SemanticCache cache = cache(STANDARD, SemanticCache.Bounds.STANDARD, file(path, warnings));
            assertEquals(1, warnings.size(), warnings.toString());
            assertTrue(warnings.getFirst().contains("starts empty"), warnings.toString());
            assertEquals(Arrays.equals(bad, otherVersion), warnings.getFirst().contains("version is 2; 1 is expected"));
            assertEquals(0, cache.counts().answers());
            knowing(cache, "is there parking", NINE).close();
            assertEquals(1, warnings.size(), "written anew");
            SemanticCache next = cache(STANDARD, SemanticCache.Bounds.STANDARD, file(path, warnings));
            assertTrue(find(next, "is there parking").isPresent());
        }
        warnings.clear();
        CacheFile ofAnotherVoice = new CacheFile(path, "another voice", false, warnings::add);
        assertEquals(List.of(), ofAnotherVoice.read(0));
        assertTrue(warnings.getFirst().contains("\"another voice\" is expected"), warnings.toString());
    }

    @Test
    void aCallsAnswersAreNotWritten(@TempDir Path folder) {
        Path path = folder.resolve("answers.bin");
        AgentConfig.Cache settings = settings(true, "caller", 3_600, false);
        SemanticCache cache = cache(settings, SemanticCache.Bounds.STANDARD, file(path, new ArrayList<>()));
        cache.store(timeline, new Question(1, "when do you open"), NINE);
        cache.store(timeline, new Question(1, "anna", "is there parking"), NINE);
        cache.close();
        SemanticCache later = cache(settings, SemanticCache.Bounds.STANDARD, file(path, new ArrayList<>()));
        assertFalse(find(later, new Question(1, "when do you open")).isPresent());
        assertTrue(find(later, new Question(9, "anna", "is there parking")).isPresent());
    }

    private static Optional<CacheFile> file(Path path, List<String> warnings) {
        return Optional.of(new CacheFile(path, "test", true, warnings::add));
    }

    @Test
    void inRealTimeTheAnswerComesOnTheTimelineAndAFullQueueIsAMiss() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        CacheWork work = CacheWork.threads(1, 2);
        try (ScheduledExecutorService loop =
                        Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "cache-test"));
                SemanticCache cache = new SemanticCache(
                        STANDARD, network, work, SemanticCache.Bounds.STANDARD, Optional.empty(), System::nanoTime)) {
            RealTimeline real = new RealTimeline(loop);
            cache.store(real, new Question(1, "when do you open"), NINE);
            CompletableFuture<String> thread = new CompletableFuture<>();
            CompletableFuture<Optional<Answer>> hit = new CompletableFuture<>();
            onTimeline(
                    real,
                    () -> cache.find(real, new Question(1, "what time do you open"), found -> {
                        thread.complete(Thread.currentThread().getName());
                        hit.complete(found);
                    }));
            assertEquals(
                    NINE.text(), hit.get(30, TimeUnit.SECONDS).orElseThrow().text());
            assertTrue(thread.get(1, TimeUnit.SECONDS).contains("cache-test"), thread.toString());
            CountDownLatch held = new CountDownLatch(1);
            work.later(() -> {
                held.countDown();
                uninterrupted(hold);
            });
            assertTrue(held.await(30, TimeUnit.SECONDS));
            work.later(() -> {});
            work.later(() -> {});
            work.later(() -> {});
            CompletableFuture<Optional<Answer>> full = new CompletableFuture<>();
            cache.find(real, new Question(1, "at what time do you open"), full::complete);
            assertEquals(Optional.empty(), full.getNow(Optional.of(NINE)), "at once");
            assertTrue(cache.counts().refused() >= 1);
            hold.countDown();
        }
    }

    private static void onTimeline(Timeline timeline, Runnable task) {
        timeline.at(timeline.nowNanos(), task);
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
