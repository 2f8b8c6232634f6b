package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Batch and streaming recognition, and the modelled latency of a hosted one. */
class RecognitionModeTest {

    /** Takes 0.25 s a second of sound from when it was given, tells a partial at each frame, and knows how much it heard. */
    private static final class Slow implements Recogniser.Engine {
        private static final double RTF = 0.25;

        @Override
        public Recogniser open(Timeline timeline) {
            return new Recogniser() {
                private Consumer<Transcript> partials = ignored -> {};
                private long doneNanos;
                private int samples;
                private Timeline.Scheduled task = () -> {};

                @Override
                public void begin(Consumer<Transcript> to) {
                    partials = to;
                    doneNanos = timeline.nowNanos();
                    samples = 0;
                }

                @Override
                public void accept(short[] more, int count) {
                    samples += count;
                    doneNanos = Math.max(doneNanos, timeline.nowNanos()) + Math.round(RTF * count * 62_500);
                    partials.accept(new Transcript(samples + " samples", 0.5));
                }

                @Override
                public void finish(Consumer<Transcript> result) {
                    task = timeline.at(doneNanos, () -> result.accept(new Transcript(samples + " samples", 1)));
                }

                @Override
                public void cancel() {
                    task.cancel();
                }

                @Override
                public void close() {
                    task.cancel();
                }
            };
        }

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public void close() {}
    }

    /** What one utterance came to. */
    private record Heard(String text, long latencyMs, int partials) {}

    private static Heard say(Recogniser ear, VirtualTimeline timeline, int frames) {
        List<Recogniser.Transcript> partials = new ArrayList<>();
        List<Heard> heard = new ArrayList<>();
        ear.begin(partials::add);
        short[] frame = new short[320];
        for (int i = 0; i < frames; i++) {
            timeline.runUntil(timeline.nowNanos() + 20_000_000);
            ear.accept(frame, frame.length);
        }
        long end = timeline.nowNanos();
        ear.finish(result ->
                heard.add(new Heard(result.text(), (timeline.nowNanos() - end) / 1_000_000, partials.size())));
        timeline.runUntil(end + 60_000_000_000L);
        assertEquals(1, heard.size(), "one result");
        return heard.getFirst();
    }

    private static Recogniser.Engine engine(String stt) {
        return Composition.recogniser(new Slow(), Stage.config("{'stt': " + stt + "}"));
    }

    private static List<Heard> said(Recogniser.Engine engine, long call, int times) {
        VirtualTimeline timeline = new VirtualTimeline();
        Recogniser ear = engine.open(timeline, call);
        List<Heard> heard = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            heard.add(say(ear, timeline, 100));
        }
        ear.close();
        return heard;
    }

    @Test
    void batchWaitsForTheWholeUtteranceAndHasNoPartials() {
        assertEquals(List.of(new Heard("32000 samples", 5, 100)), said(engine("{}"), 0, 1), "a frame is left to do");
        assertEquals(
                List.of(new Heard("32000 samples", 500, 0), new Heard("32000 samples", 500, 0)),
                said(engine("{'streaming': false}"), 0, 2),
                "2 s at 0.25");
    }

    @Test
    void batchShowsInTheTurn() {
        Stage stage = new Stage("{'stt': {'streaming': false}}", "hello");
        stage.speech(400).silence(1000);
        assertEquals(List.of(1), stage.words.framesHeard, "all at once");
        assertEquals(930, stage.msOf("stt.final"));
    }

    @Test
    void batchKeepsNoMoreThanItsBound() {
        VirtualTimeline timeline = new VirtualTimeline();
        Recogniser ear = engine("{'streaming': false}").open(timeline, 0);
        List<String> heard = new ArrayList<>();
        ear.begin(partial -> {});
        short[] minute = new short[60 * 16_000];
        for (int i = 0; i < 4; i++) {
            ear.accept(minute, minute.length);
        }
        ear.finish(result -> heard.add(result.text()));
        timeline.runAll(10);
        assertEquals(List.of(BatchRecogniser.MOST_SAMPLES + " samples"), heard);
    }

    @Test
    void anUtteranceThatIsThrownAwayIsForgotten() {
        for (String mode : List.of("{'streaming': false}", "{'modelled': true}")) {
            VirtualTimeline timeline = new VirtualTimeline();
            Recogniser ear = engine(mode).open(timeline, 0);
            List<String> wrong = new ArrayList<>();
            ear.begin(partial -> {});
            ear.accept(new short[320], 320);
            ear.finish(result -> wrong.add(result.text()));
            ear.cancel();
            assertEquals("32000 samples", say(ear, timeline, 100).text());
            assertEquals(List.of(), wrong, mode);
        }
    }

    @Test
    void aHostedRecogniserTakesItsModelledTime() {
        Recogniser.Engine streaming = engine("{'modelled': true}");
        assertTrue(streaming.modelled());
        assertFalse(engine("{'streaming': false}").modelled());
        long[] ms = said(streaming, 3, 2_000).stream()
                .mapToLong(Heard::latencyMs)
                .sorted()
                .toArray();
        assertEquals(141, ms[1_000], 4, "median of 100 to 200 ms");
        assertEquals(100, ms[100], 4, "5th percentile");
        assertEquals(200, ms[1_900], 8, "95th percentile");
    }

    @Test
    void aHostedBatchTakesLongerForLongerSpeech() {
        Recogniser.Engine engine = BatchRecogniser.of(new Doubles.Words());
        ModelFigures.Stt figures = new ModelFigures.Stt(Latency.constant(100), Latency.constant(200), 0.05);
        Recogniser.Engine modelled = ModelledRecognition.of(engine, figures, false, new Seeds(1));
        VirtualTimeline timeline = new VirtualTimeline();
        Recogniser ear = modelled.open(timeline, 0);
        assertEquals(200 + 100, say(ear, timeline, 100).latencyMs(), "2 s");
        assertEquals(200 + 500, say(ear, timeline, 500).latencyMs(), "10 s");
    }

    @Test
    void anEngineThatIsSlowerIsNotSpedUp() {
        assertEquals(
                500,
                said(engine("{'streaming': false, 'modelled': true}"), 0, 3).stream()
                        .mapToLong(Heard::latencyMs)
                        .max()
                        .orElseThrow());
    }

    @Test
    void theSameSeedAndCallTakeTheSameTime() {
        Recogniser.Engine engine = engine("{'modelled': true}");
        List<Heard> first = said(engine, 7, 20);
        assertEquals(first, said(engine, 7, 20));
        assertFalse(first.equals(said(engine, 8, 20)), "another call");
    }
}
