package io.turngap.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.LogNormalDistribution;

/**
 * Trains the end-of-turn model; the same data give the same file. Words first: each sentence's cases see the frequencies of all other
 * sentences, so that a sentence is not recognised by itself, and each case is seen once more as if its last words were new, so that the
 * classes of words carry what the frequencies would carry for them. Then sound: its cases see the log-odds of words that a model without their
 * sentence gives. Ends and pauses weigh the same.
 */
final class EndOfTurnTrainer {

    private static final double WORDS_RIDGE = 0.3;
    private static final double SOUND_RIDGE = 5;
    private static final int FOLDS = 5;

    private static final TurnWords.Frequencies UNSEEN = new TurnWords.Frequencies() {
        @Override
        public double word(String last) {
            return 0;
        }

        @Override
        public double pair(String before, String last) {
            return 0;
        }
    };

    private EndOfTurnTrainer() {}

    /** A model of words alone; its figures for sound are zero. */
    static EndOfTurnWeights words(Collection<String> sentences) {
        return new EndOfTurnWeights(wordLines(sentences, List.of()), "the words trained just now");
    }

    /** A model of words and sound. */
    static EndOfTurnWeights all(Collection<String> sentences, List<TurnSounds.Heard> heard) {
        return new EndOfTurnWeights(lines(sentences, heard), "the model trained just now");
    }

    /** The model's file. */
    static List<String> lines(Collection<String> sentences, List<TurnSounds.Heard> heard) {
        EndOfTurnWeights[] without = new EndOfTurnWeights[FOLDS];
        for (int fold = 0; fold < FOLDS; fold++) {
            int left = fold;
            without[fold] = words(sentences.stream()
                    .filter(sentence -> TurnCases.fold(sentence, FOLDS) != left)
                    .toList());
        }
        return wordLines(sentences, heard.isEmpty() ? List.of() : soundLines(heard, without));
    }

