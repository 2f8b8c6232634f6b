package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Milestone;
import io.turngap.sound.Concealment;
import io.turngap.sound.Pcm;
import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way between caller and agent: what arrives late, what goes back late, and what is told with its true instant. */
class AccessTest {

    private static Stage turn(String config) {
        Stage stage = new Stage(2, config, "hello");
        stage.speech(800).silence(2_000);
        stage.timeline.runUntil(30_000_000_000L);
        return stage;
    }

    @Test
    void distanceIsPaidOnTheWayThereAndOnTheWayBack() {
        Stage near = turn("{}");
        Stage far = turn("{'network': {'caller': 'europe', 'agent': 'us-east'}}");
        assertEquals(800, near.msOf(Milestone.AGENT_SPEECH_END));
        long up = far.msOf(Milestone.AGENT_SPEECH_END) - 800;
        assertTrue(up >= 30 && up <= 100, "half of a round trip of 80 to 150 ms: " + up);
        long byteNear = near.msOf(Milestone.TTS_FIRST_BYTE);
        long byteFar = far.msOf(Milestone.TTS_FIRST_BYTE);
        assertEquals(up, byteFar - byteNear, 10, "the agent itself is no slower");
        assertEquals(byteNear, near.msOf("audio 1 "));
        long down = far.msOf("audio 1 ") - byteFar;
        assertEquals(up, down, 15, "the same way back, and the milestone is when it was made");
        assertEquals(near.speechEndsMs, far.speechEndsMs, "where in the stream, not when");
        assertEquals(near.said(1), far.said(1));
    }

    @Test
    void whatEndsAReplyStaysBehindItsSound() {
        Stage far = turn("{'network': {'caller': 'asia', 'agent': 'us-east'}}");
        List<String> order = far.log.stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .filter(line -> line.startsWith("reply") || line.startsWith("audio") || line.startsWith("over"))
                .toList();
        assertEquals("reply 1", order.getFirst());
        assertEquals("over 1 COMPLETED", order.getLast());
        assertTrue(order.size() > 2);
        assertTrue(far.msOf("over 1") >= far.msOf("audio 1 "));
    }

    @Test
    void anInterruptedCallerHearsOnForARoundTrip() {
        String config = "{'network': {'caller': 'asia', 'agent': 'us-east'}}";
        Stage stage = new Stage(1, config, "hello", "stop");
        stage.speech(800).silence(2_000);
        long begin = stage.timeline.nowNanos() / 1_000_000;
        assertTrue(stage.count("audio 1 ") > 0);
        stage.speech(800).silence(1_000);
        long stopped = stage.log.stream()
                .filter(line -> line.contains(" started 2 "))
                .mapToLong(line -> Long.parseLong(line.split(" ")[0]))
                .findFirst()
                .orElseThrow(() -> new AssertionError(stage.log.toString()));
        long stop = stopped - begin;
        assertTrue(stop >= 300 + 130 && stop <= 300 + 400, "300 ms of speech and a round trip of 150 to 250: " + stop);
    }

    @Test
    void udpUnderLossCostsItsBufferAndSaysWhatItConcealed() {
        Stage clean = turn("{}");
        Stage udp = turn("{'network': {'transport': 'udp', 'loss_rate': 0.1, 'jitter_buffer_ms': 60}}");
        long end = udp.msOf(Milestone.AGENT_SPEECH_END);
        // The last frames of speech may be lost; what stands in their place fades.
        assertEquals(860, end, 40);
        assertEquals(clean.msOf("audio 1 ") + 60, udp.msOf("audio 1 "), 60, "the buffer is all that it costs in time");
        String lever = udp.log.stream()
                .filter(line -> line.contains(" lever concealed "))
                .findFirst()
                .orElseThrow();
        String[] words = lever.split(" ");
        double share = Double.parseDouble(words[3]) / Double.parseDouble(words[5]);
        assertEquals(0.1, share, 0.09, lever);
        assertEquals(0, clean.count("lever "));
    }

