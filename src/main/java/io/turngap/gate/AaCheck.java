package io.turngap.gate;

import io.turngap.measure.Evaluation;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Interval;
import io.turngap.stats.Proportions;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * How often would these gates, on data such as these, stop a release that changed nothing? Calls of one agent are held against calls of the
 * same agent, many times, by the very code that judges a release, and whatever fails is a false alarm.
 *
 * <p>Of one run, its calls are dealt into two halves at random; a half is a run of half the length. Of a run that called two agents in
 * pairs, the pairs stay whole, and chance says for each which side is called the baseline: nothing is halved.
 *
 * <p>Both sides come from the same minutes, so nothing here shows the drift between two runs that were made one after the other.
 */
public final class AaCheck {

    /** Share of false alarms that is promised. */
    public static final double PROMISED = 0.05;

    /** Splits, where nothing else is asked. */
    public static final int SPLITS = 200;

    /** Deals and draws of each split: a verdict of its own would deserve more, a count of hundreds does not. */
    public static final int DRAWS = 1_000;

    private static final Validity VALID = new Validity(true, List.of(), Map.of(), Map.of(), null, Map.of(), Map.of());
    /** Fewest values from which the middle 95 % are told. */
    private static final int FEWEST_OF_A_SPREAD = 40;

    private AaCheck() {}

    /**
     * What is to be split.
     *
     * @param rules regression rules, one family
     * @param calls the calls of one agent; of an interleaved run, the candidate's side
     * @param partners of an interleaved run, the baseline's side: call n is the partner of call n
     * @param splits how often, at least 1
     * @param draws deals and draws of each
     * @param seed the same seed gives the same
     */
    public record Plan(
            List<Rule> rules, Evaluation calls, Optional<Evaluation> partners, int splits, int draws, long seed) {
        public Plan {
            rules = List.copyOf(rules);
        }
    }

    /**
     * So many of so many.
     *
     * @param hits from 0 to {@code of}
     * @param of at least 1
     */
    public record Count(int hits, int of) {
        /** From 0 to 1. */
        public double share() {
            return (double) hits / of;
        }

        /** Wilson's 95 % interval of the share. */
        public Interval ci95() {
            return Proportions.wilson(hits, of);
        }
    }

    /**
     * Over all splits.
     *
     * @param failed false alarms
     * @param unsure splits that were not decided
     * @param passed splits that passed
     * @param bare splits in which the bare percentage was exceeded: the false alarms of a rule that asks for no more than that
     */
    public record Tally(Count failed, Count unsure, Count passed, Count bare) {}

    /**
     * One rule.
     *
     * @param rule as written
     * @param tally what came of it
     * @param apartPercent the middle 95 % of the differences between two halves, in the rule's unit, low and high; empty where most splits
     *     gave no figure
     */
    public record OfGate(String rule, Tally tally, List<Double> apartPercent) {}

    /**
     * What came of it.
     *
     * @param calls there were; of an interleaved run, pairs
     * @param callsAnArm in either arm of a split, the smaller
     * @param family any gate of the family
     * @param gates each by itself, in their order
     */
    public record Result(
            boolean pairs,
            int calls,
            int callsAnArm,
            int splits,
            int draws,
            long seed,
            Tally family,
            List<OfGate> gates) {

        /** True when more false alarms than promised were raised, and not by chance. */
        public boolean isBroken() {
            return family.failed().ci95().low() > PROMISED;
        }
    }

    /** The rules of a run that speak of a regression; where none does, 10 % at three percentiles of its headline metric. */
    public static List<Rule> rules(List<Rule> ofTheRun, String headline) {
        List<Rule> regressions = ofTheRun.stream()
                .filter(rule -> rule.kind() == Rule.Kind.REGRESSION)
                .toList();
        return regressions.isEmpty()
                ? Stream.of("p50", "p95", "p99")
                        .map(percentile -> Rule.parse(headline + " " + percentile + " regresses < 10 %"))
                        .toList()
                : regressions;
    }

    /** How many calls these evaluations know: those to be split, or pairs of which at least one side is known. */
    public static int calls(Evaluation calls, Optional<Evaluation> partners) {
        return numbers(calls, partners).length;
    }

    /** Fewest calls that can be split, or fewest pairs. */
    public static int fewest(boolean pairs) {
        return pairs ? ClusterBootstrap.FEWEST_CLUSTERS : 2 * ClusterBootstrap.FEWEST_CLUSTERS;
    }

