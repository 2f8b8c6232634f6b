package io.turngap.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import io.turngap.sound.Pcm;
import io.turngap.time.Seeds;
import io.turngap.time.TimelineWheel;
import io.turngap.time.VirtualTimeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whole calls with the bundled voices and noise, and the detector that the reports speak of. */
class FixtureAcousticsTest {

    private static final Fixtures FIXTURES = Fixtures.open(Path.of("audio-fixtures"));
    private static final double TONE_RISE_SAMPLES = 2;

    private final List<Turn> turns = new ArrayList<>();
    private final List<CallResult> results = new ArrayList<>();

    /** A tone of 440 Hz at a quarter of full scale after silence. */
    private static short[] tone(int silence, int samples) {
        short[] sound = new short[silence + samples];
        for (int i = 0; i < samples; i++) {
            sound[silence + i] = (short) Math.round(8_000 * Math.sin(2 * Math.PI * 440 * (i + 1) / Pcm.RATE_HZ));
        }
        return sound;
    }

    private TestAgent.Session call(Conditions conditions, String utterance) {
        VirtualTimeline timeline = new VirtualTimeline();
        TestAgent agent = new TestAgent(
                timeline,
                session -> session.answers().at(9_000, now -> {
                    short[] reply = tone(777, 16_000);
                    session.caller.audio(now, reply, reply.length, "r1");
                }));
        Step.Part speech = new Step.Part.Speech(utterance, Optional.empty(), Optional.empty());
        Scenario scenario = new Scenario(
                "fixtures",
                "",
                "order-status",
                Path.of("test.yaml"),
                "",
                1,
                1,
                0,
                11,
                new Scenario.Limits(3_000, 4_000, 9_000, 60_000, 800, 20_000, 3_000),
                conditions,
                List.of(new Step.Say(List.of(speech), false, Optional.empty())),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                List.of());
        Acoustics acoustics = new FixtureAcoustics(FIXTURES, Path.of("."), Audibility.STANDARD);
        CallPlan plan = CallPlan.of("test", 0, scenario, new Seeds(11), nanos -> nanos / 1_000, nanos -> {});
        new Caller(plan, timeline, new TimelineWheel(timeline), agent, acoustics, turns::add, results::add).start();
        timeline.runAll(100_000);
        return agent.sessions.getFirst();
    }

    private static String anUtterance() {
        return FIXTURES.entries().getFirst().id();
    }

    @Test
    void ttfaIsRightToWithinAMillisecondWithRealSpeechAndTheRealDetector() {
        call(Conditions.CLEAR, anUtterance());
        Turn turn = turns.getFirst();
        Fixtures.Utterance said = FIXTURES.utterance(
                anUtterance(), Path.of("."), Optional.empty(), Optional.empty(), new Seeds(1).random());
        double speechEndUs = 10_000 + (said.lastSpeech() - said.firstSpeech()) * 62.5;
        double truth = 9_000_000 + 777 * 62.5 - speechEndUs;
        assertEquals(Outcome.ANSWERED, turn.outcome());
        assertEquals(truth, turn.at(Milestone.FIRST_AUDIBLE).orElseThrow(), 1_000);
        assertEquals(truth + 15_999 * 62.5, turn.at(Milestone.AGENT_AUDIO_END).orElseThrow(), 1_000);
        assertEquals(truth, turn.at(Milestone.FIRST_AUDIBLE).orElseThrow(), TONE_RISE_SAMPLES * 62.5);
        assertTrue(results.getFirst().completed());
    }

    @Test
    void noiseTelephoneAndLossMakeAnotherSoundAndTheSameTtfa() {
        TestAgent.Session clear = call(Conditions.CLEAR, anUtterance());
        String bed = FIXTURES.beds().getFirst().id();
        Conditions hard = new Conditions(
                Optional.of(new Conditions.Noise(bed, 10)),
                0,
                Conditions.Line.TELEPHONE,
                new Conditions.Network(0, 0, new Conditions.Loss.GilbertElliott(0.05, 0.3, 0, 1)));
        TestAgent.Session noisy = call(hard, anUtterance());
        assertEquals(
                turns.getFirst().at(Milestone.FIRST_AUDIBLE), turns.getLast().at(Milestone.FIRST_AUDIBLE));
        assertTrue(results.getLast().framesLost() > 0);
        assertEquals(0, energy(clear.frames.getLast()));
        assertTrue(energy(noisy.frames.getLast()) > 0, "the background goes on after the utterance");
        assertNotNull(turns.getLast().noise());
        assertTrue(
                turns.getLast().noise().startsWith(bed + "@10dB"),
                turns.getLast().noise());
    }

    private static long energy(short[] frame) {
        long sum = 0;
        for (short sample : frame) {
            sum += sample * sample;
        }
        return sum;
    }
}
