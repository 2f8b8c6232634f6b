package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Timeline;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** L23. The words are there at 930; the fallback phrase has 48 characters. */
class FallbackTest {

    private static final String SORRY = "Sorry, that took too long. Please say it again.";

    /** A model that does as it is told in the first turn, and is itself afterwards. */
    private static Stage played(String config, BiConsumer<Timeline, Llm.Sink> first) {
        return new Stage(
                        0,
                        config,
                        kit -> new Kit(kit.vad(), kit.stt(), new Failing(kit.llm(), first), kit.tool(), kit.tts()),
                        "where is my order",
                        "thank you")
                .speech(400)
                .silence(9_000)
                .speech(400)
                .silence(4_000);
    }

    private record Failing(Llm.Engine engine, BiConsumer<Timeline, Llm.Sink> first) implements Llm.Engine {
        @Override
        public Llm open(long call) {
            Llm own = engine.open(call);
            return (timeline, prompt, sink) -> {
                if (prompt.turn() > 1) {
                    return own.ask(timeline, prompt, sink);
                }
                first.accept(timeline, sink);
                return () -> {};
            };
        }

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public boolean modelled() {
            return true;
        }
    }

    /** Makes no sound of anything but the fallback. */
    record Hoarse(Synthesiser voice) implements Synthesiser {
        @Override
        public Runnable speak(Timeline timeline, String text, Sink sink) {
            if (!text.equals(SORRY)) {
                Timeline.Scheduled task = timeline.after(10_000_000, sink::done);
                return task::cancel;
            }
            return voice.speak(timeline, text, sink);
        }

        @Override
        public String name() {
            return "hoarse";
        }

        @Override
        public void close() {}
    }

    private static void goesOn(Stage stage) {
        assertEquals(1, stage.count("over 1 COMPLETED"), stage.log::toString);
        assertEquals("You are welcome.", stage.said(2));
    }

    /** Hears nothing in the first turn, for it fails, and is itself afterwards. */
    private record Deafened(Recogniser.Engine ear) implements Recogniser.Engine {
        @Override
        public Recogniser open(Timeline timeline) {
            Recogniser own = ear.open(timeline);
            return new Recogniser() {
                private boolean failed;

                @Override
                public void begin(Consumer<Transcript> partials) {
                    own.begin(partials);
                }

                @Override
                public void accept(short[] samples, int count) {
                    own.accept(samples, count);
                }

                @Override
                public void finish(Consumer<Transcript> result) {
                    own.finish(heard -> {
                        Transcript told = failed ? heard : Transcript.failure();
                        failed = true;
                        result.accept(told);
                    });
                }

                @Override
                public void cancel() {
                    own.cancel();
                }

                @Override
                public void close() {
                    own.close();
                }
            };
        }

        @Override
        public String name() {
            return "deafened";
        }

        @Override
        public void close() {}
    }

    @Test
    void recognitionThatFailsIsExcusedAndNotTakenForSilence() {
        Stage stage = new Stage(
                        0,
                        "{}",
                        kit -> new Kit(kit.vad(), new Deafened(kit.stt()), kit.llm(), kit.tool(), kit.tts()),
                        "where is my order",
                        "thank you")
                .speech(400)
                .silence(9_000)
                .speech(400)
                .silence(4_000);
        assertEquals(1, stage.count("lever fallback stt failed"), stage.log::toString);
        assertEquals(SORRY, stage.said(1));
        goesOn(stage);
    }

    @Test
    void aModelThatSaysNothingIsGivenUp() {
        Stage stage = played("{'llm': {'timeout_ms': 700}}", (timeline, sink) -> {});
        assertEquals(930 + 700, stage.msOf("lever fallback llm timed out"));
        assertEquals(930 + 700 + 10, stage.msOf("audio 1"));
        assertEquals(SORRY, stage.said(1));
        assertFalse(stage.log.contains("1630 llm.first_token"), stage.log::toString);
        goesOn(stage);
    }

