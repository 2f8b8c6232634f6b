package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import io.turngap.time.VirtualTimeline;
import java.util.function.DoubleSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

/**
 * The fleet is a queue, and where requests are a Poisson stream the queue is one of which the waiting is known. Runs are so long that 1 % is
 * some standard errors of the mean, which each test computes from the means of fifty stretches and checks.
 */
class FleetQueueTest {

    private static final int STRETCHES = 50;
    private static final double MOST_ERROR = 0.01;

    /** What was seen of waiting, in units of the mean service time. */
    private record Waits(double mean, double standardError, double shareThatWaited) {}

    /** So many requests, the first tenth of which is not counted; a service takes 1 s on average. */
    private static Waits run(int machines, int slots, double load, int requests, boolean constant) {
        VirtualTimeline timeline = new VirtualTimeline();
        Fleet fleet = new Fleet(
                Asked.config("{'fleet': {'replicas': " + machines + ", 'most_replicas': " + machines + ", 'slots': "
                                + slots + "}}")
                        .fleet(),
                ModelFigures.get(),
                new Seeds(1));
        UniformRandomProvider gaps = new Seeds(7).at("gaps").random();
        UniformRandomProvider services = new Seeds(7).at("services").random();
        DoubleSupplier serviceS = constant ? () -> 1 : () -> -Math.log1p(-services.nextDouble());
        double rate = load * machines * slots;
        int counted = requests - requests / 10;
        double[] sums = new double[STRETCHES];
        long[] waited = {0};
        int[] granted = {0};
        Runnable arrive = new Runnable() {
            private int asked;

            @Override
            public void run() {
                fleet.ask(timeline, Fleet.ANY, new Fleet.Client() {
                    @Override
                    public void granted(Fleet.Grant grant) {
                        int index = granted[0]++ - requests / 10;
                        if (index >= 0) {
                            sums[(int) ((long) index * STRETCHES / counted)] += grant.queuedNanos() / 1e9;
                            waited[0] += grant.queuedNanos() > 0 ? 1 : 0;
                        }
                        timeline.after(
                                Math.round(serviceS.getAsDouble() * 1e9),
                                () -> fleet.release(timeline, grant.replica()));
                    }

                    @Override
                    public void refused(String why) {
                        throw new IllegalStateException(why);
                    }
                });
                if (++asked < requests) {
                    timeline.after(Math.round(-Math.log1p(-gaps.nextDouble()) / rate * 1e9), this);
                }
            }
        };
        arrive.run();
        timeline.runAll(requests * 4L);
        assertEquals(requests, granted[0]);
        double each = (double) counted / STRETCHES;
        double mean = 0;
        for (double sum : sums) {
            mean += sum / each / STRETCHES;
        }
        double squares = 0;
        for (double sum : sums) {
            squares += (sum / each - mean) * (sum / each - mean);
        }
        return new Waits(mean, Math.sqrt(squares / (STRETCHES - 1) / STRETCHES), (double) waited[0] / counted);
    }

    /** Erlang C: the share of requests that wait, for an offered load of {@code a} servers' work on {@code c} of them. */
    private static double erlangC(int c, double a) {
        double term = 1;
        double sum = 0;
        for (int k = 0; k < c; k++) {
            sum += term;
            term *= a / (k + 1);
        }
        double waiting = term * c / (c - a);
        return waiting / (sum + waiting);
    }

    private static void assertWithin(double expected, double actual, String what) {
        assertEquals(expected, actual, expected * MOST_ERROR, what);
    }

    @Test
    void exponentialServiceOnOneMachineIsMMc() {
        assertEquals(1 / 3.0, erlangC(2, 1), 1e-12, "M/M/2 at half its capacity, by hand");
        assertErlangC(run(1, 2, 0.5, 4_000_000, false), 2, 1);
    }

    private static void assertErlangC(Waits waits, int servers, double offered) {
        double mayWait = erlangC(servers, offered);
        double expected = mayWait / (servers - offered);
        assertTrue(waits.standardError < 0.004 * expected, "standard error " + waits.standardError);
        assertWithin(mayWait, waits.shareThatWaited, "P(wait)");
        assertWithin(expected, waits.mean, "mean wait, service times");
    }

    /** The same queue on machines of their own: which machine serves changes nobody's wait. */
    @Test
    void exponentialServiceOnSeveralMachinesIsMMcToo() {
        assertErlangC(run(2, 1, 0.5, 4_000_000, false), 2, 1);
    }

    /** Pollaczek and Khinchine: mean wait = load / (2 (1 − load)) service times. */
    @Test
    void constantServiceIsMD1() {
        Waits waits = run(1, 1, 0.5, 2_000_000, true);
        double expected = 0.5 / (2 * (1 - 0.5));
        assertTrue(waits.standardError < 0.003 * expected, "standard error " + waits.standardError);
        assertWithin(0.5, waits.shareThatWaited, "P(wait)");
        assertWithin(expected, waits.mean, "mean wait, service times");
    }

    /** More than can be served: the queue is bounded, and the offered load is told. */
    @Test
    void anUnstableQueueIsBoundedAndSaysItsLoad() {
        VirtualTimeline timeline = new VirtualTimeline();
        Fleet fleet = new Fleet(
                Asked.config("{'fleet': {'replicas': 1, 'most_replicas': 1, 'slots': 1}}")
                        .fleet(),
                ModelFigures.get(),
                new Seeds(1));
        long[] refused = {0};
        for (int i = 0; i < 60_000; i++) {
            timeline.runUntil(i * 10_000_000L);
            fleet.ask(timeline, Fleet.ANY, new Fleet.Client() {
                @Override
                public void granted(Fleet.Grant grant) {
                    timeline.after(13_000_000, () -> fleet.release(timeline, grant.replica()));
                }

                @Override
                public void refused(String why) {
                    refused[0]++;
                }
            });
        }
        timeline.runUntil(600_000_000_000L);
        FleetLoad load = fleet.load("any", timeline.nowNanos());
        assertEquals(Fleet.MOST_WAITING, load.waiting());
        assertTrue(refused[0] > 3_000, refused[0] + " were refused");
        assertEquals(refused[0], load.refused());
        assertEquals(1.3, load.offered(600_000_000_000L), 0.01);
    }
}
