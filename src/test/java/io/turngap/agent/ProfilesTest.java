package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.sound.Pcm;
import io.turngap.time.Latency;
import io.turngap.time.VirtualTimeline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ProfilesTest {

    static final java.util.List<String> NAMES = Profiles.NAMES;

    private static AgentConfig profile(String name) {
        ObjectNode agent = JsonNodeFactory.instance.objectNode().put("profile", name);
        agent.putObject("greeting").put("enabled", false);
        agent.putObject("vad").put("engine", "energy");
        return AgentConfig.of(agent);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void everyProfileIsReadAndSaysWhatItIs(String name) throws IOException {
        assertEquals("energy", profile(name).vad().engine(), "what is said beside a profile wins");
        try (InputStream in =
                Objects.requireNonNull(Profiles.class.getResourceAsStream("profiles/" + name + ".yaml"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String story = text.substring(0, text.indexOf("\naudio:"));
            assertTrue(story.lines().allMatch(line -> line.startsWith("# ")) && story.length() > 80, story);
            for (String lever : new String[] {"# L3", "# L12", "# L15"}) {
                assertTrue(text.contains(lever), name + " names no " + lever);
            }
        }
    }

    /** Two ways to say the same: what a scenario says beside a profile wins in either; said twice by one, it is still refused. */
    @ParameterizedTest
    @FieldSource("NAMES")
    void aDelayInOtherWordsTakesThePlaceOfTheProfiles(String name) {
        ObjectNode agent = JsonNodeFactory.instance.objectNode().put("profile", name);
        ObjectNode lookup = agent.putObject("tools").putObject(AgentConfigReader.LOOKUP_ORDER);
        lookup.put("delay_ms", 3_000);
        AgentConfig.ToolScript script =
                Objects.requireNonNull(AgentConfig.of(agent).tools().byName().get(AgentConfigReader.LOOKUP_ORDER));
        assertEquals(Latency.constant(3_000), script.delay());

        lookup.putObject("delay").put("median_ms", 10);
        assertThrows(AgentConfigException.class, () -> AgentConfig.of(agent));
    }

    @Test
    void theNaiveAgentIsTheSlowest() {
        Map<String, Double> medians = new LinkedHashMap<>();
        for (String name : Profiles.NAMES) {
            medians.put(name, medianTtfaMs(profile(name)));
        }
        double naive = Objects.requireNonNull(medians.get("naive"));
        medians.forEach((name, ttfa) -> assertTrue(name.equals("naive") || ttfa < naive, medians.toString()));
        double production = Objects.requireNonNull(medians.get("production-2026"));
        assertTrue(Objects.requireNonNull(medians.get("conversation")) < production, medians.toString());
        assertTrue(
                Objects.requireNonNull(medians.get("order-status"))
                        < Objects.requireNonNull(medians.get("conversation")),
                medians.toString());
    }

    /** Last speech to first audio over the second turns of calls that follow one another, as the call's own stages make it. */
    private static double medianTtfaMs(AgentConfig config) {
        VirtualTimeline timeline = new VirtualTimeline();
        Kit kit = Doubles.kit(config, new Doubles.Words(words()));
        double[] all = new double[21];
        for (int i = 0; i < all.length; i++) {
            FirstAudio heard = new FirstAudio(timeline);
            try (AgentCall call = new AgentCall(i, timeline, config, kit, heard)) {
                speak(timeline, call, 600, 90_000);
                heard.forget();
                speak(timeline, call, 600, 10_000);
                all[i] = heard.ttfaMs();
            }
        }
        Arrays.sort(all);
        return all[10];
    }

    private static String[] words() {
        String[] words = new String[42];
        Arrays.fill(words, "what time do you close");
        return words;
    }

    private static void speak(VirtualTimeline timeline, AgentCall call, long speechMs, long silenceMs) {
        short[] loud = new short[Pcm.FRAME_SAMPLES];
        Arrays.fill(loud, (short) 9000);
        short[] quiet = new short[Pcm.FRAME_SAMPLES];
        for (long ms = 0; ms < speechMs + silenceMs; ms += 20) {
            timeline.runUntil(timeline.nowNanos() + 20_000_000);
            call.audio(ms < speechMs ? loud : quiet, Pcm.FRAME_SAMPLES, timeline.nowNanos());
        }
    }

    /** From the last frame of speech to the first audio. */
    private static final class FirstAudio implements AgentEvents {
        private final VirtualTimeline timeline;
        private long speechEndNanos;
        private long audioNanos;

        FirstAudio(VirtualTimeline timeline) {
            this.timeline = timeline;
        }

        void forget() {
            audioNanos = 0;
        }

        double ttfaMs() {
            assertTrue(audioNanos > 0, "no reply");
            return (audioNanos - speechEndNanos) / 1e6;
        }

        @Override
        public void audio(int reply, short[] samples) {
            audioNanos = audioNanos == 0 ? timeline.nowNanos() : audioNanos;
        }

        @Override
        public void speechEnded(long atNanos, double audioMs) {
            speechEndNanos = atNanos;
        }

        @Override
        public void speechStarted(int turn, long streamMs) {}

        @Override
        public void turnEnded(int turn, long streamMs) {}

        @Override
        public void transcript(int turn, String text) {}

        @Override
        public void replyStarted(int reply) {}

        @Override
        public void text(int reply, String piece) {}

        @Override
        public void answer(int reply) {}

        @Override
        public void replyEnded(int reply, Ending ending) {}

        @Override
        public void milestone(String name, long atNanos) {}

        @Override
        public void trouble(String what) {}
    }
}