    private static List<String> wordLines(Collection<String> sentences, List<String> sound) {
        SentenceEnds counts = new SentenceEnds();
        sentences.forEach(sentence -> counts.add(sentence, 1));
        TurnWords.Frequencies others = counts.frequencies();
        List<LogisticRegression.Row> rows = new ArrayList<>();
        for (String sentence : sentences) {
            counts.add(sentence, -1);
            for (TurnCases.Case one : TurnCases.of(sentence)) {
                double half = one.weight() / 2;
                rows.add(new LogisticRegression.Row(TurnWords.of(one.words(), others), 0, one.complete(), half));
                rows.add(new LogisticRegression.Row(TurnWords.of(one.words(), UNSEEN), 0, one.complete(), half));
            }
            counts.add(sentence, 1);
        }
        double[] weights = LogisticRegression.fit(balanced(rows), WORDS_RIDGE);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            lines.add(line("words " + TurnWords.FIGURES.get(i), weights[i]));
        }
        lines.addAll(sound.isEmpty() ? soundless() : sound);
        lines.addAll(counts.lines());
        return lines;
    }

    private static List<String> soundless() {
        List<String> lines = new ArrayList<>();
        for (String figure : Prosody.FIGURES) {
            lines.add(line("sound " + figure, 0));
            lines.add(line("both " + figure, 0));
            lines.add(String.format(Locale.ROOT, "scale %s %.4f %.4f", figure, 0.0, 1.0));
        }
        return lines;
    }

    private static List<String> soundLines(List<TurnSounds.Heard> all, EndOfTurnWeights[] without) {
        List<TurnSounds.Heard> heard =
                all.stream().filter(one -> one.prosody().isPresent()).toList();
        int n = Prosody.FIGURES.size();
        double[] mean = new double[n];
        double[] sd = new double[n];
        double[] weights = weights(heard);
        double total = 0;
        for (int k = 0; k < weights.length; k++) {
            total += weights[k];
            for (int i = 0; i < n; i++) {
                mean[i] += weights[k] * heard.get(k).prosody().orElseThrow()[i];
            }
        }
        for (int i = 0; i < n; i++) {
            mean[i] /= total;
        }
        for (int k = 0; k < weights.length; k++) {
            for (int i = 0; i < n; i++) {
                double off = heard.get(k).prosody().orElseThrow()[i] - mean[i];
                sd[i] += weights[k] * off * off / total;
            }
        }
        List<LogisticRegression.Row> alone = new ArrayList<>();
        List<LogisticRegression.Row> both = new ArrayList<>();
        for (int k = 0; k < weights.length; k++) {
            TurnSounds.Heard one = heard.get(k);
            double[] x = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = (one.prosody().orElseThrow()[i] - mean[i]) / Math.sqrt(sd[i]);
            }
            double words = without[TurnCases.fold(one.sentence(), without.length)].ofWords(one.words());
            alone.add(new LogisticRegression.Row(x, 0, one.complete(), weights[k]));
            both.add(new LogisticRegression.Row(x, words, one.complete(), weights[k]));
        }
        double[] soundWeights = LogisticRegression.fit(balanced(alone), SOUND_RIDGE);
        double[] bothWeights = LogisticRegression.fit(balanced(both), SOUND_RIDGE);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            String figure = Prosody.FIGURES.get(i);
            lines.add(line("sound " + figure, soundWeights[i]));
            lines.add(line("both " + figure, bothWeights[i]));
            lines.add(String.format(Locale.ROOT, "scale %s %.4f %.4f", figure, mean[i], Math.sqrt(sd[i])));
        }
        return lines;
    }

    /** A cut weighs 1 / cuts of its sentence; all of FreeTTS together weighs as much as all recordings together. */
    private static double[] weights(List<TurnSounds.Heard> heard) {
        double[] weights = new double[heard.size()];
        double recorded = 0;
        double synthesised = 0;
        for (int k = 0; k < weights.length; k++) {
            TurnSounds.Heard one = heard.get(k);
            weights[k] = one.complete() ? 1 : 1.0 / (TurnCases.words(one.sentence()) - 1);
            recorded += one.recorded() ? weights[k] : 0;
            synthesised += one.recorded() ? 0 : weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] *= heard.get(k).recorded() || recorded == 0 ? 1 : recorded / synthesised;
        }
        return weights;
    }

    private static List<LogisticRegression.Row> balanced(List<LogisticRegression.Row> rows) {
        double yes = 0;
        double no = 0;
        for (LogisticRegression.Row row : rows) {
            yes += row.yes() ? row.weight() : 0;
            no += row.yes() ? 0 : row.weight();
        }
        double half = (yes + no) / 2;
        List<LogisticRegression.Row> balanced = new ArrayList<>(rows.size());
        for (LogisticRegression.Row row : rows) {
            balanced.add(new LogisticRegression.Row(
                    row.x(), row.known(), row.yes(), row.weight() * half / (row.yes() ? yes : no)));
        }
        return balanced;
    }

    private static String line(String name, double value) {
        return String.format(Locale.ROOT, "%s %.4f", name, value);
    }

    /**
     * How long callers pause inside a turn to think: log-normal (Campione and Véronis 2002 found pauses of several languages so), here of
     * median 600 ms and sigma 0.5, cut to 300 to 1500 ms. Median and bounds are this project's choice: shorter pauses fool nobody, longer
     * ones fool every threshold alike. So the figures are those of callers who think aloud, and for comparing rules with one another.
     */
    static final class Pauses {
        static final double MEDIAN_MS = 600;
        static final double SIGMA = 0.5;
        static final double SHORTEST_MS = 300;
        static final double LONGEST_MS = 1_500;

        private Pauses() {}

        /** A pause, ms. */
        static double draw(UniformRandomProvider random) {
            double p = below(SHORTEST_MS) + random.nextDouble() * (below(LONGEST_MS) - below(SHORTEST_MS));
            return distribution().inverseCumulativeProbability(p);
        }

        private static double below(double ms) {
            return distribution().cumulativeProbability(ms);
        }

        private static LogNormalDistribution distribution() {
            return LogNormalDistribution.of(Math.log(MEDIAN_MS), SIGMA);
        }
    }

    /** What a model says of words and sound; of one of them where the other is missing. */
    static double logOdds(EndOfTurnWeights model, String words, Optional<double[]> prosody) {
        double ofWords = model.ofWords(words);
        return prosody.map(figures -> words.isEmpty() ? model.ofSound(figures) : model.ofBoth(ofWords, figures))
                .orElse(ofWords);
    }
}
