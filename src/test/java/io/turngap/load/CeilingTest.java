package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.call.FixtureAcoustics;
import io.turngap.link.Link;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.ScriptedAgent;
import io.turngap.measure.RunFolder;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CeilingTest {

    private static final String PATIENT = """
            scenario: patient
            calls: 6
            concurrency: 2
            limits: {greeting_ms: 20000, reply_ms: 20000, call_ms: 60000}
            script:
              - wait_for: agent_start
              - say: {utterance: where-is-my-order, voice: slt}
            """;

    @TempDir
    Path dir;

    @Test
    void countsAndMinutes() {
        assertTrue(Ceiling.SMALL.allows(10, 4));
        assertFalse(Ceiling.SMALL.allows(11, 4));
        assertFalse(Ceiling.SMALL.allows(10, 5));
        assertTrue(Ceiling.SMALL.allows(3, 100), "three calls are at most three at once");
        assertFalse(Ceiling.SMALL.reached(14 * 60_000_000_000L));
        assertTrue(Ceiling.SMALL.reached(15 * 60_000_000_000L));
        assertFalse(Ceiling.NONE.reached(Long.MAX_VALUE));
    }

    @Test
    void callsEndWhenTheirMinutesComeToTheCeilingAndWhatWasMeasuredIsKept() throws Exception {
        Path file = Files.writeString(dir.resolve("patient.yaml"), PATIENT);
        Scenario scenario = ScenarioReader.read(
                        file,
                        new Overrides(
                                List.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(), List.of()))
                .scenario();
        RunFolder folder = RunFolder.create(dir.resolve("out"));
        try (ScriptedAgent silent = new ScriptedAgent(peer -> {
                    peer.openSession();
                    peer.drain();
                });
                Link link = Links.open(silent.address(), LinkOptions.DEFAULTS)) {
            RunSession session = new RunSession(folder, scenario, Optional.empty(), new Ceiling(6, 2, 1.0 / 60));
            RunSession.Facts facts = session.execute(
                    link,
                    new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), dir, Audibility.STANDARD),
                    now -> {
                        throw new IllegalStateException("no checkpoint is due in a second");
                    },
                    progress -> {});
            long made = folder.readTurns().turns().stream()
                    .mapToInt(t -> t.call())
                    .distinct()
                    .count();
            assertTrue(made == 1 || made == 2, made + " calls: on a busy machine the second may not have begun");
            assertTrue(facts.unfinished().contains(made + " of 6 calls"), facts.unfinished());
            assertTrue(facts.unfinished().contains("--max-minutes"), facts.unfinished());
        }
    }
}