    @Test
    void concealedFramesAreWhatAReceiverPlaysAndAllElseIsUntouched() {
        AgentConfig config =
                Stage.config("{'network': {'transport': 'udp', 'loss_rate': 0.2, 'jitter_buffer_ms': 40}}");
        VirtualTimeline timeline = new VirtualTimeline();
        List<short[]> heard = new ArrayList<>();
        List<Long> instants = new ArrayList<>();
        Access access = new Access(config, 4, timeline, (samples, count, at) -> {
            heard.add(Arrays.copyOf(samples, count));
            instants.add(at);
        });
        Transport transport =
                Transport.of(config.network(), 0, 1, Placement.seeds(config, 4).at("access"));
        Concealment concealment = new Concealment();
        List<short[]> expected = new ArrayList<>();
        int lost = 0;
        for (int frame = 0; frame < 200; frame++) {
            timeline.runUntil(frame * 20_000_000L);
            short[] samples = new short[Pcm.FRAME_SAMPLES];
            Arrays.fill(samples, (short) (frame + 1));
            access.audio(samples.clone(), samples.length, timeline.nowNanos());
            if (transport.concealed(frame)) {
                concealment.lost(samples);
                lost++;
            } else {
                concealment.arrived(samples);
            }
            expected.add(samples);
        }
        timeline.runAll(1_000);
        assertEquals(40, lost, 20);
        assertEquals(200, heard.size());
        for (int frame = 0; frame < 200; frame++) {
            assertEquals(Arrays.toString(expected.get(frame)), Arrays.toString(heard.get(frame)), "frame " + frame);
            assertEquals(frame * 20_000_000L + 40_000_000, instants.get(frame));
        }
    }

    @Test
    void tcpDeliversEverySampleInOrderHoweverItIsCutUp() {
        AgentConfig config = Stage.config("{'network': {'transport': 'tcp', 'loss_rate': 0.1, 'jitter_ms': 15}}");
        VirtualTimeline timeline = new VirtualTimeline();
        List<Short> heard = new ArrayList<>();
        Access access = new Access(config, 4, timeline, (samples, count, at) -> {
            for (int i = 0; i < count; i++) {
                heard.add(samples[i]);
            }
        });
        short[] stream = new short[100 * Pcm.FRAME_SAMPLES];
        for (int i = 0; i < stream.length; i++) {
            stream[i] = (short) i;
        }
        int piece = 777;
        for (int at = 0; at < stream.length; at += piece) {
            timeline.runUntil(at * 62_500L);
            short[] part = Arrays.copyOfRange(stream, at, Math.min(stream.length, at + piece));
            access.audio(part, part.length, timeline.nowNanos());
        }
        timeline.runAll(1_000);
        assertEquals(stream.length, heard.size());
        for (int i = 0; i < stream.length; i++) {
            assertEquals(stream[i], heard.get(i));
        }
    }

    @Test
    void tcpUnderLossHasTurnsThatWaitForAPacketAndSaysSo() {
        List<Long> ends = new ArrayList<>();
        boolean told = false;
        for (long call = 0; call < 40; call++) {
            Stage stage = new Stage(call, "{'network': {'transport': 'tcp', 'loss_rate': 0.05}}", "hello");
            stage.speech(800).silence(1_200);
            ends.add(stage.msOf(Milestone.AGENT_SPEECH_END));
            told |= stage.count("lever sent_again ") > 0;
        }
        ends.sort(null);
        assertEquals(800, ends.get(10), "most turns wait for nothing");
        assertTrue(ends.getLast() >= 820, "the last word waits behind a lost packet: " + ends);
        assertTrue(told);
    }

    @Test
    void whatIsModelledIsSaid() {
        String config =
                "{'network': {'caller': 'europe', 'agent': 'us-east', 'llm': 'us-west', 'transport': 'tcp', 'loss_rate': 0.02}}";
        Kit.About about = new Stage(config).call.about().get("network");
        assertTrue(about != null && about.modelled());
        assertEquals(
                "caller europe, agent us-east, llm us-west (1 hop); tcp with 2.0 % loss and 0.0 ms jitter",
                about.engine());
        assertFalse(new Stage("{}").call.about().containsKey("network"));
    }

    @Test
    void aTurnEndedByHandIsNotEndedBeforeItsSoundIsThere() {
        Stage stage = new Stage(1, "{'network': {'caller': 'asia', 'agent': 'us-east'}}", "hello");
        stage.call.taking(new TurnTaking(false, 0.5, 500, true, true));
        stage.speech(400);
        assertTrue(stage.call.commit(), "what was under way is part of the turn");
        stage.timeline.runUntil(10_000_000_000L);
        assertEquals(List.of(20), stage.words.framesHeard);
    }

    @Test
    void nothingArrivesAfterTheCallIsOver() {
        Stage stage = new Stage(1, "{'network': {'caller': 'asia', 'agent': 'us-east'}}", "hello");
        stage.speech(800);
        stage.call.close();
        int before = stage.log.size();
        stage.timeline.runUntil(10_000_000_000L);
        assertEquals(before, stage.log.size());
    }
}
