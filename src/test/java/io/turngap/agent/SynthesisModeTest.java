package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Timeline;
import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tiers of hosted synthesis, and phrases that are made to their end first. */
class SynthesisModeTest {

    /** Makes ten chunks of 100 ms, the first after 30 ms, then one each 20 ms; "broken" fails after the third. */
    private static final class Chunked implements Synthesiser {
        @Override
        public Runnable speak(Timeline timeline, String text, Sink sink) {
            List<Timeline.Scheduled> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                short[] chunk = new short[1600];
                chunk[0] = (short) i;
                boolean breaks = text.contains("broken") && i == 3;
                boolean silent = text.contains("broken") && i > 3;
                tasks.add(timeline.after((30 + 20 * i) * 1_000_000L, () -> {
                    if (breaks) {
                        sink.failed("it is broken");
                    } else if (!silent) {
                        sink.audio(chunk);
                    }
                }));
            }
            if (!text.contains("broken")) {
                tasks.add(timeline.after(210_000_000, sink::done));
            }
            return () -> tasks.forEach(Timeline.Scheduled::cancel);
        }

        @Override
        public String name() {
            return "chunked";
        }

        @Override
        public void close() {}
    }

    /** When each chunk came, ms after the request, and what ended it. */
    private static final class Taken implements Synthesiser.Sink {
        private final VirtualTimeline timeline;
        private final long from;
        final List<Long> ms = new ArrayList<>();
        final List<Integer> chunks = new ArrayList<>();
        String end = "";

        Taken(VirtualTimeline timeline) {
            this.timeline = timeline;
            this.from = timeline.nowNanos();
        }

        @Override
        public void audio(short[] samples) {
            assertEquals("", end, "nothing follows the end");
            ms.add((timeline.nowNanos() - from) / 1_000_000);
            chunks.add((int) samples[0]);
        }

        @Override
        public void done() {
            end += "done";
        }

        @Override
        public void failed(String why) {
            end += why;
        }
    }

    private static Taken speak(Synthesiser voice, VirtualTimeline timeline, String text) {
        Taken taken = new Taken(timeline);
        voice.speak(timeline, text, taken);
        timeline.runAll(1_000);
        return taken;
    }

    private static Synthesiser voice(String tts) {
        return Composition.synthesiser(new Chunked(), Stage.config("{'tts': " + tts + "}"));
    }

    private static long[] firstBytes(Synthesiser voice, int count) {
        VirtualTimeline timeline = new VirtualTimeline();
        long[] ms = new long[count];
        for (int i = 0; i < count; i++) {
            ms[i] = speak(voice, timeline, "hello").ms.getFirst();
        }
        return ms;
    }

    @Test
    void theEngineAloneIsLeftAsItIs() {
        assertEquals(
                List.of(30L, 50L, 70L, 90L, 110L, 130L, 150L, 170L, 190L, 210L),
                speak(voice("{}"), new VirtualTimeline(), "hello").ms);
        assertEquals("chunked", voice("{}").name());
    }

    @Test
    void aTierDelaysTheFirstByteAndKeepsTheRest() {
        Taken taken = speak(voice("{'tier': 'standard'}"), new VirtualTimeline(), "hello");
        long first = taken.ms.getFirst();
        assertTrue(first > 60 && first < 400, "first byte at " + first);
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), taken.chunks, "in order");
        assertEquals(180, taken.ms.getLast() - first, 1, "never faster than made");
        assertEquals("done", taken.end);
    }

    @Test
    void tiersAreAsFastAsTheArticleSays() {
        long[] fastest = firstBytes(voice("{'tier': 'fastest'}"), 2_000);
        long[] standard = firstBytes(voice("{'tier': 'standard'}"), 2_000);
        long[] neural = firstBytes(voice("{'tier': 'neural'}"), 2_000);
        for (long[] ms : List.of(fastest, standard, neural)) {
            Arrays.sort(ms);
        }
        assertEquals(40, fastest[100], 3);
        assertEquals(100, fastest[1_900], 5);
        assertEquals(100, standard[100], 5);
        assertEquals(250, standard[1_900], 12);
        assertEquals(141, neural[1_000] - standard[1_000], 15, "the price of a better voice");
    }

    @Test
    void aWholePhraseIsAwaitedAndCostsItsLength() {
        Taken engine = speak(voice("{'streaming': false}"), new VirtualTimeline(), "hello");
        assertEquals(210, engine.ms.getFirst(), "made by the engine to its end");
        assertEquals(210, engine.ms.getLast(), "then sent at once");
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), engine.chunks);
        assertEquals("done", engine.end);
        Synthesiser made = new WholeSynthesiser(new Chunked(), 0.5);
        assertEquals(30 + 500, speak(made, new VirtualTimeline(), "hello").ms.getFirst(), "0.5 of 1 s, modelled");
        assertTrue(made.modelled());
    }

    @Test
    void tierAndWholePhraseAddUp() {
        Synthesiser whole = new WholeSynthesiser(voice("{'tier': 'neural'}"), 0.2).forCall(4);
        Synthesiser streamed = voice("{'tier': 'neural'}").forCall(4);
        assertEquals(firstBytes(streamed, 1)[0] + 200, firstBytes(whole, 1)[0], 1, "the same draw and 0.2 of 1 s");
    }

    @Test
    void failureComesAfterWhatWasMade() {
        Taken tiered = speak(voice("{'tier': 'standard'}"), new VirtualTimeline(), "broken");
        assertEquals(List.of(0, 1, 2), tiered.chunks);
        assertEquals("it is broken", tiered.end);
        Taken whole = speak(voice("{'streaming': false}"), new VirtualTimeline(), "broken");
        assertEquals(List.of(), whole.chunks, "what was not finished is not sent");
        assertEquals("it is broken", whole.end);
    }

    @Test
    void nothingComesAfterCancel() {
        for (String tts :
                List.of("{'tier': 'standard'}", "{'streaming': false}", "{'tier': 'neural', 'streaming': false}")) {
            for (int ms : new int[] {1, 40, 215, 260}) {
                VirtualTimeline timeline = new VirtualTimeline();
                Taken taken = new Taken(timeline);
                Runnable cancel = voice(tts).speak(timeline, "hello", taken);
                timeline.runUntil(ms * 1_000_000L);
                int before = taken.chunks.size();
                String end = taken.end;
                cancel.run();
                timeline.runAll(1_000);
                assertEquals(before, taken.chunks.size(), tts + " at " + ms);
                assertEquals(end, taken.end);
            }
        }
    }

    @Test
    void theSameSeedAndCallTakeTheSameTime() {
        Synthesiser voice = voice("{'tier': 'standard'}");
        long[] first = firstBytes(voice.forCall(3), 20);
        assertEquals(Arrays.toString(first), Arrays.toString(firstBytes(voice.forCall(3), 20)));
        assertNotEquals(Arrays.toString(first), Arrays.toString(firstBytes(voice.forCall(4), 20)));
    }

    @Test
    void aTierShowsInTheTurnAndIsCalledModelled() {
        Stage plain = new Stage("{}", "where is my order");
        Stage tiered = new Stage("{'tts': {'tier': 'standard'}}", "where is my order");
        for (Stage stage : List.of(plain, tiered)) {
            stage.speech(400).silence(3000);
        }
        assertEquals(plain.msOf("tts.request"), tiered.msOf("tts.request"));
        assertTrue(tiered.msOf("tts.first_byte") - plain.msOf("tts.first_byte") > 50, tiered.log::toString);
        assertEquals(
                new Kit.About("tone, latency of tier standard", true),
                tiered.call.about().get("tts"));
        assertEquals(new Kit.About("tone", false), plain.call.about().get("tts"));
    }

    @Test
    void aTierThatDoesNotExistIsRefused() {
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class, () -> ModelFigures.get().tts("golden"));
        assertTrue(error.toString().contains("golden"), error.toString());
    }
}
