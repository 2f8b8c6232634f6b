package io.turngap.bench;

import java.io.IOException;
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

    /** All of them; {@code flags} are those of the product's JVM. */
    static List<Contestant> all(List<String> flags) {
        return List.of(
                ours("product", "callers with script, ear, recording", flags, ProductClient.class),
                ours("bare", "Netty's WebSocket client and a wheel, no audio work", flags, BareClient.class));
    }
}
