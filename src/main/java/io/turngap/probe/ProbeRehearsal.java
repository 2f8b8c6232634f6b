package io.turngap.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.turngap.measure.ProbeKind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Some requests to a server of the probe's own on loopback, before the first that counts: a program that just started loads and compiles
 * what it needs, and that would be measured as the component's slowness (some 100 ms in the first request, seen here).
 */
public final class ProbeRehearsal {

    /** More than enough to load everything; some of it gets compiled. */
    private static final int REQUESTS = 15;

    private static final String CHUNK = "data: {\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n";
    private static final String CHAT = CHUNK.repeat(8)
            + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"completion_tokens\":8}}\n\n"
            + "data: [DONE]\n\n";
    private static final String TRANSCRIPT = "{\"text\":\"some words\"}";

    private ProbeRehearsal() {}

    /** Rehearses with what {@code probe} makes for the server's address; a machine without loopback has none, which costs nobody a run. */
    public static void play(ProbeKind kind, Function<Target, Probe> probe) {
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("rehearsal-", 0).factory());
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        } catch (IOException none) {
            threads.close();
            return;
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(kind, exchange));
        server.start();
        try {
            String host = InetAddress.getLoopbackAddress().getHostAddress();
            String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                    + server.getAddress().getPort() + "/";
            // The key is for the component and for nobody else.
            try (Probe rehearsed = probe.apply(Target.of(url, "", "Bearer", name -> null))) {
                for (int i = 0; i < REQUESTS; i++) {
                    rehearsed.request(i, System.nanoTime());
                }
            }
        } finally {
            server.stop(0);
            threads.close();
        }
    }

    private static void answer(ProbeKind kind, HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = switch (kind) {
                case LLM -> CHAT.getBytes(StandardCharsets.UTF_8);
                case TTS -> sound();
                case STT -> TRANSCRIPT.getBytes(StandardCharsets.UTF_8);
            };
            exchange.getResponseHeaders()
                    .set(
                            "Content-Type",
                            switch (kind) {
                                case LLM -> "text/event-stream";
                                case TTS -> "application/octet-stream";
                                case STT -> "application/json";
                            });
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    /** A fifth of a second of noise at 24 kHz, or whatever rate was asked for. */
    private static byte[] sound() {
        byte[] sound = new byte[9_600];
        new java.util.Random(1).nextBytes(sound);
        return sound;
    }
}