    /**
     * Splits and judges.
     *
     * @throws IllegalArgumentException when there are fewer calls than {@link #fewest}, no rule, or nothing to draw
     */
    public static Result of(Plan plan) {
        int[] calls = numbers(plan.calls(), plan.partners());
        boolean pairs = plan.partners().isPresent();
        if (calls.length < fewest(pairs) || plan.rules().isEmpty() || plan.splits() < 1 || plan.draws() < 1) {
            throw new IllegalArgumentException("An A/A check was asked of " + calls.length + " calls, "
                    + plan.rules().size() + " rules, " + plan.splits() + " splits and " + plan.draws()
                    + " draws; at least " + fewest(pairs)
                    + " calls are needed, and one of each of the others. Check first.");
        }
        List<List<GateResult>> splits = IntStream.range(0, plan.splits())
                .parallel()
                .mapToObj(split ->
                        judged(plan, calls, new Seeds(plan.seed()).at("aa").at(split)))
                .toList();
        List<OfGate> gates = new ArrayList<>();
        for (int i = 0; i < plan.rules().size(); i++) {
            int gate = i;
            List<List<GateResult>> alone =
                    splits.stream().map(split -> List.of(split.get(gate))).toList();
            gates.add(new OfGate(plan.rules().get(i).text(), tally(alone), spread(alone)));
        }
        return new Result(
                pairs,
                calls.length,
                pairs ? calls.length : calls.length / 2,
                plan.splits(),
                plan.draws(),
                plan.seed(),
                tally(splits),
                List.copyOf(gates));
    }

    private static int[] numbers(Evaluation calls, Optional<Evaluation> partners) {
        return Stream.concat(Stream.of(calls), partners.stream())
                .flatMap(side -> DealtCalls.calls(side).stream())
                .mapToInt(Integer::intValue)
                .distinct()
                .sorted()
                .toArray();
    }

    /** One split, and what the gates say of it. */
    private static List<GateResult> judged(Plan plan, int[] calls, Seeds seeds) {
        Set<Integer> chosen = chosen(calls, plan.partners().isPresent(), seeds.random());
        IntPredicate in = chosen::contains;
        List<DealtCalls.Part> first = new ArrayList<>(List.of(new DealtCalls.Part(plan.calls(), in)));
        List<DealtCalls.Part> second = new ArrayList<>(List.of(new DealtCalls.Part(plan.calls(), in.negate())));
        plan.partners().ifPresent(partners -> {
            first.add(new DealtCalls.Part(partners, in.negate()));
            second.add(new DealtCalls.Part(partners, in));
        });
        Baseline baseline = new Baseline(
                "that changed nothing",
                Baseline.Measured.CALLS,
                new ScenarioInfo("", "", "", "", 0, 0, List.of(), null),
                DealtCalls.evaluation(first, plan.rules(), seeds.seed()),
                List.of(),
                new Baseline.Origin(plan.partners().isPresent(), List.of()));
        Gates.Case asked = new Gates.Case(
                plan.rules(),
                DealtCalls.evaluation(second, plan.rules(), seeds.seed()),
                VALID,
                Optional.of(baseline),
                seeds.seed(),
                List.of(),
                Looks.ONCE);
        return Gates.judge(asked, plan.draws()).gates();
    }

    /** Half of the calls; or, of pairs, those whose sides stay as they are. */
    private static Set<Integer> chosen(int[] calls, boolean pairs, UniformRandomProvider random) {
        Set<Integer> chosen = new HashSet<>();
        int left = calls.length / 2;
        for (int i = 0; i < calls.length; i++) {
            boolean take = pairs ? random.nextBoolean() : random.nextInt(calls.length - i) < left;
            if (take) {
                chosen.add(calls[i]);
                left--;
            }
        }
        return chosen;
    }

    private static Tally tally(List<List<GateResult>> splits) {
        int failed = 0;
        int passed = 0;
        int bare = 0;
        for (List<GateResult> split : splits) {
            failed += split.stream().anyMatch(gate -> gate.verdict() == Verdict.FAIL) ? 1 : 0;
            passed += split.stream().allMatch(gate -> gate.verdict() == Verdict.PASS) ? 1 : 0;
            bare += split.stream().anyMatch(AaCheck::exceeds) ? 1 : 0;
        }
        int all = splits.size();
        return new Tally(
                new Count(failed, all),
                new Count(all - failed - passed, all),
                new Count(passed, all),
                new Count(bare, all));
    }

    private static boolean exceeds(GateResult gate) {
        Double value = gate.value();
        return value != null && value > gate.limit();
    }

    private static List<Double> spread(List<List<GateResult>> splits) {
        double[] values = splits.stream()
                .map(split -> split.getFirst().value())
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (values.length < Math.max(FEWEST_OF_A_SPREAD, splits.size() / 2)) {
            return List.of();
        }
        int cut = (int) (values.length * 0.025);
        double[] middle = Arrays.copyOfRange(values, cut, values.length - cut);
        return List.of(middle[0], middle[middle.length - 1]);
    }
}
