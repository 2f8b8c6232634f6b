package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeAndDoctorTest {

    @TempDir
    Path dir;

    @Test
    void doctorLooksAtTheMachine() {
        Cli.run("doctor", "--no-agent")
                .exits(ExitCode.PASS)
                .says("java", "machine", "timers", "transport", "limits", "reports", "fixtures", "not tried");
    }

    @Test
    void doctorSaysWhatItsExitCodesMean() {
        Cli.run("doctor", "--help").exits(ExitCode.PASS).says("warnings only", "1 when a check says FAIL");
    }

    @Test
    void doctorFailsWithoutFixtures() {
        Cli.run("doctor", "--no-agent", "--fixtures", dir.toString())
                .exits(ExitCode.INTERNAL)
                .says("FAIL", "manifest.json", "restore audio-fixtures")
                .hasNoStackTrace();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port | 70000 | 0 to 65535",
                "--port | http | --port",
                "--most-calls | 0 | 1 or more",
                "--set | endpointing.silence_ms=5 | from 60 to 10000",
                "--set | silence | not an assignment",
                "--set | agent..x=1 | not an assignment",
                "--set | vad=[ | YAML",
                "--mechanical | both | replies",
                "--config | no-such-file.yaml | no-such-file.yaml"
            })
    void aWrongOptionOfServe(String option, String value, String said) {
        Cli.run("serve", option, value).exits(ExitCode.USAGE).says(said).hasNoStackTrace();
    }

    @Test
    void aDamagedFileOfSettingsIsSaidWithItsPlace() throws IOException {
        Path file = Files.writeString(dir.resolve("agent.yaml"), "vad: {engine: energy\nstt: x\n");
        Cli.run("serve", "--config", file.toString())
                .exits(ExitCode.USAGE)
                .says("agent.yaml:")
                .hasNoStackTrace();
        Files.writeString(file, "- vad\n");
        Cli.run("serve", "--config", file.toString()).exits(ExitCode.USAGE).says("not a mapping");
    }

    @Test
    void aPortThatIsTakenIsSaid() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Cli.run("serve", "--mechanical", "replies", "--port", Integer.toString(taken.getLocalPort()))
                    .exits(ExitCode.USAGE)
                    .says("cannot listen on 127.0.0.1 port " + taken.getLocalPort(), "choose a free port")
                    .hasNoStackTrace();
        }
    }

    @Test
    void aPortThatIsTakenIsSaidBeforeAnythingIsLoaded() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            for (String[] command : new String[][] {{"serve", "--port", port}, {"tools", "serve", "--port", port}}) {
                Cli.Result result = Cli.run(command).exits(ExitCode.USAGE).hasNoStackTrace();
                result.says("cannot listen on 127.0.0.1 port " + port + ": Address already in use; choose a free port");
                assertEquals("", result.out(), "models were loaded for nothing");
            }
        }
    }

    @Test
    void aMistakeInTheSettingsIsShownWhereItStands() throws IOException {
        Path file = dir.resolve("agent.yaml");
        Files.writeString(file, "endpointing:\n  silence_ms: 300\n  silense: 3\n");
        Cli.run("serve", "--config", file.toString())
                .exits(ExitCode.USAGE)
                .says(file + ":3:3: unknown key agent.endpointing.silense");
        Cli.run("serve", "--set", "profile=" + file)
                .exits(ExitCode.USAGE)
                .says(file + ":3:3: unknown key agent.endpointing.silense");
        Cli.run("serve", "--set", "agent.vad.threshold=7")
                .exits(ExitCode.USAGE)
                .says("--set agent.vad.threshold=7: wrong value of agent.vad.threshold");
        Files.writeString(file, "vad: {engine: energy}\nvad: {engine: silero}\n");
        Cli.run("serve", "--config", file.toString()).exits(ExitCode.USAGE).says(file + ":2:1: vad is there twice");
        Cli.run("tools", "serve", "--set", "lookup_order.status=200")
                .exits(ExitCode.USAGE)
                .says("--set lookup_order.status=200: tools.lookup_order.status is out of range; seen: 200");
    }
}
