package io.turngap.agent;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Trains the end-of-turn model and says how good it is on what it was not trained on. Words: five folds of the sentences. Sound: two halves of
 * the sentences by two halves of the voices, each judged by a model that knows neither; only recordings are judged, none of FreeTTS's sentences.
 */
public final class EndOfTurnStudy {

    /** What an agent may be set to: both silences, ms. */
    private static final int[] COMPLETE_MS = {120, 160, 200, 240, 300, 400};

    private static final int[] INCOMPLETE_MS = {600, 800, 1_000, 1_200, 1_400, 1_600, 2_000, 2_400};
    private static final int[] PLAIN_MS = {300, 400, 500, 600, 700, 800, 900, 1_000, 1_200, 1_500};
    private static final int FOLDS = 5;
    private static final int DRAWS = 20;

    /** How often a judge is right about held-out silences; pauses and ends weigh the same, so that a coin is right half the time. */
    public record Accuracy(
            String judge, int ends, int pauses, double right, double endsRight, double pausesRight, double lossNats) {}

    /** Rules of one kind, held out. */
    public record Curve(String name, List<WaitingCurve.Point> points) {

        /** The points that no other point beats in both respects, by rising wait. */
        public List<WaitingCurve.Point> best() {
            List<WaitingCurve.Point> best = new ArrayList<>();
            double least = Double.MAX_VALUE;
            for (WaitingCurve.Point point : points.stream()
                    .sorted(Comparator.comparingDouble(WaitingCurve.Point::meanMs)
                            .thenComparingDouble(WaitingCurve.Point::cutOff))
                    .toList()) {
                if (point.cutOff() < least) {
                    best.add(point);
                    least = point.cutOff();
                }
            }
            return best;
        }
    }

    /** What came out. */
    public record Result(List<Curve> curves, List<Accuracy> accuracies) {}

    private EndOfTurnStudy() {}

    /** The model's file, trained on everything. */
    public static List<String> train() {
        List<String> sentences = TurnCases.sentences();
        List<TurnSounds.Heard> heard = new ArrayList<>(TurnSounds.recorded());
        heard.addAll(TurnSounds.synthesised(sentences));
        return EndOfTurnTrainer.lines(sentences, heard);
    }

    /** Words alone. */
    public static Result words() {
        List<String> sentences = TurnCases.sentences();
        UniformRandomProvider random = new Seeds(16).at("trials").random();
        List<WaitingCurve.Trial> trials = new ArrayList<>();
        Tally tally = new Tally();
        for (int fold = 0; fold < FOLDS; fold++) {
            int tested = fold;
            EndOfTurnWeights model = EndOfTurnTrainer.words(sentences.stream()
                    .filter(sentence -> TurnCases.fold(sentence, FOLDS) != tested)
                    .toList());
            for (String sentence : sentences) {
                if (TurnCases.fold(sentence, FOLDS) == tested) {
                    TurnCases.of(sentence)
                            .forEach(one -> tally.add(one.complete(), model.ofWords(one.words()), one.weight()));
                    if (TurnCases.words(sentence) > 1) {
                        trials.addAll(WaitingCurve.trials(sentence, DRAWS, random, model::ofWords));
                    }
                }
            }
        }
        List<Curve> curves = new ArrayList<>(List.of(plain("silence alone", trials)));
        for (int lagMs : new int[] {0, 200, 300}) {
            curves.add(swept("words" + (lagMs == 0 ? "" : ", partials " + lagMs + " ms late"), trials, lagMs));
        }
        return new Result(curves, List.of(tally.accuracy("words")));
    }

