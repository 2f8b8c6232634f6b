package io.turngap.explain;

import io.turngap.measure.Metrics;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import io.turngap.measure.Waterfall;
import io.turngap.stats.Clustered;
import io.turngap.stats.Interval;
import io.turngap.stats.PairedQuantiles;
import io.turngap.stats.Quantiles;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Says what to change first, from a journal alone: each remedy is applied to every turn of the run, stage by stage, and the percentiles
 * are computed again. That is right where stages follow one another, as the waterfall has them; what would then overlap, queue less or fail
 * more is not known, and the result says so.
 */
public final class Explainer {

    /** A saving below this is none: a caller cannot tell. */
    private static final double LEAST_MS = 5;

    /** Fewest turns from which a 95th percentile is more than the slowest turn. */
    private static final int FEW_TURNS = 72;

    private static final double MANY_CUT_OFFS = 0.02;

    private final List<Seen> seen;
    private final List<Turn> turns;
    private final long seed;

    private record Seen(Turn turn, long totalUs, Map<Stage, Long> stagesUs) {}

    private Explainer(List<Turn> turns, long seed) {
        this.turns = turns;
        this.seed = seed;
        this.seen = turns.stream()
                .flatMap(turn -> Waterfall.of(turn)
                        .filter(waterfall -> waterfall.totalUs() > 0)
                        .map(waterfall -> new Seen(turn, waterfall.totalUs(), waterfall.stagesUs()))
                        .stream())
                .sorted(Comparator.comparingLong(Seen::totalUs)
                        .thenComparingInt(one -> one.turn().call())
                        .thenComparingInt(one -> one.turn().turn()))
                .toList();
    }

    /**
     * Explains a run.
     *
     * @param turns its journal, in any order
     * @param seed origin of the bootstrap's draws
     */
    public static Explanation explain(List<Turn> turns, long seed) {
        return new Explainer(turns, seed).explanation();
    }

    private Explanation explanation() {
        if (seen.isEmpty()) {
            return new Explanation(
                    0,
                    0,
                    0,
                    0,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(
                            "No turn of this run was answered after the caller was done, so there is no wait to take apart."),
                    List.of());
        }
        Set<Stage> told = new TreeSet<>();
        seen.forEach(one -> told.addAll(one.stagesUs().keySet()));
        List<Explanation.Advice> plan = new ArrayList<>();
        List<String> idle = new ArrayList<>();
        List<Remedy> remedies = ActionPlan.remedies(slowTenthUs(Stage.LLM), slowTenthUs(Stage.TOOL));
        for (Remedy remedy : remedies) {
            if (remedy.stages().stream().anyMatch(told::contains) && !isDone(remedy)) {
                Explanation.Advice advice = advice(remedy);
                if (Math.max(advice.p50().highMs(), advice.p95().highMs()) >= LEAST_MS) {
                    plan.add(advice);
                } else {
                    idle.add(remedy.id());
                }
            }
        }
        plan.sort(Comparator.comparing(Explanation.Advice::atMost)
                .thenComparing(Comparator.comparingDouble(
                                (Explanation.Advice advice) -> advice.p95().lowMs())
                        .thenComparingDouble(advice -> advice.p50().lowMs())
                        .thenComparingDouble(advice -> advice.p95().highMs())
                        .reversed())
                .thenComparing(Explanation.Advice::id));
        double[] totals = seen.stream().mapToDouble(Seen::totalUs).toArray();
        int size = seen.size();
        return new Explanation(
                size,
                (int) seen.stream()
                        .mapToInt(one -> one.turn().call())
                        .distinct()
                        .count(),
                Quantiles.nearestRank(totals, 0.5) / 1_000,
                Quantiles.nearestRank(totals, 0.95) / 1_000,
                parts(seen.subList((int) (size * 0.4), Math.max((int) (size * 0.4) + 1, (int) Math.ceil(size * 0.6)))),
                parts(seen.subList(Math.min(size - 1, (int) Math.floor(size * 0.9)), size)),
                ranked(plan),
                idle,
                unseen(told),
                notes());
    }

