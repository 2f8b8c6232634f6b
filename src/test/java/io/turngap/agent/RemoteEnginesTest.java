package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Services that stand away from the agent: what each hop costs, in which stage, and that nothing gets lost or out of order on the way. */
class RemoteEnginesTest {

    private static final String HERE = "{'network': {'agent': 'us-east', 'stt': 'us-east'}}";

    private static Stage turn(long call, String config) {
        Stage stage = new Stage(call, config, "where is my order");
        stage.speech(800).silence(1_500);
        stage.timeline.runUntil(30_000_000_000L);
        return stage;
    }

    private static long ms(Stage stage, String from, String to) {
        return stage.msOf(to) - stage.msOf(from);
    }

    @Test
    void whatStandsWithTheAgentIsNotWrapped() {
        AgentConfig config = Stage.config(HERE);
        Doubles.Words words = new Doubles.Words();
        assertSame(words, RemoteRecogniser.of(words, config));
        Doubles.Voice voice = new Doubles.Voice();
        assertSame(voice, RemoteSynthesiser.of(voice, config));
    }

    @Test
    void eachHopCostsARoundTripInItsOwnStage() {
        Stage here = turn(1, HERE);
        String[][] services = {
            {"stt", "agent.turn_end", "stt.final"},
            {"llm", "llm.request", "llm.first_token"},
            {"tts", "tts.request", "tts.first_byte"}
        };
        for (String[] service : services) {
            Stage away = turn(1, "{'network': {'agent': 'us-east', '" + service[0] + "': 'us-west'}}");
            long added = ms(away, service[1], service[2]) - ms(here, service[1], service[2]);
            assertTrue(added >= 50 && added <= 110, service[0] + ": a round trip of 60 to 80 ms, in 9 of 10; " + added);
            long whole = ms(away, "agent.turn_end", "tts.first_byte") - ms(here, "agent.turn_end", "tts.first_byte");
            assertEquals(added, whole, 20, service[0] + ": and no other stage is slower");
            assertEquals(here.said(1), away.said(1));
        }
    }

    @Test
    void threeServicesInThreeRegionsCompound() {
        Stage here = turn(3, HERE);
        Stage apart = turn(3, "{'network': {'agent': 'us-east', 'stt': 'us-west', 'llm': 'europe', 'tts': 'asia'}}");
        long added = ms(apart, "agent.turn_end", "tts.first_byte") - ms(here, "agent.turn_end", "tts.first_byte");
        assertTrue(added > 250 && added < 700, "69 + 110 + 194 at the median: " + added);
        assertEquals(
                3,
                Placement.of(Stage.config(
                                        "{'network': {'agent': 'us-east', 'stt': 'us-west', 'llm': 'europe', 'tts': 'asia'}}")
                                .network())
                        .hops());
    }

    @Test
    void aCallHasItsOwnDistanceAndTheSameSeedTheSame() {
        String config = "{'network': {'agent': 'us-east', 'llm': 'europe'}}";
        assertEquals(turn(5, config).log, turn(5, config).log);
        List<Long> firstTokens = new ArrayList<>();
        for (long call = 0; call < 4; call++) {
            firstTokens.add(ms(turn(call, config), "llm.request", "llm.first_token"));
        }
        assertTrue(firstTokens.stream().distinct().count() > 1, firstTokens::toString);
        assertNotEquals(firstTokens.get(0), firstTokens.get(1));
    }

    @Test
    void allTheSoundOfAnUtteranceGetsThere() {
        Stage here = turn(1, HERE);
        Stage away = turn(1, "{'network': {'agent': 'us-east', 'stt': 'asia'}}");
        assertEquals(here.words.framesHeard, away.words.framesHeard);
    }

    @Test
    void aReplyGivenUpOnTheWaySaysNothingMore() {
        Stage stage = new Stage(
                "{'network': {'agent': 'us-east', 'llm': 'asia', 'tts': 'asia'},"
                        + " 'llm': {'latency': {'distribution': 'constant', 'median_ms': 600, 'per_token_ms': 10}}}",
                "hello",
                "no");
        stage.speech(800).silence(800);
        assertEquals(1, stage.count("llm.request"));
        assertEquals(0, stage.count("llm.first_token"));
        stage.speech(600).silence(1_500);
        stage.timeline.runUntil(30_000_000_000L);
        assertEquals(1, stage.count("over 1 INTERRUPTED"));
        assertEquals(0, stage.count("text 1 "));
        assertEquals(0, stage.count("audio 1 "));
        assertFalse(stage.said(2).isEmpty());
    }

    @Test
    void aPartialIsAsOldAsTheWayIsLong() {
        AgentConfig config = Stage.config("{'network': {'agent': 'us-east', 'stt': 'europe'}}");
        var timeline = new io.turngap.time.VirtualTimeline();
        List<String> log = new ArrayList<>();
        Recogniser.Engine echo = new Echo();
        Recogniser away = RemoteRecogniser.of(echo, config).open(timeline, 7);
        away.begin(partial -> log.add(timeline.nowNanos() / 1_000_000 + " " + partial.text()));
        short[] samples = {1};
        away.accept(samples, 1);
        samples[0] = 2;
        away.accept(samples, 1);
        away.finish(last -> log.add(timeline.nowNanos() / 1_000_000 + " final " + last.text()));
        timeline.runAll(100);
        assertEquals(3, log.size());
        assertTrue(log.get(0).endsWith(" 1") && log.get(1).endsWith(" 2"), "copied, and in order: " + log);
        long ms = Long.parseLong(log.get(0).split(" ")[0]);
        assertTrue(ms >= 70 && ms <= 200, log::toString);
        assertTrue(log.get(2).endsWith("final end"));
    }

    /** Says back the first sample of what it is given, at once. */
    private static final class Echo implements Recogniser.Engine {
        @Override
        public Recogniser open(io.turngap.time.Timeline timeline) {
            return new Recogniser() {
                private java.util.function.Consumer<Transcript> partials = partial -> {};

                @Override
                public void begin(java.util.function.Consumer<Transcript> to) {
                    partials = to;
                }

                @Override
                public void accept(short[] samples, int count) {
                    partials.accept(new Transcript(Integer.toString(samples[0]), 1));
                }

                @Override
                public void finish(java.util.function.Consumer<Transcript> result) {
                    result.accept(new Transcript("end", 1));
                }

                @Override
                public void cancel() {}

                @Override
                public void close() {}
            };
        }

        @Override
        public String name() {
            return "echo";
        }

        @Override
        public void close() {}
    }
}
