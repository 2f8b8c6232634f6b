package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.agent.AgentServer;
import io.turngap.agent.MechanicalOptions;
import io.turngap.agent.ServerOptions;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.Link;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {

    private static final int TURNS = 3;

    @TempDir
    Path work;

    /** Against an agent that cuts its reply as a real one does; the limit of size is far above any error but a wrong formula. */
    @Test
    void everyBargeInIsSeenToStopAndHeldAgainstTheTruth() throws Exception {
        FixtureAcoustics acoustics =
                new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), work, Audibility.STANDARD);
        MechanicalOptions options = MechanicalOptions.interruptions(1, Optional.empty());
        try (AgentServer agent = AgentServer.startMechanical(options, ServerOptions.loopback(0));
                Link link = Links.open(agent.address(), LinkOptions.DEFAULTS)) {
            Calibration.Result result =
                    new Calibration(work, acoustics).measure(Calibration.Metric.BARGE_IN_STOP, link, 1, TURNS);
            assertEquals(TURNS, result.errorsUs().length, "none is censored: the agent yielded each time");
            assertTrue(
                    result.sizeUs(50) < 100_000, "half of the stops are off by more than " + result.sizeUs(50) + " us");
        }
    }
}
