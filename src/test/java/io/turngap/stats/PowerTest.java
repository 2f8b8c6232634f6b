package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class PowerTest {

    private static ClusterBootstrap.Estimate seen(double effect, double error, double between) {
        return new ClusterBootstrap.Estimate(effect, new Interval(effect, effect), error, between);
    }

    @Test
    void callsAreThoseOfTheTextbook() {
        // Half a standard deviation, 20 an arm: a standard error of sqrt(2 / 20).
        ClusterBootstrap.Estimate half = seen(0.5, Math.sqrt(0.1), 0);
        String from = "R: 2 * ((qnorm(0.95) + qnorm(0.8)) / 0.5)^2; power.t.test(delta = 0.5, alternative = \"one\")"
                + " has 50.15, for the t";
        Power.Calls apart = Power.toFind(new Power.Arms(20, 20, false), half, Power.critical(0.05));
        assertEquals(OptionalLong.of(50), apart.each(), from);
        assertEquals(OptionalLong.empty(), apart.further(), "against 20, no number is enough");
        Power.Calls paired = Power.toFind(new Power.Arms(20, 20, true), half, Power.critical(0.05));
        assertEquals(OptionalLong.of(30), paired.further(), from);
        Power.Calls longBaseline =
                Power.toFind(new Power.Arms(1_000_000, 10, false), seen(0.5, Math.sqrt(0.1), 0), Power.critical(0.05));
        assertEquals(
                OptionalLong.of(15),
                longBaseline.further(),
                "R: ceiling(((qnorm(0.95) + qnorm(0.8)) / 0.5)^2) - 10, against a mean that is known");
        assertEquals(
                OptionalLong.of(63),
                Power.toRuleOut(new Power.Arms(20, 20, false), seen(0, Math.sqrt(0.1), 0), 0.5, 0.025)
                        .each(),
                "R: ceiling(2 * ((qnorm(0.975) + qnorm(0.8)) / 0.5)^2)");
        assertEquals(0.8, Power.of(0.5, Math.sqrt(2 / 49.46), Power.critical(0.05)), 1e-3, "R: the same, turned round");
        assertEquals(1.6449, Power.critical(0.05), 5e-5, "R: qnorm(0.95)");
    }

    @Test
    void whatNoNumberOfCallsTellsHasNone() {
        Power.Arms arms = new Power.Arms(100, 100, true);
        Power.Calls none = new Power.Calls(OptionalLong.empty(), OptionalLong.empty());
        assertEquals(none, Power.toFind(arms, seen(0, 0.1, 0), 1.6));
        assertEquals(none, Power.toFind(arms, seen(-1, 0.1, 0), 1.6));
        assertEquals(none, Power.toFind(arms, seen(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0), 1.6));
        assertEquals(none, Power.toFind(arms, seen(0.1, 0.1, Double.POSITIVE_INFINITY), 1.6));
        assertEquals(none, Power.toFind(arms, seen(1e-9, 0.1, 0), 1.6), "a thousand million calls are no answer");
        assertEquals(none, Power.toRuleOut(arms, seen(0.2, 0.1, 0), 0.1, 0.025));
        assertEquals(
                OptionalLong.of(1), Power.toFind(arms, seen(9, 0.1, 0), 1.6).further());
        assertEquals(1, Power.of(0.1, 0, 1.6));
        assertEquals(0, Power.of(0, 0, 1.6));
        assertThrows(IllegalArgumentException.class, () -> new Power.Arms(0, 1, true));
    }

    @Test
    void turnsOfACallAreWorthLessThanTheirNumber() {
        assertEquals(72, Power.calls(72, 1, 0.5), "one turn a call: no two are alike for being of one call");
        assertEquals(32, Power.calls(72, 5, 0.3), "72 * (1 + 4 * 0.3) / 5 = 31.7");
        assertEquals(72, Power.calls(72, 5, 1), "all turns the same: a call is worth one");
        assertEquals(15, Power.calls(72, 5, -0.2));
        assertThrows(IllegalArgumentException.class, () -> Power.calls(72, 0, 0.3));
        assertThrows(IllegalArgumentException.class, () -> Power.calls(Double.NaN, 5, 0.3));
    }

    /** From a first run of 40 calls, as many as are said to tell must tell about four times in five. */
    @Test
    void soManyCallsTellFourTimesInFive() {
        UniformRandomProvider random = new Seeds(7).at("pilot").random();
        Effect p90 = Effect.logRatio(0.9, 1);
        ClusterBootstrap.Estimate pilot = ClusterBootstrap.estimates(
                        Samples.sample(random, 400, 3, 0.3, 1),
                        Samples.sample(random, 400, 3, 0.3, 1),
                        List.of(p90),
                        Design.apart(),
                        1_000,
                        0.025,
                        random)
                .getFirst();
        long each = Power.toFind(new Power.Arms(400, 400, false), pilot, Math.log(1.25), Power.critical(0.05))
                .each()
                .orElseThrow();
        int found = 0;
        for (int run = 0; run < 200; run++) {
            UniformRandomProvider own = new Seeds(run).at("power").random();
            PermutationTest.Question question = new PermutationTest.Question(
                    Samples.sample(own, (int) each, 3, 0.3, 1), Samples.sample(own, (int) each, 3, 0.3, 1.25), p90);
            found +=
                    PermutationTest.test(List.of(question), 300, own).getFirst().p() < 0.05 ? 1 : 0;
        }
        assertTrue(found >= 140 && found <= 180, found + " of 200 with " + each + " calls; 160 are due");
    }
}
