package io.turngap.scenario;

import static io.turngap.scenario.Read.mistake;
import static io.turngap.scenario.Read.mistakes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of mistake that a valid YAML file can hold, with its exact place. */
class MistakesTest {
    private static final String HEAD = "scenario: x\nscript:\n  - say: a\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "calls: \"20\"          | 4:8  | calls has the wrong type | \"20\"",
                "calls: 2.5             | 4:8  | calls has the wrong type | 2.5",
                "calls: true            | 4:8  | calls has the wrong type | true",
                "calls:                 | 4:7  | calls has the wrong type | nothing",
                "calls: 0               | 4:8  | calls is out of range    | 0",
                "seed: 99999999999999999999 | 4:7 | seed is out of range | 99999999999999999999",
                "limits: {reply_ms: 5, settle_ms: 600} | 4:20 | limits.reply_ms is out of range | 5",
                "limits: [1]            | 4:9  | limits has the wrong type | a list of 1",
                "use_case: chat         | 4:11 | use_case is not one of the values known | \"chat\"",
                "agent: silero          | 4:8  | agent has the wrong type | \"silero\"",
                "gates: ttfa            | 4:8  | gates has the wrong type | \"ttfa\"",
                "gates: [ttfa p95 < 3]  | 4:9  | gates.0 is not a rule | \"ttfa p95 < 3\"",
                "caller: {line: phone}  | 4:16 | caller.line is not one of the values known | \"phone\"",
                "caller: {noise: cafe}  | 4:17 | caller.noise is not one of the values known | \"cafe\"",
                "caller: {gain_db: loud}| 4:19 | caller.gain_db has the wrong type | \"loud\"",
                "caller: {noise: {bed: cafe}} | 4:17 | caller.noise lacks the key snr_db | a mapping with bed",
                "caller: {network: {}}  | 4:19 | caller.network has too few keys | an empty mapping",
            })
    void valuesAreNamedWithTheirPlace(String line, String place, String what, String seen) {
        Mistake mistake = mistake("a.yaml:" + place, HEAD + line + "\n");
        assertEquals(what, mistake.what());
        assertEquals(seen, mistake.seen());
        assertFalse(mistake.allowed().isBlank());
        assertFalse(mistake.todo().isBlank());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "callz: 3                          | 4:1  | unknown key callz | did you mean calls?",
                "limits: {reply: 3000}             | 4:10 | unknown key limits.reply | did you mean reply_ms?",
                "caller: {noise: {bed: cafe, snr_db: 3, level: 3}} | 4:40 | unknown key caller.noise.level | remove it",
                "caller: {network: {loss: {model: none, rate: 0.1}}} | 4:40 | unknown key caller.network.loss.rate | remove it",
                "use_case: order_status            | 4:11 | use_case is not one of the values known | did you mean order-status?",
                "gates: [tfta p95 < 3 ms]          | 4:9  | gates.0 speaks of no known metric | did you mean ttfa?",
                "gates: [missed < 3 ms]            | 4:9  | gates.0 is not a rule | missed <= 1 %",
                "gates: [ttfa p95 > 3 ms]          | 4:9  | gates.0 is not a rule | ttfa p95 < 1500 ms",
            })
    void whatWasMeantIsSuggested(String line, String place, String what, String todo) {
        Mistake mistake = mistake("a.yaml:" + place, HEAD + line + "\n");
        assertEquals(what, mistake.what());
        assertTrue(mistake.todo().contains(todo), mistake.todo());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "- sya: hello                     | 4:5  | unknown step script.1.sya",
                "- hangup                         | 4:5  | script.1 is not a step",
                "- 5                              | 4:5  | script.1 has the wrong type",
                "- {}                             | 4:5  | script.1 has too few keys",
                "- {say: a, silence_ms: 5}        | 4:5  | script.1 has too many keys",
                "- {say: a, after_ms: 5}          | 4:14 | unknown step script.1.after_ms",
                "- say: 4271                      | 4:10 | script.1.say has the wrong type",
                "- say: ''                        | 4:10 | script.1.say is too short",
                "- say: []                        | 4:10 | script.1.say has too few items",
                "- say: {voice: slt}              | 4:10 | script.1.say lacks the key utterance",
                "- say: [a, {pause_ms: 0}, b]     | 4:25 | script.1.say.1.pause_ms is out of range",
                "- say: [a, {pause_ms: 5, voice: b}, b] | 4:28 | unknown key script.1.say.1.voice",
                "- say: [a, {voice: b}]           | 4:14 | script.1.say.1 lacks the key utterance",
                "- say: [a, {pause_ms: 5}]        | 4:14 | an utterance that ends with a pause",
                "- say: [{pause_ms: 5}, a]        | 4:11 | an utterance that begins with a pause",
                "- say: {utterance: [a, b], label: {speech_start_ms: 1, speech_end_ms: 2}} | 4:30 | a label beside several parts",
                "- say: {utterance: a.wav, label: {speech_start_ms: 9, speech_end_ms: 2}} | 4:72 | speech ends before it starts",
                "- interrupt: {say: a}            | 4:16 | script.1.interrupt lacks the key after_ms",
                "- interrupt: {say: {utterance: a, overlap: true}, after_ms: 1} | 4:37 | unknown key script.1.interrupt.say.overlap",
                "- backchannel: {say: a, after_ms: -1} | 4:37 | script.1.backchannel.after_ms is out of range",
                "- wait_for: agent_ended          | 4:15 | script.1.wait_for is not one of the values known",
                "- silence_ms: 3 s                | 4:17 | script.1.silence_ms has the wrong type",
            })
    void stepsAreNamedWithTheirPlace(String step, String place, String what) {
        assertEquals(what, mistake("a.yaml:" + place, HEAD + "  " + step + "\n").what());
    }

    @Test
    void aMissingKeyIsNamedWhereItsMappingBegins() {
        List<Mistake> mistakes = mistakes("# story\n\ncalls: 3\n");
        assertEquals(2, mistakes.size());
        assertEquals("a.yaml:3:1", mistakes.getFirst().place().toString());
        assertEquals("the scenario lacks the key scenario", mistakes.getFirst().what());
        assertEquals("add scenario: order-status", mistakes.getFirst().todo());
    }

    @Test
    void nestedBlocksAndListItemsHaveTheirOwnPlace() {
        String text = """
                scenario: x
                script:
                  - wait_for: agent_end
                  -
                    say:
                      utterance:
                        - a
                        - pause_ms: 100
                        - utterance: b
                          voise: slt
                """;
        Mistake mistake = mistake("a.yaml:10:11", text);
        assertEquals("unknown key script.1.say.utterance.2.voise", mistake.what());
    }

    @Test
    void stepsAfterHangUpAreRefused() {
        mistake("a.yaml:5:5", HEAD + "  - hang_up\n  - say: b\n");
    }

    @Test
    void limitsMustFitTogether() {
        assertEquals(
                "limits.settle_ms must be below limits.reply_ms",
                mistake("a.yaml:4:21", HEAD + "limits: {settle_ms: 9000, reply_ms: 9000, dead_air_ms: 10000}")
                        .what());
        assertEquals(
                "limits.settle_ms must be below limits.dead_air_ms",
                mistake("a.yaml:4:23", HEAD + "limits: {dead_air_ms: 500}").what());
    }

    @Test
    void severalMistakesAreReportedTogetherInTheOrderOfTheFile() {
        List<Mistake> mistakes = mistakes("scenario: X\ncalls: 0\nscript:\n  - sya: a\ngates: [x]\n");
        assertEquals(
                List.of("a.yaml:1:11", "a.yaml:2:8", "a.yaml:4:5", "a.yaml:5:9"),
                mistakes.stream().map(m -> m.place().toString()).toList());
    }

    @Test
    void theNumberOfMistakesIsBounded() {
        String text = HEAD + "  - sya: a\n".repeat(30);
        ScenarioException e = assertThrows(ScenarioException.class, () -> Read.checked(text));
        assertEquals(ScenarioException.MOST_MISTAKES, e.mistakes().size());
        assertTrue(e.getMessage().endsWith("and 10 more mistakes; correct these first"), e.getMessage());
        assertEquals(ScenarioException.MOST_MISTAKES + 1, e.getMessage().lines().count());
    }

    @Test
    void longAndHostileValuesStayShortAndOnOneLine() {
        Mistake mistake = mistake("a.yaml:4:8", HEAD + "calls: \"\\e[31m\\n" + "x".repeat(500) + "\"\n");
        assertTrue(mistake.toString().length() < 300, mistake.toString());
        assertTrue(mistake.toString().chars().noneMatch(Character::isISOControl), mistake.toString());
    }

    @Test
    void theOneForm() {
        assertEquals(
                "a.yaml:4:20: limits.reply_ms is out of range; seen: -5; allowed: a whole number from 100 to 120000; write something like 10000",
                mistake("a.yaml:4:20", HEAD + "limits: {reply_ms: -5, settle_ms: 600}")
                        .toString());
    }
}
