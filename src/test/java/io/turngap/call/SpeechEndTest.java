package io.turngap.call;

import static io.turngap.call.Bench.pause;
import static io.turngap.call.Bench.say;
import static io.turngap.call.Bench.speech;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.turngap.measure.Milestone;
import io.turngap.measure.Stage;
import io.turngap.measure.Waterfall;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Step;
import org.junit.jupiter.api.Test;

/**
 * The agent's word on when speech ended, set right by the script. The stream starts at 10 ms; 490 ms of speech end with sample 7,839, at
 * 499.9375 ms, within frame 24, which ends at 500 ms of the stream and leaves at 510 ms: 10,063 µs after the last speech sample.
 */
class SpeechEndTest {

    private static final long FRAME_LEFT_US = 10_063;

    /** When the agent has the last word, in µs after it was spoken, for a frame that ends at {@code audioMs} and arrived at {@code ms}. */
    private static Bench told(double ms, double audioMs, Step.Part... parts) {
        Bench bench = new Bench(agent -> agent.answers()
                .speechEnded(ms, audioMs)
                .milestone(ms + 500, Milestone.AGENT_TURN_END)
                .audio(ms + 700, "r1", 0, 1_600));
        bench.run(say(parts));
        return bench;
    }

    private static long speechEndUs(Bench bench) {
        return bench.turn(1).at(Milestone.AGENT_SPEECH_END).orElseThrow();
    }

    @Test
    void aDetectorThatIsRightStandsAsItIs() {
        Bench bench = told(513, 500, speech(490));
        assertEquals(FRAME_LEFT_US + 3_000, speechEndUs(bench));
        assertNull(bench.turn(1).uncertaintyUs(), "the arrival itself was told");
    }

    @Test
    void whatADetectorTookTooMuchForSpeechIsEndpointing() {
        Bench bench = told(553, 540, speech(490));
        assertEquals(FRAME_LEFT_US + 3_000, speechEndUs(bench));
        assertEquals(40_000L, bench.turn(1).uncertaintyUs(), "two frames were taken to arrive as they were sent");
        Waterfall waterfall = Waterfall.of(bench.turn(1)).orElseThrow();
        assertEquals(FRAME_LEFT_US + 3_000, waterfall.stagesUs().get(Stage.UPLINK));
        assertEquals(540_000, waterfall.stagesUs().get(Stage.ENDPOINTING), "500 ms of silence and 40 ms too much");
    }

    @Test
    void aDetectorThatMissesTheEndOfTheLastWordIsSetRightToo() {
        assertEquals(FRAME_LEFT_US + 3_000, speechEndUs(told(473, 460, speech(490))));
    }

    @Test
    void noFrameArrivesBeforeItLeft() {
        assertEquals(FRAME_LEFT_US, speechEndUs(told(553, 580, speech(490))), "80 ms too much, which came in 43 ms");
    }

    @Test
    void theEndOfAnEarlierPieceIsNotTheEndOfTheTurn() {
        Bench bench = told(513, 500, speech(490), pause(1_000), speech(490));
        assertEquals(513_000 - 1_989_938, speechEndUs(bench), 1);
    }

    @Test
    void theEmulatedWayIsUplink() {
        Bench bench = new Bench(agent -> agent.answers().speechEnded(583, 540).audio(1_300, "r1", 0, 1_600));
        bench.conditions = new Conditions(
                Conditions.CLEAR.noise(),
                Conditions.CLEAR.gainDb(),
                Conditions.CLEAR.line(),
                new Conditions.Network(30, 0, new Conditions.Loss.None()));
        bench.run(say(490));
        assertEquals(FRAME_LEFT_US + 33_000, speechEndUs(bench));
    }
}