    @Test
    void aModelThatStopsHalfWayIsHeardAndThenExcused() {
        Stage stage = played("{'llm': {'timeout_ms': 700}}", (timeline, sink) -> {
            timeline.after(200_000_000, () -> sink.token("One moment I"));
            timeline.after(600_000_000, () -> sink.token(" have"));
            timeline.after(3_000_000_000L, () -> sink.token(" it."));
        });
        assertEquals(
                930 + 600 + 700, stage.msOf("lever fallback llm timed out"), "patience begins anew with each token");
        assertEquals("One moment I have " + SORRY, stage.said(1), "and what comes too late is not said");
        assertEquals("One moment I have".length() * 50 * 16L + SORRY.length() * 50 * 16L, stage.samples(0, 9_000));
        goesOn(stage);
    }

    @Test
    void aReplyThatBreaksOffIsHeardAndThenExcused() {
        Stage stage = played(
                "{}",
                (timeline, sink) -> timeline.after(100_000_000, () -> {
                    sink.token("It is");
                    sink.failed("the stream ended in the middle");
                }));
        assertEquals("It is " + SORRY, stage.said(1));
        assertEquals(1, stage.count("lever fallback llm failed"));
        assertEquals(1, stage.count("trouble the language model failed: the stream ended in the middle"));
        goesOn(stage);
    }

    @Test
    void aModelThatFailsOrEndsAtOnceDoesNoHarm() {
        Stage failed = played("{}", (timeline, sink) -> sink.failed("status 500"));
        assertEquals(SORRY, failed.said(1));
        goesOn(failed);
        Stage empty = played("{}", (timeline, sink) -> sink.done());
        assertEquals(1, empty.count("lever fallback llm said nothing"));
        goesOn(empty);
        Stage awaited =
                played("{'llm': {'streaming': false, 'timeout_ms': 500}}", (timeline, sink) -> sink.token("Half"));
        assertEquals("Half " + SORRY, awaited.said(1));
        goesOn(awaited);
    }

    @Test
    void whereThereIsNoFallbackThereIsSilence() {
        Stage stage = played("{'fallback': {'enabled': false}, 'llm': {'timeout_ms': 700}}", (timeline, sink) -> {});
        assertEquals("", stage.said(1));
        assertEquals(0, stage.count("lever fallback"));
        goesOn(stage);
    }

    @Test
    void aRecogniserThatNeverAnswersIsNotAskedAbout() {
        Stage stage = new Stage("{'stt': {'timeout_ms': 800}}", "never", "thank you");
        stage.speech(400).silence(6_000).speech(400).silence(3_000);
        assertEquals(900 + 800, stage.msOf("lever fallback stt timed out"));
        assertFalse(stage.log.contains("1700 llm.request"), "the model cannot help");
        goesOn(stage);
    }

    @Test
    void aVoiceThatMakesNoSoundIsExcusedFromWhatIsKept() {
        Stage stage = new Stage(
                0,
                "{}",
                kit -> new Kit(kit.vad(), kit.stt(), kit.llm(), kit.tool(), new Hoarse(kit.tts())),
                "recommend a restaurant");
        stage.speech(400).silence(6_000);
        assertEquals(1, stage.count("lever fallback tts failed"));
        assertEquals(SORRY.length() * 50 * 16L, stage.samples(0, 9_000), "once, and nothing of the rest");
        assertEquals(1, stage.count("over 1 COMPLETED"));
    }

    @Test
    void aVoiceThatFailsAtTheFallbackTooEndsTheReply() {
        Stage stage = played("{'fallback': {'text': 'broken too'}}", (timeline, sink) -> {
            sink.token("broken");
            sink.done();
        });
        assertEquals(2, stage.count("trouble speech synthesis gave a phrase up: it is broken"));
        goesOn(stage);
    }

    @Test
    void aToolThatHangsIsToldOfByTheModel() {
        Stage stage = new Stage(
                "{'tools': {'timeout_ms': 700, 'lookup_order': {'hang': true}}}",
                "my order number is four two seven one");
        stage.speech(400).silence(6_000);
        assertEquals(1, stage.count("lever fallback tool timed out"));
        assertTrue(stage.said(1).endsWith("Sorry, our system is slow. Please try again later."), stage.said(1));
    }
}
