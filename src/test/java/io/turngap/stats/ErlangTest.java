package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Against published figures; where they come from stands beside them. */
class ErlangTest {

    /** Erlang B at 1 % blocking, as in the ITU's tables (Teletraffic Engineering Handbook): lines and the erlangs that they carry. */
    @Test
    void blockingAgreesWithTheTables() {
        assertEquals(0.01, new Erlang(4.461, 10).blocked(), 1e-5);
        assertEquals(0.01, new Erlang(12.031, 20).blocked(), 1e-5);
        assertEquals(0.01, new Erlang(37.901, 50).blocked(), 1e-5);
        assertEquals(0.01, new Erlang(84.064, 100).blocked(), 1e-5);
    }

    /** Gross and Harris, Fundamentals of Queueing Theory, the eye clinic: 6 patients an hour, 20 minutes each, 3 nurses. */
    @Test
    void waitingAgreesWithTheTextbook() {
        Erlang clinic = new Erlang(2, 3);
        assertEquals(4 / 9.0, clinic.waits(), 1e-12);
        assertEquals(4 / 27.0, clinic.meanWait(1 / 3.0), 1e-12, "hours");
    }

    /** The usual worked example of call centres: 100 calls in half an hour of 180 s each, 14 agents: 17.4 % wait, 88.8 % within 20 s, 7.8 s. */
    @Test
    void serviceLevelAgreesWithTheCallCentreExample() {
        Erlang centre = new Erlang(10, 14);
        assertEquals(0.174, centre.waits(), 5e-4);
        assertEquals(0.888, centre.within(20, 180), 5e-4);
        assertEquals(7.8, centre.meanWait(180), 0.05);
        assertEquals(0.7956, new Erlang(10, 13).within(20, 180), 1e-4, "with 13 agents, as in the same example");
    }

    @Test
    void tooFewLinesNeverServe() {
        Erlang overrun = new Erlang(20, 10);
        assertEquals(1, overrun.waits());
        assertEquals(Double.POSITIVE_INFINITY, overrun.meanWait(1));
        assertEquals(0, overrun.within(60, 1));
    }

    @Test
    void manyLinesNeitherOverflowNorVanish() {
        Erlang many = new Erlang(99_000, 100_000);
        assertTrue(many.blocked() > 0 && many.blocked() < 0.01, () -> String.valueOf(many.blocked()));
        assertTrue(many.waits() > many.blocked() && many.waits() < 1);
        assertEquals(0, new Erlang(0, 1).waits());
    }

    @Test
    void linesForAShareAreTheFewestThatGiveIt() {
        int lines = Erlang.linesFor(60, 0.01);
        assertTrue(new Erlang(60, lines).waits() <= 0.01);
        assertTrue(new Erlang(60, lines - 1).waits() > 0.01);
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Erlang(-1, 3));
        assertThrows(IllegalArgumentException.class, () -> new Erlang(Double.NaN, 3));
        assertThrows(IllegalArgumentException.class, () -> new Erlang(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Erlang.linesFor(1, 0));
    }
}
