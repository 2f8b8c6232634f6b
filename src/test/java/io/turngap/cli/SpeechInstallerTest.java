package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installer against a package manager of our own, so that a test installs nothing. */
class SpeechInstallerTest {

    @TempDir
    Path dir;

    private final StringWriter said = new StringWriter();

    private SpeechInstaller installer(boolean root) {
        return new SpeechInstaller(
                new PrintWriter(said, true),
                List.of(dir),
                root,
                () -> Map.of("flite", Files.exists(dir.resolve("installed")) ? List.of() : List.of("libflite.so.1")));
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(dir.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String refusal(boolean root) {
        CommandFailure failure =
                assertThrows(CommandFailure.class, () -> installer(root).install(false));
        assertEquals(ExitCode.INTERNAL.code(), failure.exitCode());
        return String.valueOf(failure.getMessage());
    }

    @Test
    void installsWhatIsLackingOnceAndSaysWhatItRuns() throws IOException {
        program("apt-get", "echo \"$@\" >> " + dir.resolve("log") + "; touch " + dir.resolve("installed"));
        installer(true).install(true);
        assertFalse(Files.exists(dir.resolve("log")), "a dry run does nothing");
        assertTrue(said.toString().contains("would run: apt-get install --yes"), said.toString());
        installer(true).install(false);
        installer(true).install(false);
        assertEquals(1, Files.readAllLines(dir.resolve("log")).size(), "the second time there is nothing to do");
        assertTrue(said.toString().contains("nothing to do"), said.toString());
    }

    @Test
    void updatesTheListsWhenThePackagesAreNotFound() throws IOException {
        program(
                "apt-get",
                "[ -f " + dir.resolve("lists") + " ] && touch " + dir.resolve("installed") + " && exit 0\n"
                        + "[ \"$1\" = update ] && touch " + dir.resolve("lists"));
        installer(true).install(false);
        assertTrue(said.toString().contains("running: apt-get update"), said.toString());
    }

    @Test
    void saysWhatStandsInTheWay() throws IOException {
        assertTrue(refusal(true).contains("no apt-get"));
        program("apt-get", "echo no network; exit 100");
        assertTrue(refusal(false).contains("run as root: apt-get install"));
        assertTrue(refusal(true).contains("check the network"));
        assertTrue(said.toString().contains("no network"), "the package manager is heard");
        program("sudo", "exit 1");
        assertTrue(refusal(false).contains("check the network"));
        assertTrue(said.toString().contains("running: sudo apt-get install"), said.toString());
    }
}
