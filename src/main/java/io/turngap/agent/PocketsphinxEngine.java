package io.turngap.agent;

import io.turngap.agent.Recogniser.Transcript;
import io.turngap.time.Timeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pocketsphinx with a small language model of what callers say, for a bounded number of utterances at once: a decoder and a thread are
 * held for as long as an utterance lasts. What a call's line sounds like (the mean cepstrum) is the call's and not the decoder's, so that
 * the same call gives the same words whichever decoder it gets.
 */
final class PocketsphinxEngine implements Recogniser.Engine {

    /** Utterances that may wait for a decoder; one more is answered at once with no words. */
    private static final int MOST_WAITING = 256;

    /** Words are looked for while the caller speaks each time that so many samples more were heard: 100 ms. */
    private static final int PARTIAL_SAMPLES = 1_600;

    /** Where a call's own mean is not known yet: {@code -cmninit} of the acoustic model. */
    private static final float[] USUAL_MEAN = {
        41.00f, -5.29f, -0.12f, 5.09f, 2.48f, -4.07f, -1.37f, -1.78f, -5.08f, -2.05f, -6.45f, -1.42f, 1.17f
    };

    private final BlockingQueue<Pocketsphinx.Decoder> decoders;
    private final ThreadPoolExecutor threads;

    /**
     * Loads the models and makes the decoders; takes about a second.
     *
     * @param sentences what callers say; the vocabulary is theirs
     * @param decoderCount utterances that can be decoded at once
     * @throws AgentConfigException when Pocketsphinx is not installed; it says how to install it
     */
    PocketsphinxEngine(List<String> sentences, int decoderCount) {
        Pocketsphinx library = Pocketsphinx.load()
                .filter(found -> Files.isReadable(Pocketsphinx.DICTIONARY))
                .orElseThrow(() -> SpeechPackages.missing("agent.stt.engine", "pocketsphinx"));
        decoders = new ArrayBlockingQueue<>(decoderCount);
        try {
            Path folder = Files.createTempDirectory("turngap-pocketsphinx-");
            Path dictionary = folder.resolve("domain.dict");
            Path language = folder.resolve("domain.lm");
            try {
                Set<String> known = writeDictionary(sentences, dictionary);
                ArpaModel.write(LanguageModel.of(sentences, known), language);
                for (int i = 0; i < decoderCount; i++) {
                    decoders.add(library.decoder(options(dictionary, language)));
                }
            } finally {
                Files.deleteIfExists(dictionary);
                Files.deleteIfExists(language);
                Files.deleteIfExists(folder);
            }
        } catch (IOException cause) {
            throw new IllegalStateException("speech recognition: cannot prepare pocketsphinx: " + cause, cause);
        }
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                decoderCount, decoderCount, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "pocketsphinx-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    private static List<String> options(Path dictionary, Path language) {
        return List.of(
                "-hmm",
                Pocketsphinx.ACOUSTIC_MODEL.toString(),
                "-dict",
                dictionary.toString(),
                "-lm",
                language.toString(),
                // The agent's own detector says what is speech.
                "-remove_silence",
                "no",
                "-logfn",
                "/dev/null");
    }

    /** Writes the pronunciations of the words of {@code sentences}; gives those that have one. */
    private static Set<String> writeDictionary(List<String> sentences, Path file) throws IOException {
        Set<String> wanted = new LinkedHashSet<>();
        sentences.forEach(sentence -> wanted.addAll(LanguageModel.words(sentence)));
        Set<String> known = new HashSet<>();
        StringBuilder lines = new StringBuilder();
        try (BufferedReader all = Files.newBufferedReader(Pocketsphinx.DICTIONARY, StandardCharsets.UTF_8)) {
            for (String line = all.readLine(); line != null; line = all.readLine()) {
                int space = line.indexOf(' ');
                String entry = space < 0 ? line : line.substring(0, space);
                int variant = entry.indexOf('(');
                String word = variant > 0 ? entry.substring(0, variant) : entry;
                if (wanted.contains(word)) {
                    known.add(word);
                    lines.append(line).append('\n');
                }
            }
        }
        Files.writeString(file, lines);
        return known;
    }

    @Override
    public Recogniser open(Timeline timeline) {
        return new PocketsphinxRecogniser(this, timeline, USUAL_MEAN);
    }

    @Override
    public String name() {
        return "pocketsphinx trigram";
    }

    /** Decodes on a thread of the engine, now or when one is free. */
    void decode(PocketsphinxRecogniser.Hearing hearing, float[] mean) {
        try {
            threads.execute(() -> decodeNow(hearing, mean));
        } catch (RejectedExecutionException full) {
            hearing.failed(MOST_WAITING + " utterances wait for pocketsphinx already: run fewer calls");
        }
    }

    private void decodeNow(PocketsphinxRecogniser.Hearing hearing, float[] mean) {
        if (hearing.sound.isCancelled()) {
            return;
        }
        Pocketsphinx.Decoder decoder = decoders.remove();
        try {
            decoder.begin(mean);
            try {
                follow(decoder, hearing);
            } finally {
                decoder.end();
            }
            if (!hearing.sound.isCancelled()) {
                String words = decoder.words();
                double confidence = words.isEmpty() ? 0 : decoder.confidence();
                hearing.decoded(new Transcript(words, confidence), decoder.mean());
            }
        } catch (RuntimeException failed) {
            hearing.failed("pocketsphinx failed: " + failed.getMessage());
        } finally {
            decoders.add(decoder);
        }
    }

    private static void follow(Pocketsphinx.Decoder decoder, PocketsphinxRecogniser.Hearing hearing) {
        int since = 0;
        for (Optional<short[]> chunk = hearing.sound.next(); chunk.isPresent(); chunk = hearing.sound.next()) {
            decoder.accept(chunk.get());
            since += chunk.get().length;
            if (since >= PARTIAL_SAMPLES) {
                since = 0;
                hearing.partial(decoder.words(), PARTIAL_CONFIDENCE);
            }
        }
    }

    /** The decoder knows no confidence before the end. */
    private static final double PARTIAL_CONFIDENCE = 0.5;

    /** Runs {@code task} on a call's timeline; a call whose timeline has ended wants nothing any more. */
    void onTimeline(Timeline timeline, Runnable task) {
        try {
            timeline.at(timeline.nowNanos(), task);
        } catch (RejectedExecutionException ended) {
            // Its loop was shut down; there is nobody to tell.
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        boolean idle = false;
        try {
            idle = threads.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        // A decoder that is at work yet is left to the end of the process: freeing it would crash that.
        for (Pocketsphinx.Decoder decoder = idle ? decoders.poll() : null; decoder != null; decoder = decoders.poll()) {
            decoder.free();
        }
    }
}
