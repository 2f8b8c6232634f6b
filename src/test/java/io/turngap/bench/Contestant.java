package io.turngap.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A client that the load bench compares.
 *
 * @param name as an option has it
 * @param about what it is, for the table's foot
 * @param talks true where it is a {@link ClientDesk} and says how late it was itself
 * @param absence why it cannot be run here; empty where it can
 * @param command its command line
 */
record Contestant(String name, String about, boolean talks, Optional<String> absence, Command command) {

    /** Makes a command line. */
    interface Command {
        List<String> of(Order order) throws IOException;
    }

    /**
     * What a client is to do.
     *
     * @param calls most calls under way
     * @param seconds how long a client that is told nothing more goes on
     */
    record Order(Wording wording, int port, int loops, int calls, int seconds, Path folder) {}

    private static Contestant ours(String name, String about, List<String> flags, Class<?> main) {
        return new Contestant(
                name,
                about,
                true,
                Optional.empty(),
                order -> Watched.java(
                        flags,
                        main,
                        order.wording().option(),
                        Integer.toString(order.port()),
                        Integer.toString(order.loops()),
                        Integer.toString(order.calls()),
                        order.folder().toString()));
    }

    /** All of them; {@code flags} are those of the clients' JVMs, {@code installed} is where the rivals are. */
    static List<Contestant> all(List<String> flags, Path installed) {
        return List.of(
                ours("product", "callers with script, ear, recording", flags, ProductClient.class),
                ours("bare", "Netty's WebSocket client and a wheel, no audio work", flags, BareClient.class),
                ours("okhttp", "OkHttp's WebSocket and a tick thread, no audio work", flags, OkHttpCalls.class),
                gatling(installed.resolve("gatling")),
                artillery(installed.resolve("artillery")));
    }

    private static Optional<String> unless(Path installed, String what) {
        return Files.exists(installed)
                ? Optional.empty()
                : Optional.of("it is not installed (" + installed + " is missing); src/test/rivals/install.sh " + what
                        + " does it");
    }

    private static byte[] message(Wording wording) {
        byte[] sound = wording.sound(false);
        return wording.text() ? wording.callerText(sound).getBytes(StandardCharsets.US_ASCII) : sound;
    }

    private static Contestant gatling(Path home) {
        return new Contestant(
                "gatling",
                "Gatling's WebSocket DSL, pace(20 ms)",
                false,
                unless(home.resolve("classes"), "gatling"),
                order -> {
                    Path message = order.folder().resolve("frame.bin");
                    Files.write(message, message(order.wording()));
                    return List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xms256m",
                            "-Xmx2g",
                            "--add-opens=java.base/java.lang=ALL-UNNAMED",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-Dgatling.data.enableAnalytics=false",
                            "-Dgatling.data.console.light=true",
                            "-Dport=" + order.port(),
                            "-Dpath=" + order.wording().path(),
                            "-Dcalls=" + order.calls(),
                            "-Dseconds=" + order.seconds(),
                            "-Dmessage=" + message,
                            "-Dtext=" + order.wording().text(),
                            "-cp",
                            home.resolve("classes") + ":" + home.resolve("lib") + "/*",
                            "io.gatling.app.Gatling",
                            "-s",
                            "DuplexSimulation",
                            "-nr",
                            "-rf",
                            order.folder().resolve("gatling-results").toString());
                });
    }

    private static Contestant artillery(Path home) {
        Path command = home.resolve("node_modules/artillery/bin/run");
        return new Contestant(
                "artillery",
                "Artillery's WebSocket engine, think 20 ms",
                false,
                unless(command, "artillery"),
                order -> {
                    Path script = order.folder().resolve("artillery.yml");
                    Files.writeString(script, """
                            config:
                              target: "ws://127.0.0.1:%d%s"
                              phases: [{duration: %d, arrivalCount: %d}]
                            scenarios:
                              - engine: ws
                                flow:
                                  - loop:
                                      - send: '%s'
                                      - think: 20ms
                                    count: %d
                            """.formatted(
                                    order.port(),
                                    order.wording().path(),
                                    Math.max(1, order.calls() / 250),
                                    order.calls(),
                                    new String(message(order.wording()), StandardCharsets.US_ASCII),
                                    order.seconds() * Wording.framesASecond()));
                    return List.of("node", command.toString(), "run", "--quiet", script.toString());
                });
    }
}
