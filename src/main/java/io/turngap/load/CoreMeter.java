package io.turngap.load;

import io.turngap.load.ProcStat.Ticks;
import io.turngap.measure.InstrumentFacts.Core;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How busy each processor was: over all looks, and between any two of them. For one thread. */
final class CoreMeter {

    /** Shares of less than half a second are grains of the system's tick, and no worst second. */
    private static final long LEAST_TICKS = 50;

    private static final Ticks NONE = new Ticks(0, 0, 0);

    private final Map<Integer, Double> busiest = new TreeMap<>();
    private final ProcStat first;
    private ProcStat last;

    /**
     * Shares of all processors between two looks, 0 to 1.
     *
     * @param busy with work of anybody's
     * @param idle with none
     * @param stolen given to somebody else by a hypervisor
     * @param busiestCore {@code busy} of the busiest one
     */
    record Shares(double busy, double idle, double stolen, double busiestCore) {}

    CoreMeter(ProcStat first) {
        this.first = first;
        this.last = first;
    }

    /** Shares since the last look; empty where no tick passed. */
    Optional<Shares> look(ProcStat now) {
        Map<Integer, Ticks> passed = passed(last, now);
        last = now;
        passed.forEach((core, ticks) -> {
            if (ticks.all() >= LEAST_TICKS) {
                busiest.merge(core, share(ticks.busy(), ticks), Math::max);
            }
        });
        return shares(passed);
    }

    /** Shares from the first look to {@code now}, which is no look; empty where no tick passed. */
    Optional<Shares> whole(ProcStat now) {
        return shares(passed(first, now));
    }

    /** Each processor from the first look to {@code now}, with its busiest time between two looks. */
    List<Core> cores(ProcStat now) {
        return passed(first, now).entrySet().stream()
                .filter(core -> core.getValue().all() > 0)
                .map(core -> new Core(
                        core.getKey(),
                        share(core.getValue().busy(), core.getValue()),
                        share(core.getValue().idle(), core.getValue()),
                        share(core.getValue().stolen(), core.getValue()),
                        busiest.get(core.getKey())))
                .toList();
    }

    /** By core; one that was not there before, having been switched off, has no share. */
    private static Map<Integer, Ticks> passed(ProcStat before, ProcStat now) {
        Map<Integer, Ticks> passed = new TreeMap<>();
        now.cores()
                .forEach((core, ticks) ->
                        passed.put(core, ticks.since(before.cores().getOrDefault(core, ticks))));
        return passed;
    }

    private static Optional<Shares> shares(Map<Integer, Ticks> passed) {
        Ticks all = passed.values().stream().reduce(NONE, Ticks::plus);
        double most = passed.values().stream()
                .mapToDouble(ticks -> share(ticks.busy(), ticks))
                .max()
                .orElse(0);
        return all.all() == 0
                ? Optional.empty()
                : Optional.of(
                        new Shares(share(all.busy(), all), share(all.idle(), all), share(all.stolen(), all), most));
    }

    private static double share(long part, Ticks of) {
        return of.all() == 0 ? 0 : Math.round(part * 1e4 / of.all()) / 1e4;
    }
}
