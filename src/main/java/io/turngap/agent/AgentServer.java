package io.turngap.agent;

import io.turngap.time.RealTimeline;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The bundled agent as a server: speaks OpenAI Realtime, Twilio Media Streams (and what resembles them) and Pipecat's frames with RTVI, each
 * at paths of its own on one port; one {@link AgentCall} a connection.
 */
public final class AgentServer implements AutoCloseable {

    static final String REALTIME = "/v1/realtime";
    static final String TWILIO = "/twilio";
    static final String PIPECAT = "/pipecat";

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
        UnaryOperator<Endpoint.Factory> traced =
                endpoints -> telemetry.map(told -> told.traced(endpoints)).orElse(endpoints);
        return new AgentServer(new WebSocketHost(options, doors(config, kit, options, traced), () -> {}), options);
    }

    private static Doors doors(
            AgentConfig config, Kit kit, ServerOptions options, UnaryOperator<Endpoint.Factory> traced) {
        Endpoint.Factory realtime =
                traced.apply((client, hello) -> new RealtimeSession(client, hello, timeline(client), config, kit));
        Endpoint.Factory twilio =
                traced.apply((client, hello) -> new PhoneSession(client, hello, timeline(client), config, kit));
        Endpoint.Factory pipecat = new PipecatDoor(
                options.singleClient(),
                traced.apply((client, hello) -> new PipecatSession(client, hello, timeline(client), config, kit)));
        Map<String, Endpoint.Factory> webSockets = Map.of(
                REALTIME,
                realtime,
                TWILIO,
                twilio,
                "/media-stream",
                twilio,
                "/ws",
                twilio,
                PIPECAT,
                pipecat,
                "/ws-client",
                pipecat);
        return new Doors(
                webSockets, Set.of(TWILIO, "/media-stream", "/ws"), new AgentPages(options, webSockets.keySet()));
    }

    private static RealTimeline timeline(ClientChannel client) {
        return new RealTimeline(client.channel().eventLoop());
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
        return "ws://" + authority() + REALTIME;
    }

    /**
     * Where Twilio asks what to do with a call, such as {@code http://127.0.0.1:8765/voice}; {@code /telnyx}, {@code /plivo}, {@code /vonage}
     * and {@code /exotel} behind it are where those ask.
     */
    public String voiceAddress() {
        return "http://" + authority() + PhoneAnswers.VOICE;
    }

    /** Where a telephone provider streams a call's sound to, such as {@code ws://127.0.0.1:8765/twilio}. */
    public String twilioAddress() {
        return "ws://" + authority() + TWILIO;
    }

    /** Where Pipecat's clients connect, such as {@code ws://127.0.0.1:8765/pipecat}. */
    public String pipecatAddress() {
        return "ws://" + authority() + PIPECAT;
    }

    /** Where Pipecat's clients ask where to connect, such as {@code http://127.0.0.1:8765/start}. */
    public String startAddress() {
        return "http://" + authority() + AgentPages.START;
    }

    private String authority() {
        String name = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return name + ":" + port();
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
