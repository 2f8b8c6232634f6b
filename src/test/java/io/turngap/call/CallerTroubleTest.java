package io.turngap.call;

import static io.turngap.call.Bench.say;
import static io.turngap.call.Bench.ttfa;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.link.Link.Ending.Kind;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.scenario.Step;
import io.turngap.sound.SoundException;
import io.turngap.time.FrameWheel;
import io.turngap.time.TimelineWheel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Agents and networks that misbehave: each call ends by a name, and keeps what was measured. */
class CallerTroubleTest {

    @Test
    void anAgentThatNeverConnectsIsUnreachable() {
        Bench bench = new Bench(agent -> {});
        CallResult result = bench.run(say(500));
        assertEquals(Kind.UNREACHABLE, result.ending());
        assertTrue(result.detail().contains("3000 ms"), result.detail());
        assertTrue(result.connectUs().isEmpty());
        assertTrue(result.failed());
        assertTrue(bench.turns.isEmpty());
    }

    @Test
    void aRefusalIsToldAsItIs() {
        Bench bench = new Bench(agent -> agent.closes(5, Kind.REFUSED, "401 Unauthorized"));
        CallResult result = bench.run(say(500));
        assertEquals(Kind.REFUSED, result.ending());
        assertEquals("401 Unauthorized", result.detail());
    }

    @Test
    void aCallThatBreaksDuringATurnKeepsTheTurnsBeforeAndMarksThisOne() {
        Bench bench = new Bench(agent -> agent.answers()
                .audio(1_000, "r1", 0, 3_200)
                .closes(2_600, Kind.BROKEN, "connection reset after 2590 ms"));
        CallResult result = bench.run(say(500), say(500));
        assertEquals(Outcome.ANSWERED, bench.turn(1).outcome());
        assertEquals(Outcome.ERROR, bench.turn(2).outcome());
        assertEquals("connection reset after 2590 ms", bench.turn(2).detail());
        assertEquals(Kind.BROKEN, result.ending());
        assertTrue(result.failed());
        assertEquals(2, result.turns());
    }

    @Test
    void aReplyRefusedForALimitIsNoSlowTurnAndTheScriptGoesOn() {
        Bench bench = new Bench(agent -> agent.answers()
                .at(1_000, now -> agent.caller.replyFailed(now, true, "429: too many tokens a minute"))
                .audio(2_600, "r2", 0, 3_200));
        CallResult result = bench.run(say(500), say(500));
        Turn limited = bench.turn(1);
        assertEquals(Outcome.RATE_LIMITED, limited.outcome());
        assertEquals("rate limited; 429: too many tokens a minute", limited.detail());
        assertTrue(limited.waitedUs() == null, "it is no missed turn");
        assertEquals(Outcome.ANSWERED, bench.turn(2).outcome());
        long spokeAgainUs = bench.turn(2).startEpochUs() - limited.startEpochUs();
        assertTrue(spokeAgainUs < 1_100_000, "nobody waits for a reply that was refused: " + spokeAgainUs);
        assertTrue(result.completed());
    }

    @Test
    void aReplyThatFailedForAnotherReasonIsWaitedFor() {
        Bench bench = new Bench(agent -> agent.answers()
                .at(1_000, now -> agent.caller.replyFailed(now, false, "server_error: oops"))
                .audio(1_900, "r1", 0, 3_200));
        bench.run(say(500));
        assertEquals(Outcome.ANSWERED, bench.turn(1).outcome());
        assertEquals("server_error: oops", bench.turn(1).detail());
    }

    @Test
    void anAgentThatSaysGoodbyeAndHangsUpIsHeardToItsEndAndTheScriptIsDone() {
        Bench bench = new Bench(
                agent -> agent.answers().audio(1_000, "r1", 0, 32_000).closes(1_100, Kind.AGENT_CLOSED, "code 1000"));
        CallResult result = bench.run(say(500));
        Turn turn = bench.turn(1);
        assertEquals(Outcome.ANSWERED, turn.outcome());
        assertEquals(3_000_000 - 509_938, turn.at(Milestone.AGENT_AUDIO_END).orElseThrow(), 65);
        assertTrue(result.completed());
        assertEquals(Kind.AGENT_CLOSED, result.ending());
    }

