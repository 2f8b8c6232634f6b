package io.turngap.agent;

import io.turngap.sound.Fixtures;
import io.turngap.sound.Pcm;
import io.turngap.time.RealTimeline;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Has every engine do its work before the first caller comes, who would otherwise wait for Java's compiler, for tables filled on first use
 * and for pages never touched: up to a second and a half a turn.
 *
 * <p>Each decoder hears a piece of a bundled utterance, each voice speaks, and the speech detector listens, all at the same time and faster than real
 * time. Decoders and voices are lent in turn, longest unused first, so that as many pieces of work as there are of them reach every one.
 */
final class WarmUp {

    /** What each recogniser hears. Ten times this is enough for the compiler, which has had its say after some seconds of sound. */
    private static final int HEARD_SAMPLES = 4 * Pcm.RATE_HZ / 5;

    /** At least as many as any synthesiser has voices. */
    static final int PHRASES = 8;

    /** Recognisers beyond those that {@code auto} gives to the costly engine, so that the cheap one gets some too. */
    static final int MORE_STREAMS = 2;

    private static final long PATIENCE_SECONDS = 30;
    private static final long SEED = 1;

    private final Kit kit;
    private final Timeline timeline;
    private final CountDownLatch left;

    private WarmUp(Kit kit, Timeline timeline, int pieces) {
        this.kit = kit;
        this.timeline = timeline;
        this.left = new CountDownLatch(pieces);
    }

    /**
     * Warms {@code kit} up; blocks until that is done, at most {@value #PATIENCE_SECONDS} s.
     *
     * @param recognisers how many utterances are heard
     * @param spoken how many texts are spoken
     * @param phrases what is said word for word in many calls, for a synthesiser that keeps sound
     * @return whether all engines answered in time
     */
    static boolean run(Kit kit, int recognisers, int spoken, List<String> phrases, Fixtures fixtures, Path folder) {
        List<short[]> sounds = sounds(fixtures, folder, Math.max(1, recognisers));
        ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("warm-up").daemon().factory());
        try {
            WarmUp work = new WarmUp(kit, new RealTimeline(loop), recognisers + spoken + 2);
            loop.execute(() -> {
                sounds.stream().limit(recognisers).forEach(work::hear);
                for (int i = 0; i < spoken; i++) {
                    work.speak("Order four two seven one arrives on tuesday.");
                }
                kit.tts().prepare(work.timeline, phrases, work.left::countDown);
                work.listen(sounds.getFirst());
            });
            return work.left.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            loop.shutdownNow();
        }
    }

    private void hear(short[] sound) {
        Recogniser recogniser = kit.stt().open(timeline);
        recogniser.begin(partial -> {});
        for (short[] frame : frames(sound)) {
            recogniser.accept(frame, frame.length);
        }
        recogniser.finish(words -> {
            recogniser.close();
            left.countDown();
        });
    }

    private void speak(String text) {
        kit.tts().speak(timeline, text, new Synthesiser.Sink() {
            @Override
            public void audio(short[] samples) {}

            @Override
            public void done() {
                left.countDown();
            }

            @Override
            public void failed(String why) {
                left.countDown();
            }
        });
    }

    private void listen(short[] sound) {
        try (VoiceActivity detector = kit.vad().open()) {
            for (short[] frame : frames(sound)) {
                detector.accept(frame);
            }
        } finally {
            left.countDown();
        }
    }

    private static List<short[]> frames(short[] sound) {
        List<short[]> frames = new ArrayList<>();
        for (int at = 0; at + Pcm.FRAME_SAMPLES <= sound.length; at += Pcm.FRAME_SAMPLES) {
            frames.add(Arrays.copyOfRange(sound, at, at + Pcm.FRAME_SAMPLES));
        }
        return frames;
    }

    /** Some fixtures, spread over all of them, again from the first when there are too few. */
    private static List<short[]> sounds(Fixtures fixtures, Path folder, int count) {
        List<String> ids = fixtures.entries().stream().map(entry -> entry.id()).toList();
        List<short[]> sounds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = ids.get((int) ((long) i * Math.max(1, ids.size() / count) % ids.size()));
            short[] all = fixtures.utterance(id, folder, Optional.empty(), Optional.empty(), new Seeds(SEED).random())
                    .sound()
                    .samples();
            sounds.add(Arrays.copyOf(all, Math.min(all.length, HEARD_SAMPLES)));
        }
        return sounds;
    }
}
