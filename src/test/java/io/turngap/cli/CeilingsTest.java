package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import io.turngap.load.Ceiling;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Nobody spends money by a typo: what an agent elsewhere may be asked for, and who has to allow more. */
class CeilingsTest {

    @CommandLine.Command
    private static final class Holder {
        @CommandLine.Mixin
        private Ceilings ceilings;
    }

    /** Answers every question alike, and remembers them. */
    private static final class Answering implements Ceilings.Person {
        final List<String> asked = new ArrayList<>();
        private final String answer;
        private final boolean there;

        Answering(String answer, boolean there) {
            this.answer = answer;
            this.there = there;
        }

        @Override
        public boolean isThere() {
            return there;
        }

        @Override
        public String ask(String question) {
            asked.add(question);
            return answer;
        }
    }

    @TempDir
    Path dir;

    private RememberedCeilings remembered() {
        return new RememberedCeilings(dir.resolve("sub/ceilings.json"));
    }

    private Scenario scenario(int calls, int concurrency) throws IOException {
        Path file = Files.writeString(dir.resolve("s.yaml"), "scenario: s\nscript:\n  - say: where-is-my-order\n");
        return ScenarioReader.read(
                        file,
                        new Overrides(
                                List.of(),
                                OptionalInt.of(calls),
                                OptionalInt.of(concurrency),
                                OptionalLong.empty(),
                                List.of()))
                .scenario();
    }

    private Ceiling decide(Scenario scenario, Ceilings.Person person, String... options) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(options);
        return holder.ceilings.decide("api.example.com", scenario, remembered(), person, Ceilings.Words.RUN);
    }

    private static Answering nobody() {
        return new Answering("", false);
    }

    @Test
    void aSmallRunNeedsNoLeave() throws Exception {
        assertEquals(Ceiling.SMALL, decide(scenario(10, 4), nobody()));
    }

    @ParameterizedTest
    @CsvSource({"11, 1", "10, 5", "2400, 4"})
    void whoIsNotThereToBeAskedHasToSayIt(int calls, int concurrency) throws Exception {
        CommandFailure refused =
                assertThrows(CommandFailure.class, () -> decide(scenario(calls, concurrency), nobody()));
        assertEquals(ExitCode.USAGE.code(), refused.exitCode());
        String said = String.valueOf(refused.getMessage());
        assertTrue(
                said.contains("api.example.com") && said.contains("--max-calls " + calls) && said.contains("10 calls"),
                said);
        assertFalse(Files.exists(remembered().file()));
    }

    @Test
    void aPersonIsAskedOnce() throws Exception {
        Answering willing = new Answering("yes", true);
        Ceiling first = decide(scenario(24, 8), willing);
        assertEquals(new Ceiling(24, 8, 48), first);
        assertEquals(first, decide(scenario(24, 8), willing), "what was allowed once is remembered");
        assertEquals(1, willing.asked.size());
        assertTrue(willing.asked.getFirst().contains("24 calls, 8 at once, 48"), willing.asked.getFirst());
        assertThrows(CommandFailure.class, () -> decide(scenario(240, 8), new Answering("n", true)), "but no more");
    }

    @Test
    void optionsWinOverWhatIsRememberedAndAreNotAskedAbout() throws Exception {
        remembered().put("api.example.com", new Ceiling(1_000, 100, 1_000));
        Answering willing = new Answering("y", true);
        assertThrows(CommandFailure.class, () -> decide(scenario(24, 8), willing, "--max-calls", "20"));
        assertEquals(List.of(), willing.asked);
        assertEquals(new Ceiling(24, 8, 48), decide(scenario(24, 8), willing, "--max-calls", "24"));
        assertEquals(
                new Ceiling(24, 9, 1.5),
                decide(
                        scenario(24, 8),
                        willing,
                        "--max-calls",
                        "24",
                        "--max-concurrency",
                        "9",
                        "--max-minutes",
                        "1.5"));
    }

    private Ceiling decideForTwo(Scenario scenario, Ceilings.Person person, String... options) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(options);
        return holder.ceilings.decide("api.example.com", 2, scenario, remembered(), person, Ceilings.Words.RUN);
    }

    @Test
    void twoAgentsOnOneHostShareWhatIsAllowedForIt() throws Exception {
        assertEquals(new Ceiling(5, 4, 7.5), decideForTwo(scenario(5, 4), nobody()));
        CommandFailure refused = assertThrows(CommandFailure.class, () -> decideForTwo(scenario(6, 4), nobody()));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains("6 calls on each of two agents") && said.contains("--max-calls 6"), said);
        assertEquals(
                new Ceiling(6, 4, 12),
                decideForTwo(scenario(6, 4), nobody(), "--max-calls", "6"),
                "an option is of each");
        Answering willing = new Answering("yes", true);
        assertEquals(new Ceiling(24, 8, 48), decideForTwo(scenario(24, 8), willing));
        assertEquals(
                List.of(1, true),
                List.of(willing.asked.size(), willing.asked.getFirst().contains("48 calls")));
        decideForTwo(scenario(24, 8), willing);
        assertEquals(1, willing.asked.size(), "the second of the two is not asked about again");
        assertEquals(new Ceiling(48, 8, 96), decide(scenario(48, 8), willing), "it was allowed for the host");
    }

    @ParameterizedTest
    @CsvSource({"--max-calls, 0", "--max-concurrency, -1", "--max-minutes, 0", "--max-minutes, NaN"})
    void ceilingsThatAreNone(String option, String value) throws Exception {
        Scenario one = scenario(1, 1);
        CommandFailure refused = assertThrows(CommandFailure.class, () -> decide(one, nobody(), option, value));
        assertTrue(String.valueOf(refused.getMessage()).contains(option), refused.getMessage());
    }

    @Test
    void aDamagedFileAllowsNothing() throws Exception {
        Files.createDirectories(remembered().file().getParent());
        Files.writeString(remembered().file(), "{\"api.example.com\": {\"calls\":");
        assertThrows(CommandFailure.class, () -> decide(scenario(24, 8), nobody()));
    }

    @Test
    void aRunAgainstAnotherMachineIsRefusedBeforeAnythingIsWritten() throws Exception {
        scenario(1, 1);
        Cli.run(
                        "run",
                        dir.resolve("s.yaml").toString(),
                        "--agent",
                        "openai:wss://agent.invalid/v1/realtime",
                        "--calls",
                        "500",
                        "--out",
                        dir.resolve("out").toString())
                .exits(ExitCode.USAGE)
                .says("500 calls", "agent.invalid", "--max-calls 500");
        Cli.run(
                        "run",
                        dir.resolve("s.yaml").toString(),
                        "--agent",
                        "openai:wss://agent.invalid/v1/realtime?model=a",
                        "--against",
                        "openai:wss://AGENT.invalid/v1/realtime?model=b",
                        "--calls",
                        "8",
                        "--out",
                        dir.resolve("out").toString())
                .exits(ExitCode.USAGE)
                .says("8 calls on each of two agents", "agent.invalid", "--max-calls 8");
        assertFalse(Files.exists(dir.resolve("out")));
    }
}
