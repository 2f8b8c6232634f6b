package io.turngap.claims;

import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.ScenarioReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The calls that every figure is measured by, built in so that the command works in any folder. */
final class ClaimScenario {

    private static final String FILE = "claims.yaml";
    private static final String TEXT = text();

    private ClaimScenario() {}

    /**
     * The built-in script with these settings.
     *
     * @param set {@code dotted.key=value} of the scenario
     * @param seed of the callers, and of the agent's modelled latencies
     */
    static CheckedScenario with(List<String> set, int calls, int together, long seed) {
        List<String> all = new ArrayList<>(List.of("agent.llm.seed=" + seed));
        all.addAll(set);
        return ScenarioReader.parse(
                Path.of(FILE),
                TEXT,
                new Overrides(all, OptionalInt.of(calls), OptionalInt.of(together), OptionalLong.of(seed), List.of()));
    }

    private static String text() {
        try (InputStream in = ClaimScenario.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path; build again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
