package io.turngap.agent;

import io.turngap.sound.Fixtures;
import io.turngap.time.RealTimeline;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.rng.UniformRandomProvider;

/** Real sound for the engines' tests, and a thread to be their timeline. */
final class EngineSounds implements AutoCloseable {

    static final Path FOLDER = Path.of("audio-fixtures");

    /** Bounds a test that hangs; no test depends on it. */
    private static final long PATIENCE_SECONDS = 120;

    final Fixtures fixtures = Fixtures.open(FOLDER);
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    final Timeline timeline = new RealTimeline(loop);

    short[] speech(String id) {
        return fixtures.utterance(id, FOLDER, Optional.empty(), Optional.empty(), new Seeds(1).random())
                .sound()
                .samples();
    }

    String words(String id) {
        return String.join(
                " ",
                LanguageModel.words(
                        fixtures.utterance(id, FOLDER, Optional.empty(), Optional.empty(), new Seeds(1).random())
                                .transcript()));
    }

    /** {@code speech} after and before silence. */
    static short[] padded(short[] speech, int before, int after) {
        short[] padded = new short[before + speech.length + after];
        System.arraycopy(speech, 0, padded, before, speech.length);
        return padded;
    }

    /** {@code speech} with the bed {@code noise} {@code snrDb} below its mean power, and a gain. */
    short[] noisy(short[] speech, String noise, double snrDb, double gain, int offset) {
        short[] bed = fixtures.noise(noise).samples();
        double power = 0;
        double noisePower = 0;
        for (int i = 0; i < speech.length; i++) {
            power += (double) speech[i] * speech[i];
            noisePower += (double) bed[(offset + i) % bed.length] * bed[(offset + i) % bed.length];
        }
        double scale = Math.sqrt(power / noisePower / Math.pow(10, snrDb / 10));
        short[] mixed = new short[speech.length];
        for (int i = 0; i < speech.length; i++) {
            double sample = gain * (speech[i] + scale * bed[(offset + i) % bed.length]);
            mixed[i] = (short) Math.clamp(Math.round(sample), Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return mixed;
    }

    static short[] hiss(int samples, int peak, long seed) {
        UniformRandomProvider random = new Seeds(seed).random();
        short[] hiss = new short[samples];
        for (int i = 0; i < samples; i++) {
            hiss[i] = (short) random.nextInt(-peak, peak + 1);
        }
        return hiss;
    }

    /** Says {@code sound} to {@code recogniser}, frame by frame at once, and waits for what it heard. */
    Recogniser.Transcript heard(Recogniser recogniser, short[] sound) {
        CompletableFuture<Recogniser.Transcript> result = new CompletableFuture<>();
        run(() -> {
            recogniser.begin(partial -> {});
            frames(recogniser, sound);
            recogniser.finish(result::complete);
        });
        return get(result);
    }

    static void frames(Recogniser recogniser, short[] sound) {
        for (int at = 0; at < sound.length; at += 320) {
            short[] frame = Arrays.copyOfRange(sound, at, Math.min(at + 320, sound.length));
            recogniser.accept(frame, frame.length);
        }
    }

    /** Runs on the timeline and waits until it ran, as did all that was due there before. */
    void run(Runnable task) {
        get(CompletableFuture.runAsync(task, loop));
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }
}
