package io.turngap.load;

import io.turngap.time.Seeds;
import org.apache.commons.rng.UniformRandomProvider;

/** When calls start. Asked for one call after another, from 0; confined to one thread. */
public interface Arrivals {

    /** Instead of an instant: the call starts when another one ends. */
    long WHEN_ONE_ENDS = -1;

    /** Instead of an instant: the schedule is over, and neither this call nor a later one starts. */
    long NO_MORE = -2;

    /**
     * When call {@code index} starts, ns from the start of the run and not before the call before it; or {@link #WHEN_ONE_ENDS}, or
     * {@link #NO_MORE}.
     */
    long startNanos(int index);

    /** How it is called in output. */
    String name();

    /** A closed model: {@code together} calls start evenly over a ramp, and each that ends makes room for the next. */
    static Arrivals closed(int together, long rampMs) {
        return new Arrivals() {
            @Override
            public long startNanos(int index) {
                return index < together ? rampMs * 1_000_000 * index / together : WHEN_ONE_ENDS;
            }

            @Override
            public String name() {
                return together + " calls at once, a call that ends makes room for the next";
            }
        };
    }

    /**
     * An open model: a Poisson stream, in which calls come whether or not others have ended. The time between two starts is exponential,
     * {@code -ln(1 - u) / rate}.
     */
    static Arrivals poisson(double callsASecond, Seeds seeds) {
        UniformRandomProvider random = seeds.at("arrivals").random();
        return new Arrivals() {
            private double nanos;

            @Override
            public long startNanos(int index) {
                nanos += -Math.log1p(-random.nextDouble()) / callsASecond * 1e9;
                return Math.round(nanos);
            }

            @Override
            public String name() {
                return callsASecond + " calls a second, independent of each other (Poisson)";
            }
        };
    }
}
