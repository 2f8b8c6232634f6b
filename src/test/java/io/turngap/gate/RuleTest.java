package io.turngap.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

    @Test
    void rulesOfEveryKind() {
        assertEquals(
                new Rule("ttfa p95 < 800 ms", Rule.Kind.LIMIT, "ttfa", false, 0.95, false, 800, "ms"),
                Rule.parse("ttfa p95 < 800 ms"));
        assertEquals(
                new Rule("ttfa p99.9<=0.8s", Rule.Kind.LIMIT, "ttfa", false, 0.9990000000000001, true, 800, "ms"),
                Rule.parse(" ttfa p99.9<=0.8s "));
        assertEquals(
                new Rule("stage.llm p50 < 600 ms", Rule.Kind.LIMIT, "llm", true, 0.5, false, 600, "ms"),
                Rule.parse("stage.llm p50 < 600 ms"));
        assertTrue(Rule.parse("endpointing p50 < 600 ms").stage());
        assertEquals(
                new Rule("missed <= 1 %", Rule.Kind.RATE, "missed", false, 0, true, 1, "%"),
                Rule.parse("missed <= 1 %"));
        assertEquals(
                new Rule("ttfa p95 regresses < 5 %", Rule.Kind.REGRESSION, "ttfa", false, 0.95, false, 5, "%"),
                Rule.parse("ttfa p95 regresses < 5 %"));
    }

    @Test
    void ofGoodputMoreIsBetter() {
        Rule rule = Rule.parse("goodput >= 95 %");
        assertEquals(new Rule("goodput >= 95 %", Rule.Kind.RATE, "goodput", false, 0, true, 95, "%"), rule);
        assertTrue(rule.allows(95) && rule.allows(96) && !rule.allows(94.9));
        assertTrue(!Rule.parse("goodput > 95 %").allows(95));
        Rule regresses = Rule.parse("goodput regresses < 2 %");
        assertTrue(regresses.allows(1) && !regresses.allows(3), "a loss is to stay below");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ttfaa p95 < 800 ms       | 1  | unknown name 'ttfaa' | Did you mean ttfa?
                    tttf p95 < 400 ms        | 1  | unknown name 'tttf' | Did you mean ttft?
                    stage.lm p95 < 800 ms    | 1  | 'stage.lm'           | Did you mean llm?
                    xyzzy p95 < 800 ms       | 1  | 'xyzzy'              | Use one of these
                    ttfa < 800 ms            | 6  | '<'                  | p95
                    ttfa p0 < 800 ms         | 6  | 'p0'                 | p1 to p99.999
                    ttfa p100 < 800 ms       | 6  | 'p100'               | p1 to p99.999
                    ttfa p95 > 800 ms        | 10 | '>'                  | <, <= or regresses
                    ttfa p95 < -5 ms         | 12 | '-'                  | a number
                    ttfa p95 < 800           | 15 | ends too early       | ms or s
                    ttfa p95 < 800 %         | 16 | '%'                  | ms or s
                    ttfa p95 < 9999999 ms    | 12 | '9999999'            | 10 minutes
                    ttfa p95 < 800 ms please | 19 | 'please'             | the end
                    missed p95 <= 1 %        | 8  | 'p95'                | a rate has no percentile
                    missed <= 1 ms           | 13 | 'ms'                 | %
                    missed < 0 %             | 10 | '0'                  | <= 0 %
                    goodput < 95 %           | 9  | '<'                  | more of it is better
                    goodput > 100 %          | 11 | '100'                | >= 100 %
                    goodput >= 101 %         | 12 | '101'                | 0 to 100 %
                    ttfa p95 regresses       | 19 | ends too early       | < or <=
                    """)
    void aMistakeIsNamedWithItsPlace(String rule, int column, String seen, String allowed) {
        RuleException e = assertThrows(RuleException.class, () -> Rule.parse(rule));
        String message = String.valueOf(e.getMessage());
        assertEquals(column, e.column(), message);
        assertTrue(message.contains(seen) && message.contains(allowed), message);
    }

    @Test
    void nothingIsNoRule() {
        assertThrows(RuleException.class, () -> Rule.parse("  "));
        assertThrows(RuleException.class, () -> Rule.parse("x".repeat(1000)));
    }
}
