package io.turngap.cli;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.turngap.agent.AgentConfig;
import io.turngap.agent.AgentServer;
import io.turngap.agent.AgentTelemetry;
import io.turngap.agent.Kit;
import io.turngap.agent.ServerOptions;
import io.turngap.link.ScriptedAgent.Peer;
import io.turngap.link.ScriptedAgent.Script;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** Agents to call: the bundled one on its cheap engines, and one that answers by the clock. */
final class TestAgents {

    /** Settings of the bundled agent that load fast and answer soon, as a scenario's {@code agent:} block in one line. */
    static final String CHEAP = "{vad: {engine: energy}, stt: {engine: matcher}, endpointing: {silence_ms: 200},"
            + " llm: {latency: {distribution: constant, median_ms: 20}}, greeting: {text: Hello},"
            + " tools: {lookup_order: {delay_ms: 20}}}";

    private static final int RATE_HZ = 24_000;
    private static final int FRAMES_OF_A_REPLY = 15;

    private TestAgents() {}

    /** The bundled agent in this process, on a free port. Its kit lives as long as the JVM. */
    static AgentServer bundled() throws IOException {
        return AgentServer.start(
                Loaded.CONFIG, Loaded.KIT, new ServerOptions("127.0.0.1", 0, 100, 2, Optional.empty()));
    }

    /** As {@link #bundled()}, and telephone providers must sign with this token. */
    static AgentServer bundledFor(String phoneToken) throws IOException {
        ServerOptions options = new ServerOptions("127.0.0.1", 0, 100, 2, Optional.empty());
        return AgentServer.start(Loaded.CONFIG, Loaded.KIT, options.with(Optional.of(phoneToken), false));
    }

    /** As {@link #bundled()}, and exports its traces. */
    static AgentServer bundled(AgentTelemetry telemetry) throws IOException {
        return AgentServer.start(
                Loaded.CONFIG,
                Loaded.KIT,
                new ServerOptions("127.0.0.1", 0, 100, 2, Optional.empty()),
                Optional.of(telemetry));
    }

    /** Loaded once, since that costs some hundred milliseconds. */
    private static final class Loaded {
        static final AgentConfig CONFIG;
        static final Kit KIT;

        static {
            try {
                Path fixtures = Path.of("audio-fixtures");
                CONFIG = AgentConfig.of(new YAMLMapper().readTree(CHEAP));
                KIT = Kit.open(CONFIG, Fixtures.open(fixtures), fixtures);
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
        }
    }

    /** Answers once, {@code frames} caller frames (20 ms each) into the call, with 300 ms of a tone, and then listens. */
    static Script answersAfter(int frames) {
        return peer -> {
            peer.openSession();
            hear(peer, frames);
            reply(peer);
            peer.drain();
        };
    }

    /** Reads that many of the caller's frames. */
    static void hear(Peer peer, int frames) throws IOException {
        for (int i = 0; i < frames; i++) {
            peer.awaitText("input_audio_buffer.append");
        }
    }

    /** A whole reply: 300 ms of a tone. */
    static void reply(Peer peer) throws IOException {
        peer.text("{\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"status\":\"in_progress\"}}");
        for (int i = 0; i < FRAMES_OF_A_REPLY; i++) {
            peer.text(delta(tone(20)));
        }
        peer.text("{\"type\":\"response.output_audio.done\",\"response_id\":\"r\",\"item_id\":\"i\"}");
        peer.text("{\"type\":\"response.done\",\"response\":{\"id\":\"r\",\"status\":\"completed\"}}");
    }

    /** An event with some audio in base64. */
    static String delta(String base64) {
        return "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"content_index\":0,\"delta\":\""
                + base64 + "\"}";
    }

    /** So many milliseconds of 400 Hz, s16le at 24 kHz, in base64. */
    static String tone(int ms) {
        byte[] bytes = new byte[RATE_HZ / 1000 * ms * 2];
        for (int i = 0; i < bytes.length / 2; i++) {
            int sample = (int) (8_000 * Math.sin(2 * Math.PI * 400 * i / RATE_HZ));
            bytes[2 * i] = (byte) sample;
            bytes[2 * i + 1] = (byte) (sample >> 8);
        }
        return Base64.getEncoder().encodeToString(bytes);
    }
}