    @Test
    void anAgentThatHangsUpBeforeItAnswersHasFailed() {
        Bench bench = new Bench(agent -> agent.answers().closes(1_100, Kind.AGENT_CLOSED, "code 1011"));
        CallResult result = bench.run(say(500));
        assertEquals(Outcome.ERROR, bench.turn(1).outcome());
        assertTrue(result.failed());
    }

    @Test
    void anAgentThatAnswersWithoutEndIsHungUpOnAtTheLimitOfACall() {
        Bench bench = new Bench(agent -> agent.answers().live(1_000, 70_000, "r1"));
        CallResult result = bench.run(say(500), say(500));
        assertEquals(Kind.HUNG_UP, result.ending());
        assertTrue(result.detail().contains("60000 ms"), result.detail());
        assertTrue(result.failed());
        assertEquals(Outcome.ANSWERED, bench.turn(1).outcome());
        assertTrue(bench.turn(1).detail().contains("60000 ms"), bench.turn(1).detail());
        assertEquals(490_063, ttfa(bench.turn(1)));
    }

    @Test
    void anAgentThatFloodsIsHungUpOnBeforeMemoryRunsOut() {
        Bench bench = new Bench(agent -> {
            agent.answers();
            for (int i = 0; i < 2_000; i++) {
                agent.audio(1_000 + i * 0.1, "r1", 0, 16_000);
            }
        });
        CallResult result = bench.run(say(500));
        assertEquals(Kind.FLOODED, result.ending());
        assertTrue(result.detail().contains("at most 60000 ms"), result.detail());
        assertEquals(Outcome.ERROR, bench.turn(1).outcome());
        assertEquals(490_063, ttfa(bench.turn(1)), "what was heard is kept");
    }

    @Test
    void audioFasterThanRealTimeIsHeardAtItsOwnPaceAndAnUnderrunIsAGap() {
        Bench bench = new Bench(agent -> {
            agent.answers();
            for (int i = 0; i < 50; i++) {
                agent.audio(1_000 + i, "r1", 0, 320);
            }
            agent.audio(2_150, "r1", 0, 320);
        });
        CallResult result = bench.run(say(500));
        Turn turn = bench.turn(1);
        assertEquals(490_063, ttfa(turn));
        assertEquals(2_169_938 - 509_938, turn.at(Milestone.AGENT_AUDIO_END).orElseThrow(), 1);
        int underrun = (2_000 - 10) * 16;
        short[] heard = result.recording().right(underrun - 1, underrun + 150 * 16 + 1);
        assertEquals(TestSound.AGENT, heard[0], "a second of sound, sent within 50 ms, lasts a second");
        assertEquals(0, heard[1]);
        assertEquals(0, heard[150 * 16 - 1]);
        assertEquals(TestSound.AGENT, heard[150 * 16 + 1]);
    }

    @Test
    void troubleIsCountedAndTheCallGoesOn() {
        Bench bench = new Bench(agent -> {
            agent.answers().audio(1_000, "r1", 0, 3_200);
            for (int i = 0; i < 100; i++) {
                agent.at(700, now -> agent.caller.trouble(now, "garbage: {"));
            }
        });
        CallResult result = bench.run(say(500));
        assertEquals(100, result.troubles());
        assertEquals(20, result.firstTroubles().size());
        assertEquals(Outcome.ANSWERED, bench.turn(1).outcome());
        assertEquals("garbage: {", bench.turn(1).detail(), "the journal names the first");
        assertTrue(result.completed());
    }