    /** An agent that says it is one model from sound to sound has no other to exchange. */
    private boolean isDone(Remedy remedy) {
        boolean soundToSound =
                seen.stream().anyMatch(one -> one.turn().levers().containsKey(Waterfall.SPEECH_TO_SPEECH));
        return soundToSound && remedy.stages().contains(Stage.LLM);
    }

    private static List<Explanation.Advice> ranked(List<Explanation.Advice> plan) {
        List<Explanation.Advice> ranked = new ArrayList<>();
        for (Explanation.Advice advice : plan) {
            ranked.add(new Explanation.Advice(
                    ranked.size() + 1,
                    advice.id(),
                    advice.title(),
                    advice.levers(),
                    advice.step(),
                    advice.stages(),
                    advice.p50(),
                    advice.p95(),
                    advice.touched(),
                    advice.atMost(),
                    advice.basis(),
                    advice.cost(),
                    advice.sure()));
        }
        return ranked;
    }

    private long slowTenthUs(Stage stage) {
        double[] values = seen.stream()
                .filter(one -> one.stagesUs().containsKey(stage))
                .mapToDouble(one -> one.stagesUs().getOrDefault(stage, 0L))
                .toArray();
        return values.length == 0 ? 0 : Math.round(Quantiles.typeEight(values, 0.9));
    }

    private Explanation.Advice advice(Remedy remedy) {
        Clustered before = clustered(Seen::totalUs);
        PairedQuantiles low =
                new PairedQuantiles(before, clustered(one -> one.totalUs() - remedy.savedLowUs(one.stagesUs())));
        PairedQuantiles high =
                new PairedQuantiles(before, clustered(one -> one.totalUs() - remedy.savedHighUs(one.stagesUs())));
        double touched = seen.stream()
                        .filter(one -> remedy.savedHighUs(one.stagesUs()) > 0)
                        .count()
                / (double) seen.size();
        boolean modelled = seen.stream()
                .anyMatch(one -> remedy.stages().stream()
                        .anyMatch(stage -> one.turn().modelled().contains(stage.wireName())));
        return new Explanation.Advice(
                0,
                remedy.id(),
                remedy.title(),
                remedy.levers(),
                remedy.step(),
                remedy.stages().stream().map(Stage::wireName).toList(),
                saving(remedy, low, high, 0.5),
                saving(remedy, low, high, 0.95),
                touched,
                remedy.basis().contains("upper bound"),
                remedy.basis(),
                cost(remedy),
                sure(remedy, modelled));
    }

    private Explanation.Saving saving(Remedy remedy, PairedQuantiles low, PairedQuantiles high, double p) {
        Seeds seeds = new Seeds(seed).at("explain").at(remedy.id()).at(Math.round(p * 1_000));
        return new Explanation.Saving(
                low.fall(p).orElse(0) / 1_000,
                high.fall(p).orElse(0) / 1_000,
                low.interval(p, seeds.random()).map(Explainer::milliseconds).orElse(null));
    }

    private static List<Double> milliseconds(Interval us) {
        return List.of(us.low() / 1_000, us.high() / 1_000);
    }

    private Clustered clustered(ToLongFunction<Seen> us) {
        return Clustered.of(seen.stream()
                .map(one -> new Clustered.Point(one.turn().call(), us.applyAsLong(one), false))
                .toList());
    }

    private double cutOffs() {
        long spoken = turns.stream().filter(turn -> !turn.isGreeting()).count();
        return turns.stream().filter(turn -> turn.outcome() == Outcome.CUT_OFF).count() / (double) Math.max(1, spoken);
    }

    private String cost(Remedy remedy) {
        boolean hasty = remedy.stages().contains(Stage.ENDPOINTING) && cutOffs() >= MANY_CUT_OFFS;
        return hasty
                ? remedy.cost() + "; this run cuts off " + Math.round(cutOffs() * 100)
                        + " % of its turns already, and would cut off more"
                : remedy.cost();
    }

    private String sure(Remedy remedy, boolean modelled) {
        List<String> words = new ArrayList<>();
        words.add(
                remedy.basis().contains("upper bound")
                        ? "at most this much"
                        : remedy.basis().startsWith("this run")
                                ? "from this run's own turns"
                                : "if the quoted figure holds for you");
        if (modelled) {
            words.add("the stage was modelled by the agent, not real");
        }
        return String.join("; ", words);
    }

