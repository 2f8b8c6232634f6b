package io.turngap.cli;

import io.turngap.agent.SpeechPackages;
import io.turngap.gate.ExitCode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Has Debian's package manager install the local engines of speech, and says each command before it runs it. Nothing is done where nothing
 * is lacking.
 *
 * @param out where it says so
 * @param folders where programs are, as on the PATH
 * @param root whether this process may install packages; otherwise sudo is asked
 * @param lacking what is missing now, by engine
 */
record SpeechInstaller(PrintWriter out, List<Path> folders, boolean root, Supplier<Map<String, List<String>>> lacking) {

    static SpeechInstaller onThisMachine(PrintWriter out) {
        List<Path> folders = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "/usr/bin").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList();
        return new SpeechInstaller(
                out, folders, "root".equals(System.getProperty("user.name")), SpeechPackages::lacking);
    }

    /**
     * Installs what is lacking.
     *
     * @param dryRun true to say what would be done, and do nothing
     */
    void install(boolean dryRun) {
        if (isComplete()) {
            out.println("flite and pocketsphinx are installed; nothing to do");
            return;
        }
        lacking.get()
                .forEach((engine, parts) -> parts.forEach(part -> out.println("missing for " + engine + ": " + part)));
        List<String> install = new ArrayList<>(List.of("apt-get", "install", "--yes", "--no-install-recommends"));
        install.addAll(SpeechPackages.NAMES);
        String byHand = String.join(" ", install);
        if (find("apt-get").isEmpty()) {
            throw failure(
                    "there is no apt-get on this machine, which is then neither Debian nor Ubuntu; install flite and"
                            + " pocketsphinx 0.8+5prealpha with its US English model by other means");
        }
        if (!root && find("sudo").isEmpty()) {
            throw failure("installing packages takes root's rights, and there is no sudo; run as root: " + byHand);
        }
        if (dryRun) {
            out.println("would run: " + String.join(" ", entitled(install)));
            return;
        }
        if (!run(install)) {
            out.println("that failed; perhaps the lists of packages are missing or old");
            if (!run(List.of("apt-get", "update")) || !run(install)) {
                throw failure("apt-get could not install the packages, see above; check the network and your rights, or"
                        + " run as root: " + byHand);
            }
        }
        if (!isComplete()) {
            throw failure("the packages are installed, but this is still missing: " + lacking.get()
                    + "; this release may hold other versions");
        }
        out.println("flite and pocketsphinx are installed; use them with: --set agent.stt.engine=pocketsphinx --set"
                + " agent.tts.engine=flite");
    }

    private boolean isComplete() {
        return lacking.get().values().stream().allMatch(List::isEmpty);
    }

    private boolean run(List<String> command) {
        List<String> whole = entitled(command);
        out.println("running: " + String.join(" ", whole));
        out.flush();
        try {
            List<String> absolute = new ArrayList<>(whole);
            absolute.set(0, find(whole.getFirst()).orElseThrow().toString());
            ProcessBuilder builder = new ProcessBuilder(absolute).redirectErrorStream(true);
            builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            Process process = builder.start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    out.println("  " + line);
                    out.flush();
                }
            }
            return process.waitFor() == 0;
        } catch (IOException cause) {
            throw failure(whole.getFirst() + " could not be started: " + cause.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    private List<String> entitled(List<String> command) {
        List<String> whole = new ArrayList<>(command);
        if (!root) {
            whole.addFirst("sudo");
        }
        return whole;
    }

    private Optional<Path> find(String program) {
        return folders.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static CommandFailure failure(String message) {
        return new CommandFailure(ExitCode.INTERNAL.code(), message);
    }
}
