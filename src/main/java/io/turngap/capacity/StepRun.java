package io.turngap.capacity;

import io.turngap.load.Arrivals;
import io.turngap.stats.Interval;
import io.turngap.time.Seeds;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One step while it goes on. It is told of each call that ends, and lets the load go once its turns decide whether the target is met; where
 * they do not, it goes on for as long again, up to three times, and is then taken as it leans. It is let go early where everything is far
 * over the target, or where calls of an open model pile up.
 *
 * <p>Looking four times makes it somewhat likelier than 5 % that chance decides a step; the neighbours of a knee are looked at more than once
 * for that reason.
 *
 * <p>Confined to the thread that makes the step.
 */
public final class StepRun {

    /** How often a step is extended at most. */
    static final int MOST_EXTENSIONS = 3;

    /** Why a step misses the target where there is nothing to count. */
    static final String NONE_WORKED = "no call came to its end";

    /** How the reason begins of a step in which an open model's calls pile up. */
    static final String PILED_UP_WHY = "calls piled up";

    private static final int FEWEST_CALLS = 10;
    private static final int FEWEST_FAR_OVER = 40;
    private static final double FAR_OVER = 0.5;
    private static final int LOOK_EACH = 5;
    private static final double PILED_UP = 1.5;
    private static final int PILE_SLACK = 10;

    private final By by;
    private final double load;
    private final Target target;
    private final Sizes sizes;
    private final StepArrivals arrivals;
    private final StepTally tally;
    private final boolean judged;
    private int blocks = 1;
    private boolean letGo;
    private Optional<String> early = Optional.empty();
    private boolean piledUp;
    private boolean instrumentLate;

    /**
     * How large a step is.
     *
     * @param turns turns after which it is looked at first
     * @param turnsOfACall turns of a call that comes to its end
     * @param rampMs over how long the first calls of a closed model start
     * @param callSeconds length of a call on an agent with nothing to do; empty where it is not known yet
     */
    public record Sizes(int turns, int turnsOfACall, long rampMs, OptionalDouble callSeconds) {}

    StepRun(By by, double load, Target target, Sizes sizes, Seeds seeds, boolean judged) {
        this.by = by;
        this.load = load;
        this.target = target;
        this.sizes = sizes;
        this.judged = judged;
        this.arrivals = StepArrivals.of(by, load, sizes.rampMs(), seeds);
        this.tally = new StepTally(by, load, target, sizes.turnsOfACall(), seeds.seed());
    }

    /** What is raised. */
    public By by() {
        return by;
    }

    /** Calls at once, or calls a second. */
    public double load() {
        return load;
    }

    /** When its calls start; not one more once the load was let go. */
    public Arrivals arrivals() {
        return arrivals;
    }

    /** Over how long the first calls of a closed model start, ms. */
    public long rampMs() {
        return sizes.rampMs();
    }

    /** Calls at once that it may come to, before it is let go. */
    public int mostAtOnce() {
        return by == By.CONCURRENCY ? (int) Math.round(load) : most(usual().orElse(load * 60));
    }

    /** More calls than it will make: a bound for whoever needs one. */
    public int mostCalls() {
        long warmUp = by == By.CONCURRENCY ? Math.round(load) : (long) Math.ceil(4 * usual().orElse(load * 120));
        return (int) Math.min(10_000_000, 2 * warmUp + (MOST_EXTENSIONS + 2L) * blockCalls() + 1_000);
    }

    /** Calls that began, or are about to. */
    int begunAtMost() {
        return arrivals.asked();
    }

    /** True once no other call begins. */
    public boolean isLetGo() {
        return letGo;
    }

    /** Calls that counted so far. */
    public int callsCounted() {
        return Math.min(tally.callsEnded(), callsWanted());
    }

    /** Calls that the next look needs. */
    public int callsWanted() {
        return blocks * blockCalls();
    }

