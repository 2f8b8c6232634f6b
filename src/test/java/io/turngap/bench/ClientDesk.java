package io.turngap.bench;

import io.netty.util.internal.PlatformDependent;
import io.turngap.load.Lateness;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * What every client process of ours does beside its calls: it heeds the bench on its standard input and ends with it. {@code calls N} brings
 * the calls under way up to N, {@code restart} begins to count anew, {@code tell} prints one JSON object with what was counted since, and
 * {@code memory} one with what is in use after a garbage collection.
 */
final class ClientDesk {

    /** Calls of one kind. */
    interface Calls extends AutoCloseable {
        /** Makes call {@code index} as soon as may be; frames' lateness goes to {@code latenessNanos}. */
        void start(int index, LongConsumer latenessNanos);

        /** Whatever else is worth telling, by name. */
        default Map<String, Long> facts() {
            return Map.of();
        }

        /** Forgets what {@link #facts} counts since a beginning. */
        default void restart() {}

        @Override
        void close();
    }

    private static final long RAMP_NANOS_A_CALL = 4_000_000;

    private final Calls calls;
    private volatile Lateness lateness = new Lateness();
    private int made;

    private ClientDesk(Calls calls) {
        this.calls = calls;
    }

    /** Heeds the standard input to its end. */
    static void serve(Calls calls) throws IOException, InterruptedException {
        try (calls) {
            ClientDesk desk = new ClientDesk(calls);
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            System.out.println("{}");
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                desk.heed(line.split(" "));
            }
        }
    }

    private void heed(String[] words) throws InterruptedException {
        switch (words[0]) {
            case "calls" -> bringUpTo(Integer.parseInt(words[1]));
            case "restart" -> restart();
            case "tell" -> tell();
            case "memory" -> memory();
            default ->
                throw new IllegalArgumentException(
                        "told \"" + words[0] + "\"; known are calls, restart, tell and memory");
        }
    }

    private void bringUpTo(int wanted) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; made < wanted; i++) {
            long wait = start + i * RAMP_NANOS_A_CALL - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
            calls.start(made++, nanos -> lateness.note(nanos));
        }
        System.out.println("{}");
    }

    private void restart() {
        lateness = new Lateness();
        calls.restart();
    }

    private void tell() {
        Map<String, Long> late = lateness.summary();
        StringBuilder told = new StringBuilder("{\"late_n\":" + late.get("n"));
        late.forEach((name, us) -> {
            if (!name.equals("n")) {
                told.append(",\"own_" + name + "_us\":" + us);
            }
        });
        calls.facts().forEach((name, value) -> told.append(",\"" + name + "\":" + value));
        System.out.println(told.append('}'));
    }

    private void memory() {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum()
                + Math.max(0, PlatformDependent.usedDirectMemory());
        System.out.println("{\"heap_bytes\":" + heap + ",\"direct_bytes\":" + direct + ",\"threads\":"
                + ManagementFactory.getThreadMXBean().getThreadCount() + "}");
    }
}
