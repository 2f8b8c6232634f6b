package io.turngap.capacity;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Finds the knee: doubles the load until the target is missed, halves what lies between until that is 5 %, confirms nine tenths of what it
 * found, and then comes from above: overloads the agent and looks whether it still carries what it carried. Each step starts with no call in
 * flight; what a second pass finds is therefore what the agent remembers of an overload, such as machines that it started or memory that it
 * kept.
 *
 * <p>A step in which the instrument was late is made once more, since a busy moment of the machine is no limit; late again, it ends the
 * search, for what lies above is then unknown.
 */
public final class Search {

    private static final int MOST_STEPS = 60;
    private static final double CONFIRMED = 0.9;
    private static final double OVERLOAD = 1.25;
    private static final double[] FROM_ABOVE = {1, 0.9, 0.8, 0.65, 0.5};

    private final Rig rig;
    private final Settings settings;
    private final Consumer<Finding> told;
    private final Seeds seeds;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private OptionalDouble idleCallSeconds = OptionalDouble.empty();
    private double met;
    private double missed = Double.POSITIVE_INFINITY;
    private boolean confirmed;
    private Answer answer = Answer.STOPPED;
    private boolean over;
    private Knee knee = new Knee(0, 0, null, false, null, null);

    /**
     * What is searched, and how.
     *
     * @param start the first load
     * @param most the highest
     * @param turns turns after which a step is looked at first
     * @param turnsOfACall turns of a call that comes to its end
     * @param rampMs over how long the calls of the first step start, closed; later ones take a call's length
     * @param secondPass whether the knee is looked for from above, too
     */
    public record Settings(
            By by,
            double start,
            double most,
            Target target,
            int turns,
            int turnsOfACall,
            long rampMs,
            boolean secondPass,
            long seed) {

        public Settings {
            if (!(start >= by.least() && most >= start)) {
                throw new IllegalArgumentException("a search from " + start + " to " + most + " " + by.unit()
                        + "; a start of " + by.format(by.least())
                        + " or more and an end not below it are allowed: give --start and --most");
            }
        }
    }

    /**
     * What is known.
     *
     * @param answer how the search ended; {@link Answer#STOPPED} while it goes on
     * @param knee the highest load found to meet the target
     * @param steps in the order in which they were made
     * @param notes what must be said beside it
     */
    public record Finding(Answer answer, Knee knee, List<Step> steps, List<String> notes) {
        public Finding {
            steps = List.copyOf(steps);
            notes = List.copyOf(notes);
        }
    }

    /**
     * A search to be made.
     *
     * @param told hears of what is known after each step
     */
    public Search(Rig rig, Settings settings, Consumer<Finding> told) {
        this.rig = rig;
        this.settings = settings;
        this.told = told;
        this.seeds = new Seeds(settings.seed()).at("capacity");
    }

    /** Makes the steps. */
    public Finding run() {
        climb();
        bisect();
        confirm();
        if (!over) {
            end(Answer.KNEE);
            fromAbove();
        }
        return finding();
    }

    private By by() {
        return settings.by();
    }

    private void climb() {
        double load = by().floor(settings.start());
        double most = by().floor(settings.most());
        while (!over && missed == Double.POSITIVE_INFINITY) {
            boolean carried = meets("doubling", load);
            if (over) {
                return;
            }
            if (!carried) {
                missed = load;
            } else if (load >= most) {
                met = load;
                end(Answer.NO_KNEE);
            } else {
                met = load;
                load = by().floor(Math.min(2 * load, most));
            }
        }
        descend();
    }

    /** Where not even the start is carried: half of it, and so on. */
    private void descend() {
        while (!over && met == 0) {
            double load = by().floor(missed / 2);
            if (load < by().least()) {
                end(Answer.NEVER);
            } else if (meets("halving", load)) {
                met = load;
            } else if (!over) {
                missed = load;
            }
        }
    }

    private void bisect() {
        while (!over && !by().isFine(met, missed)) {
            double middle = by().middle(met, missed);
            if (middle <= met || middle >= missed) {
                return;
            }
            if (meets("bisection", middle)) {
                met = middle;
            } else if (!over) {
                missed = middle;
            }
        }
    }

    /** Nine tenths of the knee must be carried, too; where they are not, chance helped, and the knee is looked for below, once. */
    private void confirm() {
        for (int attempt = 1; attempt <= 2 && !over; attempt++) {
            double load = by().floor(CONFIRMED * met);
            if (load < by().least()) {
                return;
            }
            confirmed = meets("confirmation", load);
            if (confirmed || over || attempt == 2) {
                return;
            }
            notes.add("nine tenths of " + by().format(met) + " " + by().unit()
                    + " missed the target, so the knee was looked for below");
            missed = load;
            met = steps.stream()
                    .filter(step -> step.verdict().met() && step.load() < load)
                    .mapToDouble(Step::load)
                    .max()
                    .orElse(0);
            descend();
            bisect();
        }
    }

