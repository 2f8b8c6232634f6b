package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.sound.Speech;
import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told in words is decided as what is heard in frames: the same agent, the same instants. */
class ModelledEarTest {

    private static final long MS = 1_000_000;

    @Test
    void aTurnEndsWhereItEndsWithSound() {
        Stage sound = new Stage("{}", "where is my order");
        sound.silence(100).speech(900).silence(2_000);

        Told told = new Told("{}");
        told.call.said(Speech.of("where is my order", 900), 100 * MS, LongUnaryOperator.identity());
        told.timeline.runUntil(3_000 * MS);

        for (String what : List.of("agent.speech_end", "agent.turn_end", "started 1", "ended 1")) {
            assertEquals(sound.msOf(what), told.msOf(what), what);
        }
        assertTrue(told.log.stream().anyMatch(line -> line.contains("heard 1 where is my order")), told.log.toString());
    }

    @Test
    void aPauseLongerThanTheSilenceMakesTwoHalfTurnsAndTheirWordsAreAnsweredTogether() {
        Told told = new Told("{'llm': {'latency': {'distribution': 'constant', 'median_ms': 3000}}}");
        Speech hesitating = new Speech(List.of(
                new Speech.Part("my order number is", 1_000, 1_500), new Speech.Part("four two seven one", 1_000, 0)));
        told.call.said(hesitating, 0, LongUnaryOperator.identity());
        told.timeline.runUntil(12_000 * MS);

        assertEquals(2, told.count("ended"));
        assertEquals(1_500, told.msOf("ended 1"));
        assertTrue(
                told.log.stream().anyMatch(line -> line.contains("heard 1 my order number is")), told.log.toString());
        assertTrue(
                told.log.stream().anyMatch(line -> line.contains("heard 2 four two seven one")), told.log.toString());
        assertEquals(1, told.count("tool.start"));
    }

    @Test
    void enoughSpeechStopsTheAgentAndLessDoesNot() {
        for (long speechMs : new long[] {200, 600}) {
            Told told = new Told("{'greeting': {'enabled': true}}");
            told.call.start();
            told.call.said(Speech.of("wait stop", speechMs), 500 * MS, LongUnaryOperator.identity());
            told.timeline.runUntil(1_400 * MS);

            assertEquals(speechMs > 300 ? 1 : 0, told.count("started"), speechMs + " ms of speech");
            if (speechMs > 300) {
                assertEquals(800, told.msOf("started"));
            }
        }
    }

    @Test
    void aTurnThatIsTooLongIsCutWithTheWordsSaidByThen() {
        Told told = new Told("{'endpointing': {'max_turn_ms': 1000}}");
        told.call.said(Speech.of("one two three four five six seven eight", 4_000), 0, LongUnaryOperator.identity());
        told.timeline.runUntil(6_000 * MS);

        assertEquals(1_000, told.msOf("ended 1"));
        String first = told.log.stream()
                .filter(line -> line.contains("heard 1 "))
                .findFirst()
                .orElseThrow();
        assertTrue(first.contains("one") && !first.contains("eight"), first);
    }

    @Test
    void aSlowWayDelaysAllThatIsHeard() {
        Told near = new Told("{}");
        Told far = new Told("{}");
        near.call.said(Speech.of("hello", 500), 0, LongUnaryOperator.identity());
        far.call.said(Speech.of("hello", 500), 0, at -> at + 80 * MS);
        near.timeline.runUntil(3_000 * MS);
        far.timeline.runUntil(3_000 * MS);

        assertEquals(80, far.msOf("agent.speech_end") - near.msOf("agent.speech_end"));
        assertEquals(80, far.msOf("agent.turn_end") - near.msOf("agent.turn_end"));
    }

    /** Chunks, transport and distance hold up frames that have no sound as they hold up those that have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'audio': {'chunk_ms': 100}}",
                "{'audio': {'chunk_ms': 200}, 'network': {'caller': 'us-east', 'agent': 'europe'}}",
                "{'network': {'transport': 'udp', 'jitter_buffer_ms': 60}}",
                "{'network': {'transport': 'tcp', 'loss_rate': 0.1, 'jitter_ms': 8}}",
                "{'audio': {'chunk_ms': 60}, 'network': {'transport': 'tcp', 'loss_rate': 0.2, 'jitter_ms': 20,"
                        + " 'caller': 'us-west', 'agent': 'us-east'}}"
            })
    void theWayToTheEarsIsTheSameWithAndWithoutSound(String config) {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int call = 0; call < 12; call++) {
            long speechMs = 500 + 20 * call;
            Stage sound = new Stage(call, config, "where is my order");
            sound.silence(100).speech(speechMs).silence(4_000);

            Told told = new Told(call, Stage.config(config), Kit.modelled(Stage.config(config)));
            told.call.said(Speech.of("where is my order", speechMs), 100 * MS, LongUnaryOperator.identity());
            told.timeline.runUntil(6_000 * MS);

            for (String what : List.of("agent.speech_end", "agent.turn_end")) {
                assertEquals(sound.msOf(what), told.msOf(what), what + " of call " + call);
            }
            long late = told.msOf("agent.speech_end") - 100 - speechMs;
            least = Math.min(least, late);
            most = Math.max(most, late);
        }
        assertTrue(least >= 0 && most >= 60, "the way costs " + least + " to " + most + " ms");
    }

    /** The cleaned sound lies 10 ms behind: a last word that ends with its frame reaches into the next, one that ends before does not. */
    @Test
    void noiseSuppressionPutsTheLastWordIntoALaterFrame() {
        assertEquals(20, suppressedMs(900) - suppressedMs(890));
        assertEquals(1_000, suppressedMs(890));
    }

