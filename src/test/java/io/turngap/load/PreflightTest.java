package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {

    private static final long GIB = 1L << 30;
    private static final Limits LARGE = new Limits(OptionalLong.of(100_000), 50, OptionalLong.of(28_232), 64 * GIB);

    private static Scenario scenario(String load) {
        String text = "scenario: many\nlimits: {call_ms: 60000}\n" + load + "\nscript:\n  - say: where-is-my-order\n";
        return ScenarioReader.parse(Path.of("many.yaml"), text, Overrides.set(List.of()))
                .scenario();
    }

    private static Scenario closed(int together) {
        return scenario("calls: " + 10 * together + "\nconcurrency: " + together);
    }

    private static Scenario open(String rate) {
        return scenario("load: {rate: " + rate + ", for: 10m, spacing: even}");
    }

    private static Preflight.Finding only(Scenario scenario, Limits limits) {
        List<Preflight.Finding> findings = Preflight.check(scenario, limits);
        assertEquals(1, findings.size(), findings.toString());
        return findings.getFirst();
    }

    private static void says(Preflight.Finding finding, String... parts) {
        for (String part : parts) {
            assertTrue(finding.text().contains(part), () -> "\"" + part + "\" is missing in: " + finding.text());
        }
    }

    @Test
    void whatFitsIsNotSpokenOf() {
        assertEquals(List.of(), Preflight.check(closed(1_000), LARGE));
        assertEquals(List.of(), Preflight.check(open("10/s"), LARGE));
        Limits untold = new Limits(OptionalLong.empty(), 0, OptionalLong.empty(), 64 * GIB);
        assertEquals(List.of(), Preflight.check(closed(1_000), untold), "a limit that nobody tells is none");
    }

    @Test
    void everyCallNeedsADescriptor() {
        Limits few = new Limits(OptionalLong.of(1_024), 60, OptionalLong.of(28_232), 64 * GIB);
        assertEquals(List.of(), Preflight.check(closed(900), few));
        Preflight.Finding finding = only(closed(901), few);
        assertTrue(finding.certain());
        says(finding, "901 calls at once", "may open 1024", "has 60 open", "for 900 calls", "ulimit -n 65536");
        says(finding, "--concurrency 900");
    }

    @Test
    void nothingIsLeftForASingleCall() {
        Limits none = new Limits(OptionalLong.of(64), 60, OptionalLong.empty(), 64 * GIB);
        Preflight.Finding finding = only(closed(1), none);
        assertTrue(finding.certain());
        says(finding, "there is no room for a single one");
    }

    @Test
    void everyCallNeedsAPort() {
        Limits few = new Limits(OptionalLong.of(100_000), 60, OptionalLong.of(500), 64 * GIB);
        Preflight.Finding finding = only(closed(501), few);
        assertTrue(finding.certain());
        says(finding, "has 500 local ports", "ip_local_port_range", "--concurrency 500");
    }

    @Test
    void callsAndTheirSoundNeedMemory() {
        Limits small = new Limits(OptionalLong.of(100_000), 60, OptionalLong.of(28_232), GIB);
        assertEquals(List.of(), Preflight.check(closed(400), small));
        Preflight.Finding finding = only(closed(2_000), small);
        assertTrue(finding.certain());
        says(finding, "2000 calls at once", "may grow to 1024 MiB", "TURNGAP_JAVA_OPTS=-Xmx3g");
        Limits advised = new Limits(OptionalLong.of(100_000), 60, OptionalLong.of(28_232), 3 * GIB);
        assertEquals(List.of(), Preflight.check(closed(2_000), advised), "what is advised suffices");
    }

    @Test
    void fewCallsAtOnceKeepMoreOfTheirSoundAndFitAsWell() {
        Limits small = new Limits(OptionalLong.of(100_000), 60, OptionalLong.of(28_232), GIB);
        for (int together : new int[] {1, 8, 64, 250, 500}) {
            assertEquals(List.of(), Preflight.check(closed(together), small), together + " calls");
        }
    }

    @Test
    void aScheduleIsRefusedForWhatItNeedsInAnyCaseAndWarnedOfWhatItMightNeed() {
        assertEquals(100, Preflight.together(open("10/s"), 10_000));
        assertEquals(50, Preflight.together(open("10/s"), 5_000));
        Limits few = new Limits(OptionalLong.of(324), 60, OptionalLong.of(28_232), 64 * GIB);
        Preflight.Finding likely = only(open("10/s"), few);
        assertFalse(likely.certain());
        says(likely, "up to 650 calls may be under way", "for 200 calls", "load.most_in_flight: 200");
        assertTrue(only(open("100/s"), few).certain(), "500 calls in five seconds");
        Scenario bounded = scenario("load: {most_in_flight: 200, rate: 100/s, for: 10m}");
        assertEquals(List.of(), Preflight.check(bounded, few));
    }

    @Test
    void theRangeOfPortsIsReadWhereThereIsOne(@TempDir Path dir) throws IOException {
        Path range = Files.writeString(dir.resolve("range"), "32768\t60999\n");
        assertEquals(OptionalLong.of(28_232), Limits.ports(range));
        assertEquals(OptionalLong.empty(), Limits.ports(dir.resolve("absent")));
        assertEquals(OptionalLong.empty(), Limits.ports(Files.writeString(dir.resolve("odd"), "many ports\n")));
    }

    @Test
    void thisProcessHasLimits() {
        Limits limits = Limits.ofThisProcess();
        assertTrue(limits.heapBytes() > 0);
        limits.descriptors().ifPresent(most -> assertTrue(most > limits.descriptorsOpen(), limits.toString()));
    }
}
