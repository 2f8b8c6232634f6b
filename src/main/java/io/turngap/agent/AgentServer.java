package io.turngap.agent;

import io.turngap.time.RealTimeline;
import java.io.IOException;
import java.util.Optional;

/** The bundled agent as a server: speaks OpenAI Realtime over WebSocket, one {@link AgentCall} a connection. */
public final class AgentServer implements AutoCloseable {

    private final WebSocketHost host;
    private final ServerOptions options;

    private AgentServer(WebSocketHost host, ServerOptions options) {
        this.host = host;
        this.options = options;
    }

    /**
     * Serves an agent. The engines in {@code kit} are shared by all calls and stay the caller's to close.
     *
     * @throws IOException when the address cannot be bound
     */
    public static AgentServer start(AgentConfig config, Kit kit, ServerOptions options) throws IOException {
        return start(config, kit, options, Optional.empty());
    }

    /**
     * As {@link #start(AgentConfig, Kit, ServerOptions)}, and exports what it does as spans. The telemetry stays the caller's to close.
     *
     * @throws IOException when the address cannot be bound
     */
    public static AgentServer start(
            AgentConfig config, Kit kit, ServerOptions options, Optional<AgentTelemetry> telemetry) throws IOException {
        Endpoint.Factory endpoints = (client, hello) -> new RealtimeSession(
                client, hello, new RealTimeline(client.channel().eventLoop()), config, kit);
        Endpoint.Factory traced = telemetry.map(told -> told.traced(endpoints)).orElse(endpoints);
        return new AgentServer(new WebSocketHost(options, traced, () -> {}), options);
    }

    /**
     * Serves an agent of exactly known delays instead, to measure the instrument with.
     *
     * @throws IOException when the address cannot be bound, or the truth file cannot be written
     */
    public static AgentServer startMechanical(MechanicalOptions mechanical, ServerOptions options) throws IOException {
        return new AgentServer(MechanicalAgent.start(mechanical, options), options);
    }

    /** The port that was bound. */
    public int port() {
        return host.port();
    }

    /** Calls that are open now. */
    public int calls() {
        return host.open();
    }

    /** Where clients connect, such as {@code ws://127.0.0.1:8765/v1/realtime}. */
    public String address() {
        String name = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return "ws://" + name + ":" + port() + WebSocketHost.PATH;
    }

    /** The line that a process prints once it serves; whoever started the process waits for it and reads the address from it. */
    public String readyLine() {
        return READY + address();
    }

    /** How {@link #readyLine} begins; the address follows. */
    public static final String READY = "turngap agent ready on ";

    /** Ends all calls. */
    @Override
    public void close() {
        host.close();
    }
}
