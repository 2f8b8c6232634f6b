package io.turngap.cli;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.epoll.Epoll;
import io.turngap.agent.SpeechPackages;
import io.turngap.gate.ExitCode;
import io.turngap.load.BundledAgent;
import io.turngap.load.Lateness;
import io.turngap.sound.Fixtures;
import io.turngap.sound.SoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Looks at the machine and says what would spoil a measurement, and what to do about it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks that this machine can measure: Java, timers, limits, fixtures, the bundled agent.",
        footer = {
            "",
            "Exit code 0 when all is well or there are warnings only, 1 when a check says FAIL.",
            "",
            "Example: turngap doctor",
            "         turngap doctor --install speech --dry-run"
        })
final class DoctorCommand implements Callable<Integer> {

    private static final long LATE_TIMER_US = 2_000;
    private static final long FEW_FILES = 1_024;

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Option(names = "--no-agent", description = "Do not start the bundled agent (saves some seconds).")
    private boolean noAgent;

    @Option(
            names = "--install",
            paramLabel = "speech",
            description =
                    "Install what the engines flite and pocketsphinx need (Debian, Ubuntu: apt-get, as root or with sudo), and do nothing else.")
    private @Nullable Installable install;

    @Option(names = "--dry-run", description = "With --install: print what would be done, and do nothing.")
    private boolean dryRun;

    /** What can be installed. */
    enum Installable {
        /** Local engines of speech. */
        SPEECH
    }

    private enum Grade {
        OK("ok"),
        WARN("warn"),
        FAIL("FAIL");

        private final String word;

        Grade(String word) {
            this.word = word;
        }
    }

    private record Finding(String subject, Grade grade, String seen, String advice) {
        static Finding ok(String subject, String seen) {
            return new Finding(subject, Grade.OK, seen, "");
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (install != null) {
            SpeechInstaller.onThisMachine(out).install(dryRun);
            return ExitCode.PASS.code();
        }
        if (dryRun) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(), "--dry-run goes with --install; write: doctor --install speech --dry-run");
        }
        boolean failed = false;
        for (Check check : List.<Check>of(
                DoctorCommand::java,
                DoctorCommand::cores,
                DoctorCommand::timers,
                DoctorCommand::transport,
                DoctorCommand::files,
                DoctorCommand::folder,
                this::fixtures,
                DoctorCommand::speech,
                this::agent)) {
            Finding finding = check.look();
            out.printf("%-5s %-12s %s%n", finding.grade().word, finding.subject(), finding.seen());
            if (!finding.advice().isEmpty()) {
                out.printf("      %-12s → %s%n", "", finding.advice());
            }
            out.flush();
            failed |= finding.grade() == Grade.FAIL;
        }
        return failed ? ExitCode.INTERNAL.code() : ExitCode.PASS.code();
    }

    private interface Check {
        Finding look();
    }

    private static Finding java() {
        return Finding.ok("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    }

    private static Finding cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        long heapMb = Runtime.getRuntime().maxMemory() >> 20;
        String seen = cores + " cores, heap up to " + heapMb + " MB";
        return cores >= 2
                ? Finding.ok("machine", seen)
                : new Finding(
                        "machine",
                        Grade.WARN,
                        seen,
                        "the bundled agent would compete with the instrument for one core; use two, or call an agent elsewhere");
    }

    private static Finding timers() {
        Lateness lateness = new Lateness();
        long start = System.nanoTime();
        for (int tick = 1; tick <= 1_000; tick++) {
            long due = start + tick * 1_000_000L;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            lateness.note(System.nanoTime() - due);
        }
        String seen = "a 1 ms timer is late by %d µs (median), %d µs (p99), %d µs (worst of 1,000)"
                .formatted(lateness.percentileUs(50), lateness.percentileUs(99), lateness.percentileUs(100));
        return lateness.percentileUs(99) <= LATE_TIMER_US
                ? Finding.ok("timers", seen)
                : new Finding(
                        "timers",
                        Grade.WARN,
                        seen,
                        "something else keeps the cores busy; runs measured now may be invalid. Stop it, or use a quieter machine");
    }

    private static Finding transport() {
        if (Epoll.isAvailable()) {
            return Finding.ok("transport", "epoll");
        }
        return new Finding(
                "transport",
                Grade.WARN,
                "NIO; epoll is not available here",
                "frames may leave up to 1 ms late; Linux on x86-64 or ARM64 has epoll");
    }

    private static Finding files() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            long most = unix.getMaxFileDescriptorCount();
            String seen = most + " open files allowed";
            return most > FEW_FILES
                    ? Finding.ok("limits", seen)
                    : new Finding(
                            "limits",
                            Grade.WARN,
                            seen,
                            "enough for some hundred calls; raise it with: ulimit -n 65536");
        }
        return Finding.ok("limits", "not told by this system");
    }

    private static Finding folder() {
        Path folder = Path.of("reports").toAbsolutePath();
        try {
            boolean made = Files.notExists(folder);
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, "doctor-", ".tmp");
            Files.delete(probe);
            long freeMb = Files.getFileStore(folder).getUsableSpace() >> 20;
            if (made) {
                Files.delete(folder);
            }
            return Finding.ok("reports", folder + " can be written, " + freeMb + " MB free");
        } catch (IOException cause) {
            return new Finding(
                    "reports",
                    Grade.FAIL,
                    folder + " cannot be written: " + cause.getMessage(),
                    "run from a folder that can be written, or name one with --out");
        }
    }

    private Finding fixtures() {
        try {
            Fixtures fixtures = Fixtures.open(home.fixtures());
            return Finding.ok(
                    "fixtures", fixtures.transcripts().size() + " different utterances in " + home.fixtures());
        } catch (SoundException wrong) {
            return new Finding(
                    "fixtures",
                    Grade.FAIL,
                    String.valueOf(wrong.getMessage()),
                    "restore audio-fixtures from the project");
        }
    }

    /** Engines that do not come with Turngap are no fault when they are missing. */
    private static Finding speech() {
        Map<String, List<String>> lacking = SpeechPackages.lacking();
        String there = lacking.entrySet().stream()
                .map(engine -> engine.getKey() + (engine.getValue().isEmpty() ? " is installed" : " is not installed"))
                .collect(Collectors.joining(", "));
        boolean all = lacking.values().stream().allMatch(List::isEmpty);
        return new Finding(
                "speech", Grade.OK, there, all ? "" : "optional; install both with: " + SpeechPackages.INSTALL);
    }

    private Finding agent() {
        if (noAgent) {
            return Finding.ok("agent", "not tried (--no-agent)");
        }
        long start = System.nanoTime();
        try (BundledAgent agent = BundledAgent.start(
                Main.class.getName(),
                BundledAgent.Collector.THROUGHPUT,
                Optional.empty(),
                List.of("--fixtures", home.fixtures().toString()),
                60)) {
            return Finding.ok(
                    "agent",
                    "takes calls on %s after %.1f s".formatted(agent.address(), (System.nanoTime() - start) / 1e9));
        } catch (BundledAgent.AgentFailure failure) {
            return new Finding(
                    "agent", Grade.FAIL, String.valueOf(failure.getMessage()), "run `turngap serve` to see more");
        }
    }
}