    @Test
    void aStallOfTheInstrumentIsCountedAndMovesNeitherWordsNorMeasurements() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 16_000));
        TimelineWheel wheel = new TimelineWheel(bench.timeline);
        List<Runnable> heldUp = new ArrayList<>();
        FrameWheel stalled = (earliest, task) -> wheel.subscribe(earliest, (index, due) -> {
            heldUp.add(() -> task.frame(index, due));
            heldUp.add(() -> task.work(index, due));
            if (index < 10 || index >= 35) {
                heldUp.forEach(Runnable::run);
                heldUp.clear();
            }
        });
        bench.start(0, stalled, say(500));
        bench.timeline.runAll(10_000);
        Turn turn = bench.turn(1);
        assertEquals(25, turn.framesLate());
        assertEquals(490_063, ttfa(turn));
        CallResult result = bench.results.getFirst();
        assertEquals(25, result.framesLate());
        assertEquals(500_000, result.mostLateUs());
        assertEquals(TestSound.SPEECH, bench.session().frames.get(24)[319], "sample 7,999, sent late and in its place");
        assertEquals(0, bench.session().frames.get(25)[0]);
    }

    @Test
    void aMissingSoundFailsTheCallByName() {
        Bench bench = new Bench(TestAgent.Session::answers);
        CallPlan plan = CallPlan.of(
                "test",
                3,
                bench.scenario(new Step.Say(
                        List.of(new Step.Part.Speech("nothing.wav", Optional.empty(), Optional.empty())),
                        false,
                        Optional.empty())),
                new io.turngap.time.Seeds(1),
                nanos -> nanos / 1_000,
                nanos -> {});
        Acoustics none = new MissingSound();
        new Caller(
                        plan,
                        bench.timeline,
                        new TimelineWheel(bench.timeline),
                        bench.agent,
                        none,
                        bench.turns::add,
                        bench.results::add)
                .start();
        bench.timeline.runAll(100);
        assertEquals(1, bench.results.size());
        assertFalse(bench.results.getFirst().completed());
        assertTrue(bench.results.getFirst().detail().contains("nothing.wav"));
        assertTrue(bench.agent.sessions.isEmpty(), "no call was made");
    }

    @Test
    void aCallThatIsStoppedStillHandsOverItsTurnAndOneResult() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 16_000));
        Caller caller = bench.start(0, new TimelineWheel(bench.timeline), say(500), say(500));
        bench.timeline.at(700 * TestAgent.MS, () -> caller.stop("the run was stopped"));
        bench.timeline.runAll(10_000);
        assertEquals(1, bench.results.size());
        assertEquals(Outcome.MISSED, bench.turn(1).outcome());
        assertEquals("the run was stopped", bench.turn(1).detail());
    }

    /** Has no utterance. */
    private static final class MissingSound implements Acoustics {
        private final TestSound others = new TestSound();

        @Override
        public io.turngap.sound.Fixtures.Utterance utterance(
                Step.Part.Speech speech, org.apache.commons.rng.UniformRandomProvider random) {
            throw new SoundException("no sound " + speech.source());
        }

        @Override
        public double speechLevelDbfs(io.turngap.sound.Fixtures.Utterance utterance) {
            return others.speechLevelDbfs(utterance);
        }

        @Override
        public Background background(String bed) {
            return others.background(bed);
        }

        @Override
        public Line line(io.turngap.scenario.Conditions.Line line) {
            return others.line(line);
        }

        @Override
        public io.turngap.sound.FrameLoss loss(
                io.turngap.scenario.Conditions.Loss loss, org.apache.commons.rng.UniformRandomProvider random) {
            return others.loss(loss, random);
        }

        @Override
        public Concealment concealment() {
            return others.concealment();
        }

        @Override
        public Hearing hearing(double gapMs, io.turngap.sound.OnsetDetector.Listener listener) {
            return others.hearing(gapMs, listener);
        }

        @Override
        public int hearingLatencySamples() {
            return others.hearingLatencySamples();
        }
    }
}