    private static long suppressedMs(long speechMs) {
        Told told = new Told("{'audio': {'noise_suppression': true}}");
        told.call.said(Speech.of("where is my order", speechMs), 100 * MS, LongUnaryOperator.identity());
        told.timeline.runUntil(3_000 * MS);
        return told.msOf("agent.speech_end");
    }

    @Test
    void batchRecognitionTakesTheLongerTheMoreWasSaid() {
        long[] batch = new long[2];
        long[] streaming = new long[2];
        for (int i = 0; i < 2; i++) {
            Speech speech = Speech.of("where is my order", i == 0 ? 500 : 4_500);
            batch[i] = sttMs("{'stt': {'streaming': false}}", speech);
            streaming[i] = sttMs("{}", speech);
        }
        assertEquals(streaming[0], streaming[1]);
        double factor = ModelFigures.get().stt().batchRealTimeFactor();
        assertTrue(Math.abs(batch[1] - batch[0] - 4_000 * factor) <= 1, batch[1] + " and " + batch[0]);
        assertTrue(batch[1] > streaming[1], batch[1] + " > " + streaming[1]);
    }

    /** With the model a turn that sounds complete ends sooner and one that does not later, by the formula. */
    @Test
    void theModelOfTheEndOfTurnDecidesHowLongIsWaited() {
        assertEquals(240, waitedMs("thanks"));
        assertEquals(1_200, waitedMs("and"));
    }

    private static long waitedMs(String words) {
        AgentConfig config =
                Stage.config("{'endpointing': {'model': true, 'complete_ms': 240, 'incomplete_ms': 1200}}");
        Kit kit = Kit.modelled(config);
        Kit judged =
                new Kit(kit.vad(), kit.stt(), kit.llm(), kit.tool(), kit.tts(), kit.answers(), new EndOfTurn.Engine() {
                    @Override
                    public EndOfTurn open() {
                        return new EndOfTurn() {
                            @Override
                            public void frame(short[] samples, boolean speech) {}

                            @Override
                            public void begin() {}

                            @Override
                            public double complete(String heard, long silentMs) {
                                return heard.equals("thanks") ? 1 : 0;
                            }
                        };
                    }

                    @Override
                    public String name() {
                        return "scripted";
                    }
                });
        Told told = new Told(config, judged);
        told.call.said(new Speech(List.of(new Speech.Part(words, 500, 0))), 0, LongUnaryOperator.identity());
        told.timeline.runUntil(4_000 * MS);
        return told.msOf("agent.turn_end") - told.msOf("agent.speech_end");
    }

    private static long sttMs(String config, Speech speech) {
        Told told = new Told(config);
        told.call.said(speech, 0, LongUnaryOperator.identity());
        told.timeline.runUntil(9_000 * MS);
        return told.msOf("stt.final") - told.msOf("agent.turn_end");
    }

    /** One call that is told words. */
    private static final class Told implements AgentEvents {
        final VirtualTimeline timeline = new VirtualTimeline();
        final List<String> log = new ArrayList<>();
        final AgentCall call;

        Told(String config) {
            this(Stage.config(config), Kit.modelled(Stage.config(config)));
        }

        Told(AgentConfig config, Kit kit) {
            this(0, config, kit);
        }

        Told(long index, AgentConfig config, Kit kit) {
            call = new AgentCall(index, timeline, config, kit, this);
        }

        long msOf(String what) {
            return log.stream()
                    .filter(line -> line.substring(line.indexOf(' ') + 1).startsWith(what))
                    .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + what + " in " + log));
        }

        long count(String what) {
            return log.stream()
                    .filter(line -> line.substring(line.indexOf(' ') + 1).startsWith(what))
                    .count();
        }

        private void note(String what) {
            log.add(timeline.nowNanos() / MS + " " + what);
        }

        @Override
        public void speechStarted(int turn, long streamMs) {
            note("started " + turn + " at " + streamMs);
        }

        @Override
        public void turnEnded(int turn, long streamMs) {
            note("ended " + turn);
        }

        @Override
        public void transcript(int turn, String text) {
            note("heard " + turn + " " + text);
        }

        @Override
        public void replyStarted(int reply) {}

        @Override
        public void text(int reply, String piece) {}

        @Override
        public void audio(int reply, short[] samples) {}

        @Override
        public void answer(int reply) {}

        @Override
        public void replyEnded(int reply, Ending ending) {}

        @Override
        public void milestone(String name, long atNanos) {
            log.add(atNanos / MS + " " + name);
        }

        @Override
        public void trouble(String what) {}
    }
}