    private void fromAbove() {
        if (!settings.secondPass()) {
            return;
        }
        double overload = by().floor(Math.max(missed, Math.min(settings.most(), OVERLOAD * missed)));
        Step loaded = make("overload", overload, false);
        if (cutShort(loaded) || loaded.verdict() == Verdict.INSTRUMENT) {
            notes.add("the second pass was not made: an overload of " + by().format(overload) + " " + by().unit()
                    + (loaded.verdict() == Verdict.INSTRUMENT ? " made the instrument late" : " was not finished"));
            return;
        }
        knee = knee.withSecondPass(null, overload);
        for (double share : FROM_ABOVE) {
            Step step = make("from above", by().floor(Math.max(by().least(), share * met)), true);
            if (step.verdict().met()) {
                knee = knee.withSecondPass(step.load(), overload);
                return;
            }
            if (!step.verdict().judged()) {
                notes.add("the second pass was not finished: " + step.verdict().words());
                return;
            }
        }
        knee = knee.withSecondPass(0.0, overload);
    }

    /** Makes a step that is to be judged, a second time where the instrument was late; ends the search where there is no verdict. */
    private boolean meets(String purpose, double load) {
        Step step = make(purpose, load, true);
        if (step.verdict() == Verdict.INSTRUMENT && !over) {
            step = make(purpose + ", again", load, true);
        }
        if (over) {
            return false;
        }
        if (step.verdict() == Verdict.INSTRUMENT) {
            end(Answer.INSTRUMENT);
        } else if (!step.verdict().judged()) {
            end(Answer.STOPPED);
        } else if (steps.size() == 1 && step.why().startsWith(StepRun.NONE_WORKED)) {
            end(Answer.UNREACHABLE);
        } else if (steps.size() >= MOST_STEPS) {
            notes.add("no more than " + MOST_STEPS + " steps are made; the knee lies between those seen last");
            end(Answer.STOPPED);
        }
        if (step.verdict().met() && idleCallSeconds.isEmpty() && step.callSeconds() > 0) {
            idleCallSeconds = OptionalDouble.of(step.callSeconds());
        }
        return step.verdict().met();
    }

    private Step make(String purpose, double load, boolean judged) {
        int index = steps.size() + 1;
        long rampMs =
                idleCallSeconds.isPresent() ? Math.round(idleCallSeconds.getAsDouble() * 1_000) : settings.rampMs();
        StepRun run = new StepRun(
                by(),
                load,
                settings.target(),
                new StepRun.Sizes(settings.turns(), settings.turnsOfACall(), rampMs, idleCallSeconds),
                seeds.at(index),
                judged);
        Rig.Aftermath after = rig.run(index, run);
        Step counted = run.finished();
        // What ends while its last calls are waited for has said what it has to say.
        boolean cut = (after.stopped() || !after.ceiling().isEmpty())
                && !(run.isLetGo() && counted.verdict().decided());
        Verdict verdict = !after.invalid().isEmpty() ? Verdict.INSTRUMENT : cut ? Verdict.CUT_SHORT : counted.verdict();
        String why = !after.invalid().isEmpty()
                ? after.invalid().getFirst()
                : after.stopped() ? "stopped" : !after.ceiling().isEmpty() ? after.ceiling() : why(counted, after);
        Step step = counted.as(index, purpose, after.folder(), after.endings(), verdict, why);
        steps.add(step);
        if (after.stopped()) {
            end(Answer.STOPPED);
        } else if (!after.ceiling().isEmpty()) {
            end(Answer.CEILING);
        }
        told.accept(finding());
        return step;
    }

    private static String why(Step counted, Rig.Aftermath after) {
        boolean none =
                counted.why().equals(StepRun.NONE_WORKED) && !after.example().isEmpty();
        return none ? counted.why() + "; " + after.example() : counted.why();
    }

    private static boolean cutShort(Step step) {
        return step.verdict() == Verdict.CUT_SHORT;
    }

    private void end(Answer with) {
        if (!over) {
            over = true;
            answer = with;
        }
    }

    private Finding finding() {
        List<Step> upwards = steps.stream()
                .filter(step -> !step.purpose().startsWith("from above"))
                .toList();
        Knee now = Knee.of(met, upwards, confirmed).withSecondPass(knee.fromAbove(), knee.overload());
        return new Finding(answer, now, steps, notes);
    }
}
