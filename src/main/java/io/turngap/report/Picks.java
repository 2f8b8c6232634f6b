package io.turngap.report;

import io.turngap.measure.Outcome;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The turns of a run that are worth a look, and where their time went.
 *
 * @param heard turns that have a TTFA, as the metric counts them, quickest first
 * @param failed turns that were missed, cut off or broke, in the order of the run; a late reply is heard, too
 * @param unheard how many turns the metric counts that were given up without a reply
 */
record Picks(List<Turn> heard, List<Turn> failed, int unheard) {

    /** How many of the slowest turns are shown. */
    static final int WORST = 10;

    static Picks of(List<Turn> turns) {
        Comparator<Turn> order = Comparator.comparingLong(Picks::ttfaUs)
                .thenComparingInt(Turn::call)
                .thenComparingInt(Turn::turn);
        List<Turn> heard = turns.stream()
                .filter(t -> !t.isGreeting())
                .filter(t -> t.at(t.headline()).isPresent())
                .sorted(order)
                .toList();
        List<Turn> failed =
                turns.stream().filter(t -> t.outcome() != Outcome.ANSWERED).toList();
        long unheard = failed.stream()
                .filter(t -> !t.isGreeting() && t.outcome() == Outcome.MISSED && t.waitedUs() != null)
                .filter(t -> t.at(t.headline()).isEmpty())
                .count();
        return new Picks(heard, failed, (int) unheard);
    }

    /** TTFA of a turn that has one, µs; of a probe's request what its kind is about. */
    static long ttfaUs(Turn turn) {
        return turn.at(turn.headline()).orElseThrow();
    }

    /**
     * The turn at a share of the ranks (nearest rank: the quickest that at least this share does not exceed). What was never heard ranks
     * above all that was; empty when the share is among that.
     */
    Optional<Turn> at(double share) {
        if (heard.isEmpty()) {
            return Optional.empty();
        }
        int rank = Math.max(1, (int) Math.ceil(share * (heard.size() + unheard) - 1e-9));
        return rank > heard.size() ? Optional.empty() : Optional.of(heard.get(rank - 1));
    }

    /** The slowest turns, slowest first. */
    List<Turn> worst() {
        return heard.subList(Math.max(0, heard.size() - WORST), heard.size()).reversed().stream()
                .filter(t -> ttfaUs(t) > 0)
                .toList();
    }

    /**
     * Share of each stage in the time that callers waited, over the turns from {@code fromShare} of the ranks upwards; in the order of the
     * stages, without those that took no time.
     */
    Map<Stage, Double> shares(double fromShare) {
        Map<Stage, Long> sums = new EnumMap<>(Stage.class);
        long total = 0;
        int from = Math.clamp((long) Math.ceil(fromShare * heard.size() - 1e-9) - 1, 0, heard.size());
        for (Turn turn : heard.subList(from, heard.size())) {
            for (Segment segment : Segment.of(turn)) {
                sums.merge(segment.stage(), segment.lengthUs(), Long::sum);
                total += segment.lengthUs();
            }
        }
        Map<Stage, Double> shares = new EnumMap<>(Stage.class);
        for (Map.Entry<Stage, Long> sum : sums.entrySet()) {
            if (sum.getValue() > 0) {
                shares.put(sum.getKey(), sum.getValue() / (double) total);
            }
        }
        return shares;
    }

    /** The stage that takes most of the wait, among those that are explained. */
    Optional<Map.Entry<Stage, Double>> biggest() {
        return shares(0).entrySet().stream()
                .filter(e -> e.getKey() != Stage.UNATTRIBUTED)
                .max(Map.Entry.comparingByValue());
    }

    /** The share of the wait that no milestone explains, from 0 to 1. */
    double unexplained() {
        return shares(0).getOrDefault(Stage.UNATTRIBUTED, 0.0);
    }

    /** The slowest and the failed turns in turns, so that a bounded list holds both. */
    List<Turn> worthHearing() {
        List<Turn> slow = worst();
        Set<Turn> mixed = new LinkedHashSet<>();
        for (int i = 0; i < Math.max(slow.size(), failed.size()); i++) {
            if (i < slow.size()) {
                mixed.add(slow.get(i));
            }
            if (i < failed.size()) {
                mixed.add(failed.get(i));
            }
        }
        return new ArrayList<>(mixed);
    }
}
