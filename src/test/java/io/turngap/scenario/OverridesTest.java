package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {
    private static final String TEXT = """
            scenario: x
            calls: 3
            script:
              - say: a
              - say: {utterance: b}
            gates: [ttfa p95 < 800 ms, missed <= 1 %]
            """;

    @Test
    void optionsWinOverTheFileWithTheTypesOfYaml() {
        Scenario scenario = Read.scenario(
                TEXT,
                "calls=7",
                "agent.endpointing.silence_ms=700",
                "script.0.say=c",
                "script.1.say.voice=slt",
                "script.2={silence_ms: 5}",
                "caller.noise={bed: cafe, snr_db: 15}",
                "description=",
                "caller.line= telephone");
        assertEquals(7, scenario.calls());
        assertEquals(700, scenario.agent().at("/endpointing/silence_ms").intValue());
        assertEquals(3, scenario.script().size());
        assertEquals(
                List.of(new Step.Part.Speech("c", Optional.empty(), Optional.empty())),
                ((Step.Say) scenario.script().get(0)).parts());
        assertEquals(
                List.of(new Step.Part.Speech("b", Optional.of("slt"), Optional.empty())),
                ((Step.Say) scenario.script().get(1)).parts());
        assertEquals(new Step.Silence(5), scenario.script().get(2));
        assertEquals(
                Optional.of(new Conditions.Noise("cafe", 15)),
                scenario.conditions().noise());
        assertEquals(Conditions.Line.TELEPHONE, scenario.conditions().line());
        assertEquals("", scenario.description());
    }

    @Test
    void theOptionsOfRunComeAfterSet() {
        Overrides options = new Overrides(
                List.of("calls=4", "seed=4"), OptionalInt.of(9), OptionalInt.of(2), OptionalLong.of(5), List.of());
        Scenario scenario = ScenarioReader.parse(Read.FILE, TEXT, options).scenario();
        assertEquals(9, scenario.calls());
        assertEquals(2, scenario.concurrency());
        assertEquals(5, scenario.seed());
    }

    @Test
    void noMoreCallsAtOnceThanThereAre() {
        assertEquals(3, Read.scenario(TEXT, "concurrency=50").concurrency());
    }

    @Test
    void aGateTakesThePlaceOfTheOneOnTheSameSubject() {
        List<String> gates = List.of("ttfa  p95 <= 2 s", "ttfa p95 regresses < 5 %");
        Overrides options =
                new Overrides(List.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(), gates);
        assertEquals(
                List.of("ttfa  p95 <= 2 s", "missed <= 1 %", "ttfa p95 regresses < 5 %"),
                ScenarioReader.parse(Read.FILE, TEXT, options).scenario().gates());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "calls=0                 | calls is out of range",
                "callz=3                 | unknown key callz",
                "limits.reply=3          | unknown key limits.reply",
                "script.0.say.voice=slt  | script.0.say has no keys",
                "script.7.say=a          | script is a list and has no such item",
                "script.first.say=a      | script is a list and has no such item",
                "calls                   | not an assignment",
                "a..b=3                  | not an assignment",
                "=3                      | not an assignment",
                "caller.noise={bed       | not valid YAML",
                "agent={a: 1, a: 2}      | a is there twice",
                "script.1.say.noise.bed=cafe | script.1.say.noise lacks the key snr_db",
            })
    void aWrongOptionIsItsOwnPlace(String set, String what) {
        List<Mistake> mistakes = Read.mistakes(TEXT, set);
        assertEquals("--set " + set, mistakes.getFirst().place().toString());
        assertEquals(what, mistakes.getFirst().what());
    }

    @Test
    void wrongRunOptionsAreTheirOwnPlace() {
        Overrides options = new Overrides(
                List.of(), OptionalInt.of(0), OptionalInt.of(-1), OptionalLong.of(-2), List.of("ttfa p95 < x"));
        ScenarioException e =
                assertThrows(ScenarioException.class, () -> ScenarioReader.parse(Read.FILE, TEXT, options));
        List<String> places =
                e.mistakes().stream().map(m -> m.place().toString()).sorted().toList();
        assertEquals(List.of("--calls 0", "--concurrency -1", "--gate 'ttfa p95 < x'", "--seed -2"), places);
    }

    @Test
    void anOptionThatReplacesAMistakeMendsIt() {
        assertEquals(
                5,
                Read.scenario(TEXT.replace("calls: 3", "calls: many"), "calls=5")
                        .calls());
    }

    @Test
    void mistakesOfTheFileKeepTheirPlaceBesideOptions() {
        List<Mistake> mistakes = Read.mistakes(TEXT + "ramp_ms: -1\n", "script.1.say.voice=", "limits.reply_ms=1");
        assertTrue(mistakes.stream().anyMatch(m -> m.place().toString().equals("a.yaml:7:10")), mistakes::toString);
        assertTrue(
                mistakes.stream().anyMatch(m -> m.place().toString().equals("--set limits.reply_ms=1")),
                mistakes::toString);
    }
}
