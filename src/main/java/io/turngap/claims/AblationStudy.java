package io.turngap.claims;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.agent.AgentConfig;
import io.turngap.call.Acoustics;
import io.turngap.measure.Distribution;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Metrics;
import io.turngap.measure.Turn;
import io.turngap.scenario.Scenario;
import io.turngap.simulate.Simulator;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;

/**
 * Finds what each lever between a base and a profile buys: makes one simulated run for each set of levers that is needed, with the same
 * callers and the same seed in all (common random numbers), and reads three figures for each lever from them: on alone, off alone, and its
 * {@link Shapley} share of the whole gain, which is the fair one where levers save the same milliseconds.
 *
 * <p>Runs are made in parallel, and which one ends first makes no difference: the same question gives the same answer, to the bit.
 */
public final class AblationStudy {

    /** Fewer levers have nothing to share. */
    public static final int FEWEST_LEVERS = 2;

    private static final double US_A_MS = 1_000.0;

    private final Question question;
    private final AblationSettings settings;
    private final Shapley shapley;
    private final Map<Long, Long> effective = new LinkedHashMap<>();
    private final Map<Long, AblationTally.Result> results = new ConcurrentHashMap<>();

    /**
     * What is asked.
     *
     * @param scenario the calls of each run
     * @param profileName as output calls it
     * @param profile an {@code agent:} block, all levers on
     * @param baseName as output calls it
     * @param base another, all levers off
     * @param levers ids of those that may differ; empty for all. The others stand as in the profile
     * @param orders of levers that are tried at most, in pairs of an order and its reverse; at least 4. Where as many runs would do to try
     *     every order, every order is tried
     */
    public record Question(
            Scenario scenario,
            String profileName,
            JsonNode profile,
            String baseName,
            JsonNode base,
            Set<String> levers,
            int orders) {}

    /** Hears how many of how many runs were made; on any thread, one at a time. */
    @FunctionalInterface
    public interface Progress {
        /** {@code done} of {@code all} runs are made. */
        void runs(int done, int all);
    }

    /**
     * Prepares a study; makes no run.
     *
     * @throws io.turngap.agent.AgentConfigException when one of the settings is wrong
     * @throws IllegalArgumentException when fewer than {@value #FEWEST_LEVERS} levers differ, saying which do
     */
    public AblationStudy(Question question) {
        this.question = question;
        this.settings = new AblationSettings(
                question.profile(),
                question.base(),
                lever -> question.levers().isEmpty() || question.levers().contains(lever.id()));
        List<Lever> players = settings.players();
        if (players.size() < FEWEST_LEVERS) {
            String which = players.isEmpty() ? "none" : players.getFirst().id();
            throw new IllegalArgumentException("Levers that differ between " + question.baseName() + " and "
                    + question.profileName()
                    + (question.levers().isEmpty()
                            ? ""
                            : " among " + String.join(", ", new TreeSet<>(question.levers())))
                    + ": " + which + "; at least " + FEWEST_LEVERS
                    + " are needed to share a gain. Choose another --profile or --from, or more --levers.");
        }
        int pairs = Math.max(2, question.orders() / 2);
        long sampledRuns = 2L * pairs * (players.size() - 1) + 2;
        boolean exact = players.size() <= 16 && 1L << players.size() <= sampledRuns;
        this.shapley = exact
                ? Shapley.exact(players.size())
                : Shapley.sampled(
                        players.size(),
                        pairs,
                        new Seeds(question.scenario().seed()).at("ablation").random());
        long all = (1L << players.size()) - 1;
        List<Long> sets = new ArrayList<>(List.of(0L, all));
        Arrays.stream(shapley.sets()).forEach(sets::add);
        for (int i = 0; i < players.size(); i++) {
            sets.add(1L << i);
            sets.add(all & ~(1L << i));
        }
        sets.forEach(set -> effective.computeIfAbsent(set, settings::effective));
    }

    /** How many levers differ. */
    public int levers() {
        return settings.players().size();
    }

    /** How many runs will be made. */
    public int runs() {
        return (int) effective.values().stream().distinct().count();
    }

    /**
     * Makes the runs.
     *
     * @throws io.turngap.sound.SoundException when a sound, of which the lengths are needed, cannot be had
     */
    public Ablation run(Acoustics acoustics, Progress progress) {
        long none = at(0);
        long all = at((1L << levers()) - 1);
        AtomicInteger done = new AtomicInteger();
        progress.runs(0, runs());
        Ends ends = new Ends(acoustics, none, all);
        List<Long> rest = effective.values().stream()
                .distinct()
                .filter(set -> set != none && set != all)
                .toList();
        tell(progress, done.addAndGet(none == all ? 1 : 2));
        rest.parallelStream().forEach(set -> {
            AblationTally tally = new AblationTally();
            Simulator.run(question.scenario(), settings.config(set), acoustics, tally);
            results.put(set, tally.result());
            tell(progress, done.incrementAndGet());
        });
        return new Ablation(
                Ablation.SCHEMA_VERSION,
                "virtual: every latency was drawn, none was spent",
                question.scenario().name(),
                question.scenario().seed(),
                question.scenario().calls(),
                runs(),
                shapley.isExact() ? 0 : 2 * Math.max(2, question.orders() / 2),
                ends.base,
                ends.profile,
                rows(),
                settings.conditions(),
                notes(ends.notSimulated));
    }

    private synchronized void tell(Progress progress, int done) {
        progress.runs(done, runs());
    }

    private long at(long set) {
        Long found = effective.get(set);
        if (found == null) {
            throw new IllegalStateException("set " + Long.toBinaryString(set) + " was not planned");
        }
        return found;
    }