    private static List<Explanation.Part> parts(List<Seen> turns) {
        Map<Stage, Long> sums = new EnumMap<>(Stage.class);
        Set<String> modelled = new TreeSet<>();
        long total = 0;
        for (Seen one : turns) {
            one.stagesUs().forEach((stage, us) -> sums.merge(stage, us, Long::sum));
            modelled.addAll(one.turn().modelled());
            total += one.totalUs();
        }
        double all = total;
        return sums.entrySet().stream()
                .filter(sum -> sum.getValue() > 0)
                .sorted(Map.Entry.<Stage, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(sum -> new Explanation.Part(
                        sum.getKey().wireName(),
                        sum.getValue() / 1_000.0 / turns.size(),
                        sum.getValue() / all,
                        modelled.contains(sum.getKey().wireName())))
                .toList();
    }

    /** Which part of the plan this run cannot speak of, and what would have to be told for it. */
    private List<String> unseen(Set<Stage> told) {
        List<String> unseen = new ArrayList<>();
        long unattributedUs = seen.stream()
                .mapToLong(one -> one.stagesUs().getOrDefault(Stage.UNATTRIBUTED, 0L))
                .sum();
        long totalUs = seen.stream().mapToLong(Seen::totalUs).sum();
        List<String> missing = java.util.stream.Stream.of(Stage.ENDPOINTING, Stage.STT, Stage.LLM, Stage.TTS)
                .filter(stage -> !told.contains(stage))
                .map(Stage::wireName)
                .toList();
        if (!missing.isEmpty()) {
            unseen.add(
                    "No milestone of this run tells of " + String.join(", ", missing)
                            + ": remedies for them cannot be judged. An agent that tells its milestones, or its traces, would show them.");
        }
        if (unattributedUs > 0 && totalUs > 0) {
            unseen.add(Math.round(100.0 * unattributedUs / totalUs)
                    + " % of the wait is unattributed: no two milestones explain it.");
        }
        return unseen;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (seen.size() < FEW_TURNS) {
            notes.add("There are only " + seen.size() + " turns: their P95 is little more than the slowest.");
        }
        notes.addAll(faults());
        notes.add("Each saving is of one remedy alone: two that shorten the same stage do not add up.");
        notes.add(
                "Turns are computed again as if their stages followed one another and nothing else changed; measure the change itself"
                        + " before you trust it (turngap run with the setting, or ablate).");
        return notes;
    }

    /** What is wrong with the agent rather than slow, and what a first sound hides. */
    private List<String> faults() {
        List<String> faults = new ArrayList<>();
        long missed =
                turns.stream().filter(turn -> turn.outcome() == Outcome.MISSED).count();
        if (missed > 0) {
            faults.add(missed + (missed == 1 ? " turn was" : " turns were")
                    + " never answered and are not in these figures: find out why first.");
        }
        Map<String, Long> excuses = turns.stream()
                .flatMap(turn -> Optional.ofNullable(turn.levers().get(Metrics.FALLBACK)).stream())
                .collect(Collectors.groupingBy(why -> why, TreeMap::new, Collectors.counting()));
        if (!excuses.isEmpty()) {
            faults.add("The agent gave an excuse instead of an answer: " + excuses
                    + ". Mend that before anything is made quicker.");
        }
        double[] behindMs = turns.stream()
                .filter(turn -> turn.at(Milestone.ANSWER_AUDIBLE).isPresent()
                        && turn.at(Milestone.FIRST_AUDIBLE).isPresent())
                .mapToDouble(turn -> (turn.at(Milestone.ANSWER_AUDIBLE).orElseThrow()
                                - turn.at(Milestone.FIRST_AUDIBLE).orElseThrow())
                        / 1_000.0)
                .filter(ms -> ms > 0)
                .toArray();
        if (behindMs.length > 0) {
            faults.add("In " + behindMs.length + (behindMs.length == 1 ? " turn" : " turns")
                    + " a thinking phrase came first and is what these figures end with; the answer came "
                    + Math.round(Quantiles.typeEight(behindMs, 0.5)) + " ms later at the median, see metric answer.");
        }
        return faults;
    }
}