    /** A call ended. */
    public void callEnded(CallEnd call) {
        tally.ended(call);
        if (letGo) {
            return;
        }
        if (!judged) {
            if (tally.callsEnded() >= blockCalls()) {
                letGo(call.endUs());
            }
            return;
        }
        if (tally.callsEnded() >= FEWEST_CALLS
                && tally.turnsEnded() >= FEWEST_FAR_OVER
                && tally.callsEnded() % LOOK_EACH == 0
                && tally.count().ci95().map(Interval::high).orElse(1.0) < FAR_OVER) {
            early = Optional.of("far over the target, so it was ended early");
            letGo(call.endUs());
        } else if (tally.callsEnded() >= blocks * (long) blockCalls() && tally.turnsEnded() >= blocks * sizes.turns()) {
            if (instrumentLate || verdict(tally.count()).decided() || blocks > MOST_EXTENSIONS) {
                letGo(call.endUs());
            } else {
                blocks++;
            }
        }
    }

    /** Whether the instrument has been over a budget so far: then more turns would decide nothing, and the step is not extended. */
    void instrumentLate(boolean late) {
        instrumentLate = late;
    }

    /** Some time passed. */
    public void progress(long nowUs, int inFlight) {
        OptionalDouble usual = usual();
        if (by == By.RATE && !letGo && usual.isPresent() && inFlight > most(usual.getAsDouble())) {
            piledUp = true;
            early = Optional.of(PILED_UP_WHY + ": " + inFlight + " in flight where "
                    + Math.round(usual.getAsDouble())
                    + " would be if each took as long as on an idle agent, so it was ended early");
            letGo(nowUs);
        }
    }

    /** Calls that are in flight, by Little's law, where every reply takes half as long again as it may; and some for chance. */
    private int most(double usual) {
        double waiting = load * sizes.turnsOfACall() * target.sloMs() / 1_000.0;
        return (int) Math.ceil(PILED_UP * (usual + waiting)) + PILE_SLACK;
    }

    /** Calls in flight by Little's law where no call takes longer than on an idle agent. */
    private OptionalDouble usual() {
        return by == By.RATE && sizes.callSeconds().isPresent()
                ? OptionalDouble.of(load * sizes.callSeconds().getAsDouble())
                : OptionalDouble.empty();
    }

    /** Ends the load: no other call begins. */
    public void letGo(long nowUs) {
        letGo = true;
        tally.letGo(nowUs);
        arrivals.letGo();
    }

    /** Calls that a look needs: those of enough turns, each line's one, and of an open model as many as are in flight. */
    private int blockCalls() {
        int forTurns = (int) Math.ceil((double) sizes.turns() / sizes.turnsOfACall());
        int together = by == By.CONCURRENCY ? (int) Math.round(load) : (int) Math.ceil(usual().orElse(FEWEST_CALLS));
        return Math.max(FEWEST_CALLS, Math.max(forTurns, together));
    }

    private Verdict verdict(StepTally.Count count) {
        if (count.turns() == 0) {
            return count.failed() > 0 ? Verdict.MISSES : Verdict.CUT_SHORT;
        }
        Interval good = count.ci95().orElseThrow();
        Interval failed = count.failedCi95().orElseThrow();
        double failedShare = (double) count.failed() / count.calls();
        double goodShare = (double) count.good() / count.turns();
        if (good.high() < target.goodput() || failed.low() >= target.failedCalls()) {
            return Verdict.MISSES;
        }
        if (good.low() >= target.goodput() && failedShare < target.failedCalls()) {
            return Verdict.MEETS;
        }
        return goodShare >= target.goodput() && failedShare < target.failedCalls()
                ? Verdict.LEANS_TO_MEET
                : Verdict.LEANS_TO_MISS;
    }

    /** The step once its last call has ended. */
    Step finished() {
        Step counted = tally.step(blocks - 1);
        if (!judged) {
            return counted.as(0, "", "", counted.endings(), Verdict.NOT_JUDGED, "");
        }
        if (tally.noneWorked()) {
            return counted.as(0, "", "", counted.endings(), Verdict.MISSES, NONE_WORKED);
        }
        Verdict said = piledUp ? Verdict.MISSES : verdict(tally.count());
        boolean notCounted = !letGo && said.met() && blocks == 1 && tally.callsEnded() < blockCalls();
        return counted.as(0, "", "", counted.endings(), notCounted ? Verdict.CUT_SHORT : said, early.orElse(""));
    }
}
