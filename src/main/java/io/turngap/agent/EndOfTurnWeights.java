package io.turngap.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the end-of-turn model learned: three logistic regressions, for words alone, sound alone and both, and how often words end sentences.
 * Stands in a text file, one figure a line, so that a change of it can be read:
 *
 * <pre>
 * words FIGURE WEIGHT      log-odds from {@link TurnWords#FIGURES}
 * sound FIGURE WEIGHT      log-odds from {@link Prosody#FIGURES}, standardised, where no words are known
 * both FIGURE WEIGHT       what they add to the words' log-odds
 * scale FIGURE MEAN SD     to standardise a figure of sound
 * word WORD LOG_ODDS       of a sentence that ends after WORD
 * pair WORD WORD LOG_ODDS  what the word before adds
 * </pre>
 */
final class EndOfTurnWeights implements TurnWords.Frequencies {

    static final String FILE = "end-of-turn.txt";

    private final Map<String, Double> figures = new HashMap<>();
    private final Map<String, Double> lastWords = new HashMap<>();
    private final Map<String, Map<String, Double>> pairs = new HashMap<>();
    private final double[] words;
    private final double[] sound;
    private final double[] both;
    private final double[] means;
    private final double[] deviations;

    /**
     * Reads the lines of a file.
     *
     * @param from what to call it in an error
     * @throws IllegalStateException when a line is damaged or a figure is missing
     */
    EndOfTurnWeights(List<String> lines, String from) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                line(line.split(" "), line, from + ", line " + (i + 1));
            }
        }
        words = all("words ", TurnWords.FIGURES, from);
        sound = all("sound ", Prosody.FIGURES, from);
        both = all("both ", Prosody.FIGURES, from);
        means = all("mean ", Prosody.FIGURES, from);
        deviations = all("sd ", Prosody.FIGURES, from);
        figures.clear();
    }

    /** The model that comes with the agent. */
    static EndOfTurnWeights bundled() {
        try (InputStream stream = EndOfTurnWeights.class.getResourceAsStream(FILE)) {
            if (stream == null) {
                throw new IllegalStateException(
                        FILE
                                + " is not on the class path; it stands beside the agent's classes in Turngap's jar: build again");
            }
            return new EndOfTurnWeights(
                    new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                            .lines()
                            .toList(),
                    FILE);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + FILE + ": " + e.getMessage() + "; build again", e);
        }
    }

    /** Log-odds that a turn of these words is over; 0 for none. */
    double ofWords(String text) {
        return text.isEmpty() ? 0 : dot(words, TurnWords.of(text, this));
    }

    /** Log-odds from the figures of {@link Prosody} alone. */
    double ofSound(double[] prosody) {
        return standardised(sound, prosody);
    }

    /** Log-odds from the words' log-odds and the figures of {@link Prosody}. */
    double ofBoth(double wordsLogOdds, double[] prosody) {
        return wordsLogOdds + standardised(both, prosody);
    }

    @Override
    public double word(String last) {
        return lastWords.getOrDefault(last, 0.0);
    }

    @Override
    public double pair(String before, String last) {
        return pairs.getOrDefault(before, Map.of()).getOrDefault(last, 0.0);
    }

    private double standardised(double[] weights, double[] prosody) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (prosody[i] - means[i]) / deviations[i];
        }
        return sum;
    }

    private static double dot(double[] weights, double[] x) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * x[i];
        }
        return sum;
    }

    private void line(String[] parts, String line, String where) {
        switch (parts[0] + " " + parts.length) {
            case "words 3", "sound 3", "both 3" -> figures.put(parts[0] + " " + parts[1], number(parts[2], where));
            case "scale 4" -> {
                figures.put("mean " + parts[1], number(parts[2], where));
                figures.put("sd " + parts[1], Math.max(1e-6, number(parts[3], where)));
            }
            case "word 3" -> lastWords.put(parts[1], number(parts[2], where));
            case "pair 4" ->
                pairs.computeIfAbsent(parts[1], none -> new HashMap<>()).put(parts[2], number(parts[3], where));
            default ->
                throw new IllegalStateException(where + ": \"" + line
                        + "\"; a line begins with words, sound, both, scale, word or pair and has its figures:"
                        + " train the model again");
        }
    }

    private static double number(String text, String where) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    where + ": \"" + text + "\"; a number is expected: train the model again", e);
        }
        throw new IllegalStateException(where + ": " + text + "; a finite number is expected: train the model again");
    }

    private double[] all(String kind, List<String> names, String from) {
        return names.stream().mapToDouble(name -> one(kind + name, from)).toArray();
    }

    private double one(String name, String from) {
        Double value = figures.get(name);
        if (value == null) {
            throw new IllegalStateException(
                    from + ": no \"" + name + "\"; the model has one figure for each: train the model again");
        }
        return value;
    }
}
