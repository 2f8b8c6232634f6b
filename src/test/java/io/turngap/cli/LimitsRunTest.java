package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A shell that gives few descriptors: the run says so before its first call. */
@EnabledOnOs(OS.LINUX)
class LimitsRunTest {

    @TempDir
    Path dir;

    @Test
    void moreCallsThanDescriptors() throws IOException, InterruptedException {
        Path scenario = Files.writeString(dir.resolve("a.yaml"), "scenario: x\nscript:\n  - say: where-is-my-order\n");
        Path log = dir.resolve("log");
        Process run = new ProcessBuilder(List.of(
                        "sh",
                        "-c",
                        "ulimit -n 400 && exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        scenario.toString(),
                        "--agent",
                        "ws://127.0.0.1:1/",
                        "--calls",
                        "1000",
                        "--concurrency",
                        "500",
                        "--out",
                        dir.resolve("out").toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(ExitCode.USAGE.code(), run.waitFor(), () -> text(log));
        assertTrue(
                text(log).contains("500 calls at once do not fit this machine: this process may open 400"), text(log));
        assertTrue(text(log).contains("ulimit -n 65536"), text(log));
        assertFalse(Files.exists(dir.resolve("out")), "a folder was left behind");
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException unread) {
            return unread.toString();
        }
    }
}
