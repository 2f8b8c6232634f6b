package io.turngap.gate;

import io.turngap.measure.Distribution;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Metrics;
import io.turngap.measure.Share;
import io.turngap.stats.Clustered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An evaluation made of whole calls of others: what a rule reads of it, and no more. */
final class DealtCalls {

    /**
     * Calls of one evaluation.
     *
     * @param of the evaluation
     * @param calls which of its calls, by their number
     */
    record Part(Evaluation of, IntPredicate calls) {}

    private DealtCalls() {}

    /**
     * The chosen calls of all parts together; a call keeps its number, so that of two parts no two chosen ones may share one.
     *
     * @param rules what will be asked of it: the values of other metrics are left out
     */
    static Evaluation evaluation(List<Part> parts, List<Rule> rules, long seed) {
        Set<String> asked = rules.stream().map(Rule::metric).collect(Collectors.toSet());
        Map<String, Distribution> metrics = new LinkedHashMap<>();
        Map<String, Distribution> stages = new LinkedHashMap<>();
        Map<String, Share> shares = new LinkedHashMap<>();
        for (String name : asked) {
            List<Metrics.Value> values = new ArrayList<>();
            List<Metrics.Value> ofStage = new ArrayList<>();
            for (Part part : parts) {
                values.addAll(values(part.of().distributions().get(name), part.calls()));
                ofStage.addAll(values(part.of().stageDistributions().get(name), part.calls()));
            }
            if (!values.isEmpty()) {
                metrics.put(name, Distribution.of(name, values, seed));
            }
            if (!ofStage.isEmpty()) {
                stages.put(name, Distribution.of(name, ofStage, seed));
            }
        }
        parts.getFirst().of().shares().keySet().forEach(name -> shares.put(name, share(name, parts)));
        long turns = parts.stream()
                .mapToLong(part -> part.of().counts().getOrDefault("turns", 0L))
                .max()
                .orElse(0);
        return new Evaluation(metrics, stages, Map.of(), Map.of(), shares, Map.of("turns", turns));
    }

    /** The numbers of all calls of which an evaluation knows, ascending. */
    static List<Integer> calls(Evaluation evaluation) {
        Set<Integer> calls = new TreeSet<>();
        Stream.concat(
                        Stream.concat(
                                        evaluation.distributions().values().stream(),
                                        evaluation.stageDistributions().values().stream())
                                .map(Distribution::data),
                        evaluation.shares().values().stream().map(Share::trials))
                .forEach(data -> data.points().forEach(point -> calls.add(point.cluster())));
        return List.copyOf(calls);
    }

    private static List<Metrics.Value> values(@Nullable Distribution all, IntPredicate calls) {
        return all == null
                ? List.of()
                : all.data().points().stream()
                        .filter(point -> calls.test(point.cluster()))
                        .map(point -> new Metrics.Value(point.cluster(), (long) point.value(), point.censored()))
                        .toList();
    }

    private static Share share(String name, List<Part> parts) {
        Clustered trials = Clustered.of(parts.stream()
                .flatMap(part -> part.of().share(name).trials().points().stream()
                        .filter(point -> part.calls().test(point.cluster())))
                .toList());
        int hits = (int)
                trials.points().stream().filter(point -> point.value() > 0).count();
        // Of trials, which are 0 or 1, the ICC of the ranks is that of the trials.
        return new Share(
                name,
                hits,
                trials.n(),
                parts.getFirst().of().share(name).unit(),
                trials.clusters(),
                trials.designEffect(),
                trials);
    }
}
