package io.turngap.peers;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.turngap.agent.AgentConfig;
import io.turngap.agent.AgentServer;
import io.turngap.agent.Kit;
import io.turngap.agent.ServerOptions;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The bundled agent in this process, for peers to talk to: really hears and speaks, on engines that load fast. */
public final class PeerAgent implements AutoCloseable {

    /** Its own tool would say monday to friday at random: what a peer answers must differ, or the test would prove nothing. */
    private static final String CHEAP =
            "{vad: {engine: energy}, stt: {engine: matcher}, endpointing: {silence_ms: 400},"
                    + " llm: {latency: {distribution: constant, median_ms: 20}}, greeting: {text: Hello},"
                    + " tools: {lookup_order: {hang: true}}}";

    private final Kit kit;
    private final AgentServer server;

    private PeerAgent(Kit kit, AgentServer server) {
        this.kit = kit;
        this.server = server;
    }

    public static PeerAgent serve() throws IOException {
        AgentConfig config = AgentConfig.of(new YAMLMapper().readTree(CHEAP));
        Path fixtures = Path.of("audio-fixtures");
        Kit kit = Kit.open(config, Fixtures.open(fixtures), fixtures);
        return new PeerAgent(
                kit, AgentServer.start(config, kit, new ServerOptions("127.0.0.1", 0, 10, 1, Optional.empty())));
    }

    public String address() {
        return server.address();
    }

    /** Where Pipecat's clients begin. */
    public String startAddress() {
        return server.startAddress();
    }

    /** The file of a spoken fixture, such as {@code where-is-my-order.slt}. */
    public static Path speech(String utterance) {
        return Path.of("audio-fixtures", "speech", utterance + ".wav").toAbsolutePath();
    }

    @Override
    public void close() {
        server.close();
        kit.close();
    }
}
