package io.turngap.scenario;

import static io.turngap.scenario.Read.mistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The block {@code load:} and the options that take its place. */
class LoadBlockTest {

    private static final String HEAD = "scenario: x\nscript:\n  - say: a\n";

    private static Scenario with(String text, LoadOptions load, OptionalInt calls, OptionalInt concurrency) {
        return ScenarioReader.parse(
                        Read.FILE,
                        text,
                        new Overrides(List.of(), calls, concurrency, OptionalLong.empty(), List.of(), load))
                .scenario();
    }

    private static LoadOptions options(String rate, String length, String ramp, String trace) {
        return new LoadOptions(
                given(rate), given(length), given(ramp), given(trace).map(Path::of));
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    @Test
    void aRateWithARamp() {
        Scenario scenario = Read.scenario(HEAD + "load: {rate: 90/min, for: 5m, ramp: 500ms}\n");
        assertEquals(
                List.of(new LoadPhase.Ramp(0, 1.5, 500, true), new LoadPhase.Constant(1.5, 300_000, true)),
                scenario.load().phases());
        assertTrue(scenario.load().isOpen());
        assertEquals(Scenario.ALL_CALLS, scenario.calls(), "as many as the schedule holds");
        assertEquals(LoadPlan.MOST_IN_FLIGHT, scenario.concurrency());
        assertEquals(0, scenario.rampMs());
        assertEquals(600, scenario.withCalls(600).concurrency());
    }

    @Test
    void everyShape() {
        Scenario scenario = Read.scenario(HEAD + """
                load:
                  spacing: even
                  most_in_flight: 9
                  phases:
                    - constant: {rate: 7200/h, for: 2h}
                    - ramp: {from: 0/s, to: 5/s, for: 30s}
                    - step: {from: 1/s, to: 5/s, steps: 5, for: 10 m}
                    - spike: {rate: 1/s, peak: 10/s, after: 30s, hold: 10s, for: 2m}
                    - soak: {rate: 1/s, for: 10h}
                    - diurnal: {least: 6/min, peak: 2/s, for: 1d}
                    - trace: {file: log.csv, column: start, speed: 2, repeat: 3}
                """);
        assertEquals(
                List.of(
                        new LoadPhase.Constant(2, 7_200_000, false),
                        new LoadPhase.Ramp(0, 5, 30_000, false),
                        new LoadPhase.Step(1, 5, 5, 600_000, false),
                        new LoadPhase.Spike(1, 10, 30_000, 0, 10_000, 120_000, false),
                        new LoadPhase.Soak(1, 1_800_000, 36_000_000, false),
                        new LoadPhase.Diurnal(0.1, 2, 43_200_000, 86_400_000, 86_400_000, false),
                        new LoadPhase.Trace(Path.of("log.csv"), "start", 2, 3)),
                scenario.load().phases());
        assertEquals(9, scenario.load().mostInFlight());
    }

    @Test
    void withoutTheBlockNothingChanges() {
        CheckedScenario plain = Read.checked(HEAD);
        assertEquals(LoadPlan.CLOSED, plain.scenario().load());
        assertFalse(plain.effective().has("load"), "digests of scenarios without a schedule stay as they were");
        assertEquals(10, plain.scenario().calls());
        assertFalse(
                Read.checked(HEAD + "load: {rate: 1/s, for: 1s}\n").effective().has("concurrency"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "load: {rate: 2, for: 5m}         | 4:14 | load.rate has the wrong type",
                "load: {rate: fast, for: 5m}      | 4:14 | load.rate has the wrong form",
                "load: {rate: 2/d, for: 5m}       | 4:14 | load.rate has the wrong form",
                "load: {rate: 2/s, for: 5}        | 4:24 | load.for has the wrong type",
                "load: {rate: 200000/s, for: 5s}  | 4:14 | rate is out of range",
                "load: {rate: 2/s, for: 0s}       | 4:24 | for is out of range",
                "load: {rate: 2/s, for: 40d}      | 4:24 | for is out of range",
                "load: {rate: 2/s}                | 4:14 | load.rate without an end",
                "load: {rate: 0/s, for: 5s}       | 4:7  | a schedule without a call",
                "load: {for: 5m}                  | 4:13 | load.for without a rate",
                "load: {rates: 2/s}               | 4:8  | unknown key load.rates",
                "load: {phases: []}               | 4:16 | load.phases has too few items",
                "load: {phases: [{sine: {}}]}     | 4:18 | unknown key load.phases.0.sine",
                "load: {phases: [{ramp: {from: 0/s, for: 5s}}]} | 4:24 | load.phases.0.ramp lacks the key to",
                "load: {phases: [{spike: {rate: 1/s, peak: 2/s, after: 5s, hold: 6s, for: 10s}}]} | 4:74 | a spike that is not over at its end",
                "load: {phases: [{soak: {rate: 1/s, ramp: 5s, for: 4s}}]} | 4:42 | a ramp longer than the soak",
                "load: {phases: [{diurnal: {least: 3/s, peak: 2/s, for: 10s}}]} | 4:35 | a least rate above the peak",
                "load: {rate: 2/s, phases: [{constant: {rate: 1/s, for: 1s}}]} | 4:14 | load.rate beside load.phases",
                "load: {rate: 2/s, for: 5s, spacing: odd} | 4:37 | load.spacing is not one of the values known",
            })
    void mistakesHaveTheirPlace(String line, String place, String what) {
        Mistake found = mistake("a.yaml:" + place, HEAD + line + "\n");
        assertEquals(what, found.what());
        assertFalse(found.todo().isBlank());
    }

    @Test
    void callsAtOnceBesideAScheduleAreRefused() {
        Mistake found = mistake("a.yaml:4:14", HEAD + "concurrency: 3\nload: {rate: 2/s, for: 5m}\n");
        assertTrue(found.what().startsWith("concurrency beside load"), found.what());
        mistake("--set load.rate=x", HEAD, "load.rate=x");
    }

    @Test
    void optionsTakeThePlaceOfWhatTheFileSays() {
        String closed = HEAD + "calls: 24\nconcurrency: 8\nramp_ms: 100\n";
        Scenario open = with(closed, options("2/s", "5m", "", ""), OptionalInt.empty(), OptionalInt.empty());
        assertEquals(
                List.of(new LoadPhase.Constant(2, 300_000, true)), open.load().phases());
        assertEquals(Scenario.ALL_CALLS, open.calls(), "--for says when it ends, and not the file's calls");

        Scenario byCalls = with(closed, options("2/s", "", "10s", ""), OptionalInt.empty(), OptionalInt.empty());
        assertEquals(24, byCalls.calls());
        assertEquals(2, byCalls.load().phases().size());
        assertEquals(
                50,
                with(closed, options("2/s", "5m", "", ""), OptionalInt.of(50), OptionalInt.empty())
                        .calls());

        String scheduled = HEAD + "load: {rate: 2/s, for: 5m, spacing: even}\n";
        Scenario back = with(scheduled, options("", "", "3s", ""), OptionalInt.of(20), OptionalInt.of(5));
        assertEquals(LoadPlan.CLOSED, back.load());
        assertEquals(5, back.concurrency());
        assertEquals(3_000, back.rampMs());

        Scenario trace = with(closed, options("", "", "", "day.csv"), OptionalInt.empty(), OptionalInt.empty());
        assertEquals(
                List.of(new LoadPhase.Trace(Path.of("day.csv"), "", 1, 1)),
                trace.load().phases());
        Scenario elsewhere =
                with(closed, options("", "", "", "logs/../day.csv"), OptionalInt.empty(), OptionalInt.empty());
        assertEquals(trace.load(), elsewhere.load(), "a message about the file names it the short way");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            emptyValue = "",
            value = {
                "2/s,'','','',5,--rate beside --concurrency",
                "'','','',a.csv,5,--arrivals beside --concurrency",
                "2/s,'','',logs/a.csv,0,--rate beside --arrivals: options that do not go together; seen: 2/s and a.csv;",
                "'',5m,'','',0,--for without --rate",
                "'','',5s,'',0,--ramp without --rate",
                "'','',often,'',5,--ramp often",
                "often,5m,'','',0,--rate often",
            })
    void optionsThatDoNotGoTogetherAreRefused(
            String rate, String length, String ramp, String trace, int concurrency, String said) {
        ScenarioException refused = assertThrows(
                ScenarioException.class,
                () -> with(
                        HEAD,
                        options(rate, length, ramp, trace),
                        OptionalInt.empty(),
                        concurrency == 0 ? OptionalInt.empty() : OptionalInt.of(concurrency)));
        assertTrue(refused.getMessage().contains(said), refused.getMessage());
    }
}
