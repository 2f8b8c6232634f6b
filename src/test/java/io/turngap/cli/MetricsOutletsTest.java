package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with where figures are to go is said before anything is written. */
class MetricsOutletsTest {

    @TempDir
    Path dir;

    private Cli.Result refused(String... more) {
        Path folder = dir.resolve("out");
        String[] args = new String[7 + more.length];
        String[] first = {
            "run",
            "scenarios/01-order-status.yaml",
            "--agent",
            "openai:ws://127.0.0.1:9/v1/realtime",
            "--otlp-port",
            "0",
            "--out=" + folder
        };
        System.arraycopy(first, 0, args, 0, first.length);
        System.arraycopy(more, 0, args, first.length, more.length);
        Cli.Result result = Cli.run(args).exits(ExitCode.USAGE).hasNoStackTrace();
        assertFalse(Files.exists(folder), "nothing is written");
        return result;
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused("--metrics-port", Integer.toString(taken.getLocalPort()))
                    .says("metrics cannot be served at port " + taken.getLocalPort(), "give another --metrics-port");
        }
    }

    @Test
    void aPortThatCannotBeOne() {
        refused("--metrics-port", "70000").says("--metrics-port is 70000", "1 to 65535");
    }

    @Test
    void anAddressThatCannotBeOne() {
        Cli.Result result =
                refused("--otlp-metrics", "collector?key=s3cret").says("http://HOST:PORT", "--otlp-metrics");
        assertFalse((result.out() + result.err()).contains("s3cret"), "an address may hold a key");
    }

    @Test
    void headersAreReadAsOpenTelemetryWritesThem() {
        assertEquals(
                Map.of("api-key", "a b+c", "x", "y=z"), MetricsOutlets.headers(" api-key = a%20b+c , x=y=z,,nothing"));
        assertTrue(MetricsOutlets.headers("").isEmpty());
    }
}
