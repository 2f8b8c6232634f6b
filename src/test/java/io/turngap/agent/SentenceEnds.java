package io.turngap.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts how often words end sentences and how often they do not. */
final class SentenceEnds {

    private static final double WORD_PRIOR = 0.5;
    private static final double PAIR_PRIOR = 2;
    private static final double LEAST_SAID = 0.05;

    private final Map<String, double[]> counts = new HashMap<>();

    /** Counts a sentence; {@code times} is negative to take it out again. */
    void add(String sentence, double times) {
        String[] words = sentence.split(" ");
        for (int i = 0; i < words.length; i++) {
            boolean ends = i == words.length - 1;
            double share = ends ? times : times / (words.length - 1);
            String word = TurnWords.counted(words[i]);
            count(word, ends, share);
            if (i > 0) {
                count(TurnWords.counted(words[i - 1]) + " " + word, ends, share);
            }
        }
    }

    private void count(String what, boolean ends, double share) {
        counts.computeIfAbsent(what, none -> new double[2])[ends ? 1 : 0] += share;
    }

    private double[] counted(String what) {
        return counts.getOrDefault(what, new double[2]);
    }

    /** What the counts say at this moment, live. */
    TurnWords.Frequencies frequencies() {
        return new TurnWords.Frequencies() {
            @Override
            public double word(String last) {
                return logOdds(ends(last));
            }

            @Override
            public double pair(String before, String last) {
                double word = ends(last);
                double[] pair = counted(before + " " + last);
                return logOdds((pair[1] + PAIR_PRIOR * word) / (pair[0] + pair[1] + PAIR_PRIOR)) - logOdds(word);
            }
        };
    }

    private double ends(String word) {
        double[] seen = counted(word);
        return (seen[1] + WORD_PRIOR) / (seen[0] + seen[1] + 2 * WORD_PRIOR);
    }

    private static double logOdds(double p) {
        return Math.log(p / (1 - p));
    }

    /** The lines of the model's file; what says next to nothing is left out. */
    List<String> lines() {
        TurnWords.Frequencies now = frequencies();
        List<String> lines = new ArrayList<>();
        for (String what : new TreeMap<>(counts).keySet()) {
            String[] words = what.split(" ");
            double value = words.length == 1 ? now.word(what) : now.pair(words[0], words[1]);
            if (Math.abs(value) >= LEAST_SAID) {
                lines.add(String.format(Locale.ROOT, "%s %s %.2f", words.length == 1 ? "word" : "pair", what, value));
            }
        }
        return lines;
    }
}
