package io.turngap.agent;

import io.turngap.agent.Recogniser.Transcript;
import io.turngap.time.Timeline;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sphinx with a small language model, for a bounded number of utterances at once. Models are loaded once and shared; a decoder is a search
 * tree of its own and a thread, held for as long as an utterance lasts.
 */
public final class SphinxEngine implements Recogniser.Engine {

    /** Utterances that may wait for a decoder; one more is answered at once with no words, and counted. */
    private static final int MOST_WAITING = 256;

    /** Mean of the cepstra of clean speech at telephone level, where a call's own is not known yet. */
    private static final double[] CLEAN_MEAN = {50, 6, 3, 20, -3, 2, 0, -7, 0, -3, 5, 0, 1};

    /** LexTreeLinguist fills tables that all of Sphinx shares. */
    private static final Object BUILDING = new Object();

    private final SphinxModels models;
    private final BlockingQueue<SphinxDecoder> decoders;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicLong waited = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong truncated = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final RecogniserLag lag;

    /**
     * Loads the models and makes the decoders; takes some seconds.
     *
     * @param sentences what callers say; the vocabulary is theirs
     * @param decoderCount utterances that can be decoded at once
     */
    SphinxEngine(List<String> sentences, int decoderCount) {
        if (decoderCount < 1 || decoderCount > 64) {
            throw new IllegalArgumentException("sphinx decoders: " + decoderCount
                    + "; 1 to 64 are allowed, and each that speaks takes a quarter of a core: try 4");
        }
        try {
            models = SphinxModels.load(sentences);
        } catch (IOException e) {
            throw new IllegalStateException("speech recognition: cannot load Sphinx's models: " + e.getMessage(), e);
        }
        decoders = new ArrayBlockingQueue<>(decoderCount);
        synchronized (BUILDING) {
            for (int i = 0; i < decoderCount; i++) {
                decoders.add(new SphinxDecoder(models));
            }
        }
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                decoderCount, decoderCount, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "sphinx-decoder-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        System.Logger log = System.getLogger(SphinxEngine.class.getName());
        lag = new RecogniserLag(warning -> log.log(System.Logger.Level.WARNING, warning));
    }

    @Override
    public Recogniser open(Timeline timeline) {
        streams.incrementAndGet();
        return new SphinxRecogniser(this, timeline, CLEAN_MEAN);
    }

    @Override
    public String name() {
        return "sphinx4 trigram";
    }

    /** How busy it is. */
    Load load() {
        return new Load(
                streams.get(),
                threads.getActiveCount(),
                threads.getQueue().size(),
                waited.get(),
                refused.get(),
                truncated.get(),
                failed.get());
    }

    /** Words of the sentences that cannot be recognised, because the dictionary does not have them. */
    List<String> missingWords() {
        return models.dictionary().missing();
    }

    void closed() {
        streams.decrementAndGet();
    }

    /** Decodes on a thread of the engine, now or when one is free. */
    void decode(SphinxRecogniser.Hearing hearing, SphinxChannel.Memory channel) {
        try {
            if (threads.getActiveCount() >= threads.getMaximumPoolSize()) {
                waited.incrementAndGet();
            }
            threads.execute(() -> decodeNow(hearing, channel));
        } catch (RejectedExecutionException e) {
            refused.incrementAndGet();
            hearing.decoded(new Transcript("", 0), channel.mean());
        }
    }

    private void decodeNow(SphinxRecogniser.Hearing hearing, SphinxChannel.Memory channel) {
        if (hearing.utterance.cancelled()) {
            return;
        }
        Transcript transcript = new Transcript("", 0);
        SphinxDecoder decoder = decoders.remove();
        try {
            transcript = decoder.decode(hearing.utterance, channel, hearing::partial);
        } catch (RuntimeException | AssertionError e) {
            failed.incrementAndGet();
        } finally {
            decoders.add(decoder);
        }
        lag.ended(hearing.utterance.behindMs(), threads.getActiveCount());
        if (hearing.utterance.truncated()) {
            truncated.incrementAndGet();
        }
        hearing.decoded(transcript, channel.mean());
    }

    /** Runs {@code task} on a call's timeline; a call whose timeline has ended wants nothing any more. */
    void onTimeline(Timeline timeline, Runnable task) {
        try {
            timeline.at(timeline.nowNanos(), task);
        } catch (RejectedExecutionException e) {
            // Its loop was shut down; there is nobody to tell.
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /**
     * How busy the engine is.
     *
     * @param streams recognisers open
     * @param decoding utterances that have a decoder
     * @param waiting utterances that wait for one now
     * @param waited utterances that had to wait
     * @param refused utterances that found the queue full and were answered with no words
     * @param truncated utterances of which the end was cut off for their length
     * @param failed utterances whose decoder failed; answered with no words
     */
    public record Load(
            int streams, int decoding, int waiting, long waited, long refused, long truncated, long failed) {}
}
