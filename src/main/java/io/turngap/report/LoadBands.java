package io.turngap.report;

import io.turngap.measure.Concurrency;
import io.turngap.measure.Goodput;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * TTFA against the calls in flight as the caller began to speak.
 *
 * @param bands from few calls to many, those without turns left out
 */
record LoadBands(List<Band> bands) {

    /** So many calls at once have a band each; more share bands of a round width. */
    private static final int ONE_EACH = 6;

    private static final int ABOUT = 6;

    /**
     * Turns with about as many calls in flight.
     *
     * @param from fewest calls in flight
     * @param to most
     * @param turns how many turns
     * @param ttfa their TTFA
     * @param good how many of them were answered within the target; 0 where there is none
     */
    record Band(int from, int to, int turns, Summary ttfa, int good) {

        /** Such as {@code 21–40}. */
        String name() {
            return from == to ? String.valueOf(from) : from + "–" + to;
        }
    }

    /**
     * Sorts turns by the calls in flight.
     *
     * @param turns utterances
     */
    static LoadBands of(List<Turn> turns, Concurrency concurrency, OptionalLong sloMs, long seed) {
        int[] inFlight = inFlight(turns, concurrency);
        int most = Arrays.stream(inFlight).max().orElse(1);
        int width = most <= ONE_EACH
                ? 1
                : (int) Math.max(1, Math.round(Axis.whole(most, ABOUT).step()));
        TreeMap<Integer, List<Turn>> sorted = new TreeMap<>();
        for (int i = 0; i < inFlight.length; i++) {
            sorted.computeIfAbsent((inFlight[i] - 1) / width, unseen -> new ArrayList<>())
                    .add(turns.get(i));
        }
        List<Band> bands = new ArrayList<>();
        sorted.forEach((band, in) -> {
            int from = band * width + 1;
            int to = Math.min(most, (band + 1) * width);
            bands.add(new Band(from, to, in.size(), Ttfa.summary("band " + from, Ttfa.of(in), seed), good(in, sloMs)));
        });
        return new LoadBands(List.copyOf(bands));
    }

    private static int[] inFlight(List<Turn> turns, Concurrency concurrency) {
        return turns.stream()
                // A turn's own call is in flight, whatever a torn list of calls says.
                .mapToInt(turn -> Math.max(1, concurrency.at(turn.startEpochUs())))
                .toArray();
    }

    private static int good(List<Turn> turns, OptionalLong sloMs) {
        return sloMs.isEmpty()
                ? 0
                : (int) turns.stream()
                        .filter(turn -> Goodput.isGood(turn, sloMs.getAsLong()))
                        .count();
    }

    /** The third of the turns with the fewest calls in flight against the third with the most; empty where they do not differ. */
    static Optional<TurnContrast> ends(List<Turn> turns, Concurrency concurrency, long seed) {
        int[] inFlight = inFlight(turns, concurrency);
        if (turns.isEmpty()) {
            return Optional.empty();
        }
        int[] sorted = inFlight.clone();
        Arrays.sort(sorted);
        int high = sorted[sorted.length * 2 / 3];
        int low = Math.min(sorted[sorted.length / 3], high - 1);
        List<Turn> few = new ArrayList<>();
        List<Turn> many = new ArrayList<>();
        for (int i = 0; i < inFlight.length; i++) {
            if (inFlight[i] <= low) {
                few.add(turns.get(i));
            } else if (inFlight[i] >= high) {
                many.add(turns.get(i));
            }
        }
        return TurnContrast.of("at most " + low, few, "at least " + high, many, seed);
    }
}
