package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.sound.Audibility;
import io.turngap.sound.OnsetDetector;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FreeTtsTest {

    private static EngineSounds sounds;
    private static FreeTtsSynthesiser voice;

    @BeforeAll
    static void load() {
        sounds = new EngineSounds();
        voice = new FreeTtsSynthesiser(2, 100, 150, true);
    }

    @AfterAll
    static void close() {
        voice.close();
        sounds.close();
    }

    private static final class Taken implements Synthesiser.Sink {
        final List<short[]> chunks = new ArrayList<>();
        final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void audio(short[] samples) {
            chunks.add(samples);
        }

        @Override
        public void done() {
            assertTrue(end.complete(""), "ends once");
        }

        @Override
        public void failed(String why) {
            assertTrue(end.complete(why), "ends once");
        }

        int samples() {
            return chunks.stream().mapToInt(chunk -> chunk.length).sum();
        }
    }

    private static Taken spoken(Synthesiser synthesiser, String text) {
        Taken taken = new Taken();
        synthesiser.speak(sounds.timeline, text, taken);
        EngineSounds.get(taken.end);
        return taken;
    }

    @Test
    void speaksInSmallChunksThatAreSpeech() {
        Taken taken = spoken(voice, "Your order will arrive on Tuesday. Is there anything else?");
        assertEquals("", taken.end.join());
        assertTrue(taken.samples() > 2 * 16_000 && taken.samples() < 8 * 16_000, "samples " + taken.samples());
        assertTrue(taken.chunks.stream().skip(1).allMatch(chunk -> chunk.length <= 512));
        assertTrue(taken.chunks.getFirst().length < 4_000, "the first holds what the cut had to look ahead");
        long loud = taken.chunks.stream()
                .filter(chunk -> {
                    double power = 0;
                    for (short sample : chunk) {
                        power += (double) sample * sample / chunk.length;
                    }
                    return power > 500 * 500;
                })
                .count();
        assertTrue(loud > taken.chunks.size() / 3, loud + " of " + taken.chunks.size());
    }

    @Test
    void theSilenceBeforeSpeechIsCutToTenMillisecondsAndNothingElseIs() {
        FreeTtsSynthesiser untrimmed = new FreeTtsSynthesiser(1, 100, 150, false);
        short[] whole = joined(spoken(untrimmed, "Your order will arrive on Tuesday."));
        untrimmed.close();
        short[] trimmed = joined(spoken(voice, "Your order will arrive on Tuesday."));
        assertTrue(onset(whole) > 1_600, "FreeTTS begins with silence: " + onset(whole));
        assertEquals(160, onset(trimmed), "10 ms are left");
        int cut = whole.length - trimmed.length;
        assertArrayEquals(Arrays.copyOfRange(whole, cut, whole.length), trimmed);
    }

    private static short[] joined(Taken taken) {
        short[] all = new short[taken.samples()];
        int at = 0;
        for (short[] chunk : taken.chunks) {
            System.arraycopy(chunk, 0, all, at, chunk.length);
            at += chunk.length;
        }
        return all;
    }

    /** The first audible sample, by the definition that reports print. */
    private static long onset(short[] sound) {
        List<Long> onsets = new ArrayList<>();
        OnsetDetector detector = new OnsetDetector(Audibility.STANDARD, 100, new OnsetDetector.Listener() {
            @Override
            public void onset(long sample) {
                onsets.add(sample);
            }

            @Override
            public void offset(long lastSample) {}
        });
        detector.accept(sound, 0, sound.length);
        return onsets.getFirst();
    }

    @Test
    void theSameTextSoundsTheSameAlsoWhenManySpeakAtOnce() {
        FreeTtsSynthesiser voices = new FreeTtsSynthesiser(4, 100, 150, true);
        String unknownWords = "Blixor vanterly quombit zebrel nofted grishaw.";
        Taken alone = spoken(voices, unknownWords);
        List<Taken> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Taken taken = new Taken();
            voices.speak(sounds.timeline, unknownWords, taken);
            many.add(taken);
        }
        for (Taken taken : many) {
            EngineSounds.get(taken.end);
            assertEquals(alone.samples(), taken.samples());
        }
        voices.close();
    }

    @Test
    void speedAndPitchAreOptions() {
        FreeTtsSynthesiser slow = new FreeTtsSynthesiser(1, 140, 100, true);
        int samples = spoken(slow, "Good morning.").samples();
        slow.close();
        assertTrue(samples > 1.2 * spoken(voice, "Good morning.").samples());
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> new FreeTtsSynthesiser(1, 1000, 150, true));
        assertTrue(error.toString().contains("50.0 to 400.0"), error.toString());
    }

    @Test
    void nothingComesAfterACancel() {
        PrintStream stderr = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Taken taken = new Taken();
        try {
            sounds.run(
                    () -> voice.speak(sounds.timeline, "This is a long sentence that nobody wants. ".repeat(50), taken)
                            .run());
            spoken(voice, "Yes.");
            spoken(voice, "Yes.");
        } finally {
            System.setErr(stderr);
        }
        sounds.run(() -> {});
        assertEquals(0, taken.samples());
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void emptyTooLongAndClosedEndAtOnce() {
        assertEquals("", spoken(voice, "  ").end.join());
        assertTrue(spoken(voice, "a".repeat(20_000)).end.join().contains("20000 characters"));
        FreeTtsSynthesiser closed = new FreeTtsSynthesiser(1, 100, 150, true);
        closed.close();
        assertTrue(spoken(closed, "Hello").end.join().contains("closed"));
    }
}