    /**
     * Words, sound, and both, on the recordings.
     *
     * @param sphinx whether to judge also by the words that Sphinx makes of the recordings, some minutes
     */
    public static Result sound(boolean sphinx) {
        List<String> sentences = TurnCases.sentences();
        List<TurnSounds.Heard> recorded = TurnSounds.recorded();
        List<TurnSounds.Heard> all = new ArrayList<>(recorded);
        all.addAll(TurnSounds.synthesised(sentences));
        List<Judge> judges = new ArrayList<>(List.of(
                new Judge("words", TurnSounds.Heard::words, false),
                new Judge("sound", heard -> "", true),
                new Judge("both", TurnSounds.Heard::words, true)));
        if (sphinx) {
            Map<TurnSounds.Heard, String> found = SphinxWords.of(recorded, sentences);
            Function<TurnSounds.Heard, String> words = heard -> found.getOrDefault(heard, "");
            judges.add(new Judge("words by sphinx", words, false));
            judges.add(new Judge("both by sphinx", words, true));
        }
        for (int fold = 0; fold < 4; fold++) {
            int texts = fold / 2;
            int voices = fold % 2;
            EndOfTurnWeights model = EndOfTurnTrainer.all(
                    sentences.stream()
                            .filter(sentence -> TurnCases.fold(sentence, 2) != texts)
                            .toList(),
                    all.stream()
                            .filter(one -> TurnCases.fold(one.sentence(), 2) != texts && one.half() != voices)
                            .toList());
            Map<String, List<TurnSounds.Heard>> turns = new HashMap<>();
            for (TurnSounds.Heard one : recorded) {
                if (TurnCases.fold(one.sentence(), 2) == texts && one.half() == voices) {
                    turns.computeIfAbsent(one.sentence() + "/" + one.voice(), none -> new ArrayList<>())
                            .add(one);
                }
            }
            for (List<TurnSounds.Heard> turn : new TreeMap<>(turns).values()) {
                judges.forEach(judge -> judge.hear(model, turn));
            }
        }
        List<Curve> curves = new ArrayList<>(List.of(plain("silence alone", judges.getFirst().trials)));
        List<Accuracy> accuracies = new ArrayList<>();
        for (Judge judge : judges) {
            curves.add(swept(judge.name, judge.trials, 0));
            accuracies.add(judge.tally.accuracy(judge.name));
        }
        return new Result(curves, accuracies);
    }

    private static Curve plain(String name, List<WaitingCurve.Trial> trials) {
        List<WaitingCurve.Point> points = new ArrayList<>();
        for (int ms : PLAIN_MS) {
            points.add(WaitingCurve.plain(trials, ms));
        }
        return new Curve(name, points);
    }

    private static Curve swept(String name, List<WaitingCurve.Trial> trials, int lagMs) {
        List<WaitingCurve.Point> points = new ArrayList<>();
        for (int completeMs : COMPLETE_MS) {
            for (int incompleteMs : INCOMPLETE_MS) {
                points.add(WaitingCurve.model(trials, completeMs, incompleteMs, lagMs));
            }
        }
        return new Curve(name, points);
    }

    /** Judges recordings by words, sound or both. */
    private static final class Judge {
        private final String name;
        private final Function<TurnSounds.Heard, String> words;
        private final boolean listens;
        private final Tally tally = new Tally();
        private final List<WaitingCurve.Trial> trials = new ArrayList<>();

        Judge(String name, Function<TurnSounds.Heard, String> words, boolean listens) {
            this.name = name;
            this.words = words;
            this.listens = listens;
        }

        /** All cuts of one recording, by rising length; the last is the whole. */
        void hear(EndOfTurnWeights model, List<TurnSounds.Heard> cuts) {
            int pauses = cuts.size() - 1;
            double[] logOdds = new double[cuts.size()];
            for (int i = 0; i <= pauses; i++) {
                TurnSounds.Heard one = cuts.get(i);
                logOdds[i] =
                        EndOfTurnTrainer.logOdds(model, words.apply(one), listens ? one.prosody() : Optional.empty());
                tally.add(one.complete(), logOdds[i], one.complete() ? 1 : 1.0 / pauses);
            }
            TurnSounds.Heard whole = cuts.getLast();
            UniformRandomProvider random =
                    new Seeds(17).at(whole.sentence()).at(whole.voice()).random();
            for (int draw = 0; draw < DRAWS && pauses > 0; draw++) {
                double pause = logOdds[random.nextInt(pauses)];
                trials.add(new WaitingCurve.Trial(
                        EndOfTurnTrainer.Pauses.draw(random), pause, logOdds[pauses], pause, logOdds[pauses]));
            }
        }
    }

    /** Counts right and wrong. */
    private static final class Tally {
        private final double[] weight = new double[2];
        private final double[] right = new double[2];
        private final double[] loss = new double[2];
        private final int[] count = new int[2];

        void add(boolean complete, double logOdds, double counts) {
            int kind = complete ? 1 : 0;
            weight[kind] += counts;
            right[kind] += logOdds >= 0 == complete ? counts : 0;
            loss[kind] += counts * Math.log1p(Math.exp(complete ? -logOdds : logOdds));
            count[kind]++;
        }

        Accuracy accuracy(String judge) {
            double ends = right[1] / weight[1];
            double pauses = right[0] / weight[0];
            return new Accuracy(
                    judge,
                    count[1],
                    count[0],
                    (ends + pauses) / 2,
                    ends,
                    pauses,
                    (loss[0] / weight[0] + loss[1] / weight[1]) / 2);
        }
    }
}