    private AblationTally.Result result(long set) {
        AblationTally.Result found = results.get(at(set));
        if (found == null) {
            throw new IllegalStateException("set " + Long.toBinaryString(set) + " was not run");
        }
        return found;
    }

    /** The two settings themselves, with all their turns. */
    private final class Ends {
        private final Ablation.Side base;
        private final Ablation.Side profile;
        private final List<String> notSimulated = new ArrayList<>();

        Ends(Acoustics acoustics, long none, long all) {
            base = side(question.baseName(), acoustics, none);
            notSimulated.clear();
            profile = side(question.profileName(), acoustics, all);
        }

        private Ablation.Side side(String name, Acoustics acoustics, long set) {
            AblationTally tally = new AblationTally();
            List<Turn> turns = new ArrayList<>();
            AgentConfig config = settings.config(set);
            notSimulated.addAll(Simulator.run(question.scenario(), config, acoustics, turn -> {
                        tally.turn(turn);
                        turns.add(turn);
                    })
                    .notSimulated());
            AblationTally.Result result = tally.result();
            results.put(set, result);
            Map<String, List<Double>> ci95 = new LinkedHashMap<>();
            Distribution ttfa = Evaluation.of(turns, question.scenario().seed())
                    .distributions()
                    .get(Metrics.TTFA);
            if (ttfa != null) {
                interval(ci95, "p50_ms", ttfa.estimate(0.5));
                interval(ci95, "p95_ms", ttfa.estimate(0.95));
            }
            return new Ablation.Side(
                    name,
                    result.turns(),
                    result.p50Us() / US_A_MS,
                    result.p90Us() / US_A_MS,
                    result.p95Us() / US_A_MS,
                    result.p99Us() / US_A_MS,
                    ci95,
                    result.rates());
        }

        private static void interval(Map<String, List<Double>> ci95, String key, Distribution.Estimate estimate) {
            estimate.ci95()
                    .filter(interval -> interval.isBounded())
                    .ifPresent(interval -> ci95.put(key, List.of(interval.low() / US_A_MS, interval.high() / US_A_MS)));
        }
    }

    private List<Ablation.Row> rows() {
        Shapley.Shares p50 = shapley.of(set -> saved(set, AblationTally.Result::p50Us));
        Shapley.Shares p95 = shapley.of(set -> saved(set, AblationTally.Result::p95Us));
        long all = (1L << levers()) - 1;
        List<Ablation.Row> rows = new ArrayList<>();
        for (int i = 0; i < levers(); i++) {
            Lever lever = settings.players().get(i);
            long alone = 1L << i;
            long allBut = all & ~alone;
            rows.add(new Ablation.Row(
                    lever.id(),
                    lever.title(),
                    settings.changes(lever),
                    saving(p50, i, all, AblationTally.Result::p50Us),
                    saving(p95, i, all, AblationTally.Result::p95Us),
                    AblationCost.of(result(all), result(allBut), result(alone), result(0)),
                    lever.cost()));
        }
        rows.sort(Comparator.comparingDouble((Ablation.Row row) -> -row.p95().shareMs()));
        return rows;
    }

    private Ablation.Saving saving(
            Shapley.Shares shares, int player, long all, ToLongFunction<AblationTally.Result> us) {
        long alone = 1L << player;
        return new Ablation.Saving(
                shares.value()[player],
                shares.low()[player],
                shares.high()[player],
                saved(alone, us),
                saved(all, us) - saved(all & ~alone, us));
    }

    /** What a set of levers saves against none, ms. */
    private double saved(long set, ToLongFunction<AblationTally.Result> us) {
        return (us.applyAsLong(result(0)) - us.applyAsLong(result(set))) / US_A_MS;
    }

    private List<String> notes(List<String> notSimulated) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "Everything here is simulated: the agent's own code on a virtual timeline, every latency modelled. It shows what the levers"
                        + " do to each other, not what your providers take.");
        notes.add(
                shapley.isExact()
                        ? "Shares are exact: every set of levers was run."
                        : "Shares come from drawn orders of the levers, each with its reverse; their intervals say how sure the average over"
                                + " orders is, and nothing of what other calls would give.");
        for (int i = 0; i < levers(); i++) {
            if (at(1L << i) == 0) {
                Lever lever = settings.players().get(i);
                notes.add(lever.id() + " (" + lever.title() + ") has no effect where it cannot be set by itself"
                        + (lever.needs().isEmpty() ? "" : ": it needs " + String.join(", ", lever.needs()))
                        + "; there it stands as in " + question.baseName() + ".");
            }
        }
        if (!question.levers().isEmpty()) {
            notes.add("Only " + String.join(", ", settings.ids((1L << levers()) - 1))
                    + " were asked for: every other lever stands as in " + question.profileName()
                    + ", also in the base.");
        }
        settings.joined()
                .forEach(lever -> notes.add(lever.id() + " (" + lever.title()
                        + ") was not asked for and comes along: it cannot stay as in " + question.profileName()
                        + " where the others stand as in " + question.baseName() + "."));
        if (result(0).rates().getOrDefault("missed", 0.0) > 0) {
            notes.add(
                    "A missed turn counts as the time that its caller waited, which is less than the reply would have taken: where many are"
                            + " missed, the base is slower than shown.");
        }
        if (settings.players().stream().anyMatch(lever -> lever.id().equals("L14"))) {
            notes.add(
                    "Whether a cached answer was the right one is not told here: nothing in a simulated call judges it.");
        }
        notSimulated.forEach(line -> notes.add("Not simulated: " + line + "."));
        return notes;
    }
}
