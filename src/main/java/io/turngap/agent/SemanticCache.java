package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * L14, the semantic cache: an answer that was given is given again to a question that means the same. Saves the model, and with
 * {@code cache.audio} the synthesis too.
 *
 * <p>A question waits for nothing when its very words were answered; otherwise it is embedded ({@link MiniLm}) and compared with all
 * questions that were answered in its scope. The nearest is a hit when its cosine is {@code cache.threshold} or more, it is fresh, and
 * {@link SlotGuard} finds the same slots in both. Costs: a miss is later by the lookup ({@link #LOOKUP}), paraphrases in words that the
 * guard does not know are missed, and an answer may be {@code cache.ttl_s} old. Questions and answers about one caller
 * ({@link PersonalData}) and questions that only make sense in their conversation are not kept, nor looked for.
 *
 * <p>The comparison is with all, one after another, and exact: median 0.11 ms among 1,000 questions, 0.23 ms among 2,000, 1.4 ms among the
 * {@value #MOST_ANSWERS} that are kept at most. That is less than embedding the question, so there is no index: jvector 3.0.6 took 0.57 ms
 * among 10,000 and hnswlib 1.1.2 0.84 ms among 2,000, after 110 s and 19 s of building. Beyond some 10,000 jvector would pay.
 */
final class SemanticCache implements AnswerCache {

    /**
     * Lookup by embedding as measured from question to answer by {@code turngap claims --only F10} on two quiet cores, n = 120: median
     * 2.1 ms, P95 2.7 ms. (Among 900 answers, with 15 threads that wanted the two cores: 7.8 and 28.6 ms.)
     */
    static final Latency LOOKUP = Latency.ofP95(2.1, 2.7);

    /** Answers kept; the one not given for longest goes first. */
    static final int MOST_ANSWERS = 10_000;

    /** Samples of sound kept in all, 128 MB. */
    static final long MOST_SAMPLES = 64_000_000;

    /** A longer answer is not kept, characters. */
    static final int MOST_CHARS = 600;

    private static final int MOST_QUESTION_CHARS = 300;
    private static final int THREADS = 2;
    private static final int MOST_WAITING = 128;
    private static final int TEXTS_REMEMBERED = 4_096;

    /**
     * How much is kept.
     *
     * @param answers most answers
     * @param samples most samples of their sound
     */
    record Bounds(int answers, long samples) {
        static final Bounds STANDARD = new Bounds(MOST_ANSWERS, MOST_SAMPLES);
    }

    /** An answer with the question it was given to. Times are on the timeline's clock. */
    static final class Entry {
        final String scope;
        final SlotGuard question;
        final float[] vector;
        final Answer answer;
        final long storedNanos;
        final long samples;
        volatile long used;

        Entry(String scope, SlotGuard question, float[] vector, Answer answer, long storedNanos) {
            this.scope = scope;
            this.question = question;
            this.vector = vector;
            this.answer = answer;
            this.storedNanos = storedNanos;
            long sum = 0;
            for (short[] chunk : answer.audio()) {
                sum += chunk.length;
            }
            this.samples = sum;
        }

        private String key() {
            return SemanticCache.key(scope, question.text());
        }
    }

    private final AgentConfig.Cache settings;
    private final Embedder embedder;
    private final CacheWork work;
    private final Bounds bounds;
    private final Runnable atClose;
    private final long ttlNanos;
    private final Recent<SlotGuard> readings = new Recent<>(TEXTS_REMEMBERED, SlotGuard::of);
    private final Recent<Boolean> personal = new Recent<>(TEXTS_REMEMBERED, PersonalData::inQuestion);
    private final Map<String, Entry> byWords = new ConcurrentHashMap<>();
    private final LongAdder uses = new LongAdder();
    private final Tally tally = new Tally();

    /** Replaced as a whole, under this cache's lock, so that a search needs none. */
    private volatile Entry[] entries = {};

    private long samples;

    SemanticCache(
            AgentConfig.Cache settings,
            Embedder embedder,
            CacheWork work,
            Bounds bounds,
            Optional<CacheFile> file,
            LongSupplier nanos) {
        this.settings = settings;
        this.embedder = Embedder.remembering(embedder, TEXTS_REMEMBERED);
        this.work = work;
        this.bounds = bounds;
        this.ttlNanos = settings.ttlS() * 1_000_000_000L;
        file.ifPresent(kept -> kept.read(nanos.getAsLong()).forEach(this::put));
        this.atClose = () -> file.ifPresent(kept -> kept.write(shared(), nanos.getAsLong()));
    }

    /**
     * A cache for calls in real time; loads the sentence network, some tenths of a second, and the file that is configured.
     *
     * @param voice whose sound is kept, such as engine, pitch and rate; a file of another voice is not used
     * @param warn told of a file that cannot be used or written
     * @throws IllegalStateException when the network cannot be loaded
     */
    static SemanticCache open(AgentConfig.Cache settings, String voice, Consumer<String> warn) {
        MiniLm network = new MiniLm();
        Optional<CacheFile> file = settings.file().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new CacheFile(Path.of(settings.file()), network.name() + ", " + voice, settings.audio(), warn));
        return new SemanticCache(
                settings, network, CacheWork.threads(THREADS, MOST_WAITING), Bounds.STANDARD, file, System::nanoTime);
    }

    /**
     * A cache for the virtual timeline: real embeddings, made at once and remembered by text, and a modelled latency ({@link #LOOKUP}). It
     * starts empty and neither reads nor writes {@code cache.file}, so that the same seed gives the same run. For one timeline.
     *
     * @throws IllegalStateException when the network cannot be loaded
     */
    static SemanticCache simulated(AgentConfig.Cache settings, Seeds seeds) {
        CacheWork work = CacheWork.modelled(LOOKUP, seeds.at("cache"), settings.modelledHitRate());
        return new SemanticCache(settings, Network.SHARED, work, Bounds.STANDARD, Optional.empty(), () -> 0);
    }

    /**
     * The network of all simulated caches, loaded with the first and kept: hundreds of short runs would load it longer than they take. A
     * text has one vector, so nothing passes from one run to another through it.
     */
    private static final class Network {
        private static final int MOST_TEXTS = 4_096;

        private static final Embedder SHARED = Embedder.remembering(
                new Embedder() {
                    private final MiniLm network = new MiniLm();

                    @Override
                    public float[] embed(String text) {
                        return network.embed(text);
                    }

                    @Override
                    public String name() {
                        return network.name();
                    }

                    @Override
                    public void close() {
                        // Others may use it.
                    }
                },
                MOST_TEXTS);
    }

    @Override
    public void find(Timeline timeline, Question question, Consumer<Optional<Answer>> found) {
        SlotGuard reading = readings.of(question.text());
        if (!isForThisCache(question, reading)) {
            tally.unfit.increment();
            found.accept(Optional.empty());
            return;
        }
        String scope = scope(question);
        long now = timeline.nowNanos();
        Entry same = byWords.get(key(scope, reading.text()));
        // Where hits are drawn, the same words are no surer of one than others: they stand for words that real callers
        // would choose.
        boolean drawn = work.modelled() && settings.modelledHitRate() < 1;
        if (same != null && isFresh(same, now) && !drawn) {
            tally.sameWords.increment();
            found.accept(Optional.of(used(same)));
            return;
        }
        work.ask(timeline, question, () -> search(scope, reading, now), Optional.empty(), found);
    }

    @Override
    public void store(Timeline timeline, Question question, Answer answer) {
        SlotGuard reading = readings.of(question.text());
        boolean fits = !answer.text().isBlank() && answer.text().length() <= MOST_CHARS;
        if (!fits || !isForThisCache(question, reading) || PersonalData.inAnswer(answer.text())) {
            tally.notKept.increment();
            return;
        }
        String scope = scope(question);
        long now = timeline.nowNanos();
        Answer kept = new Answer(answer.text(), settings.audio() ? List.copyOf(answer.audio()) : List.of());
        work.later(() -> put(new Entry(scope, reading, embedder.embed(reading.text()), kept, now)));
    }

    private boolean isForThisCache(Question question, SlotGuard reading) {
        return !reading.text().isEmpty()
                && question.text().length() <= MOST_QUESTION_CHARS
                && (reading.selfContained() || !settings.guard())
                && !personal.of(question.text());
    }

    /** Whose answers a question may have. */
    private String scope(Question question) {
        String caller = question.caller().isEmpty() ? "call " + question.call() : "caller " + question.caller();
        return switch (settings.scope()) {
            case "call" -> "call " + question.call();
            case "caller" -> caller;
            default -> "";
        };
    }

    private static String key(String scope, String words) {
        return scope.isEmpty() ? words : scope + "\n" + words;
    }

    private boolean isFresh(Entry entry, long now) {
        return now - entry.storedNanos <= ttlNanos;
    }

    private Answer used(Entry entry) {
        uses.increment();
        entry.used = uses.sum();
        return entry.answer;
    }

    private Optional<Answer> search(String scope, SlotGuard reading, long now) {
        float[] vector = embedder.embed(reading.text());
        Entry nearest = null;
        float best = (float) settings.threshold();
        boolean guarded = false;
        for (Entry entry : entries) {
            if (!isFresh(entry, now) || !entry.scope.equals(scope)) {
                continue;
            }
            float cosine = Embedder.cosine(vector, entry.vector);
            if (cosine >= best) {
                if (settings.guard() && !reading.agrees(entry.question)) {
                    guarded = true;
                } else {
                    nearest = entry;
                    best = cosine;
                }
            }
        }
        if (nearest == null) {
            (guarded ? tally.guarded : tally.missed).increment();
            return Optional.empty();
        }
        tally.sameMeaning.increment();
        return Optional.of(used(nearest));
    }

    private synchronized void put(Entry entry) {
        Entry before = byWords.put(entry.key(), entry);
        List<Entry> next = new ArrayList<>(entries.length + 1);
        for (Entry old : entries) {
            if (old != before) {
                next.add(old);
            }
        }
        samples += entry.samples - (before == null ? 0 : before.samples);
        uses.increment();
        entry.used = uses.sum();
        next.add(entry);
        while (next.size() > bounds.answers() || samples > bounds.samples() && !next.isEmpty()) {
            Entry leastUsed = next.getFirst();
            for (Entry other : next) {
                leastUsed = other.used < leastUsed.used ? other : leastUsed;
            }
            next.remove(leastUsed);
            byWords.remove(leastUsed.key());
            samples -= leastUsed.samples;
        }
        entries = next.toArray(Entry[]::new);
        tally.kept.increment();
    }

    /** What may be kept for another run: a call's answers die with it. */
    private List<Entry> shared() {
        return List.of(entries).stream()
                .filter(entry -> !entry.scope.startsWith("call "))
                .toList();
    }

    /** What it did so far. */
    Counts counts() {
        return new Counts(
                tally.sameWords.sum(),
                tally.sameMeaning.sum(),
                tally.missed.sum(),
                tally.guarded.sum(),
                tally.unfit.sum(),
                tally.kept.sum(),
                tally.notKept.sum(),
                work.refused(),
                entries.length);
    }

    @Override
    public String name() {
        return "semantic cache (" + embedder.name() + ", cosine " + settings.threshold()
                + (settings.guard() ? ", same slots" : ", slots unguarded")
                + (work.modelled() ? ", modelled lookup" : "") + ")";
    }

    @Override
    public boolean modelled() {
        return work.modelled();
    }

    @Override
    public void close() {
        work.close();
        atClose.run();
        embedder.close();
    }

    private static final class Tally {
        final LongAdder sameWords = new LongAdder();
        final LongAdder sameMeaning = new LongAdder();
        final LongAdder missed = new LongAdder();
        final LongAdder guarded = new LongAdder();
        final LongAdder unfit = new LongAdder();
        final LongAdder kept = new LongAdder();
        final LongAdder notKept = new LongAdder();
    }

    /**
     * What a cache did.
     *
     * @param sameWords hits by the very words
     * @param sameMeaning hits by embedding
     * @param missed nothing near enough
     * @param guarded near enough, and refused for its slots
     * @param unfit not looked up: about one caller, or not to be understood alone
     * @param kept answers kept
     * @param notKept answers not kept: about one caller, too long, or to a question that is not looked up
     * @param refused lookups and answers dropped, for there was too much to do
     * @param answers answers held now
     */
    record Counts(
            long sameWords,
            long sameMeaning,
            long missed,
            long guarded,
            long unfit,
            long kept,
            long notKept,
            long refused,
            int answers) {}
}
