package io.turngap.agent;

import io.turngap.sound.Fixtures;
import io.turngap.time.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * What the end-of-turn model learns words from: what callers of the bundled use cases say, whole and cut at every word boundary, as it is and
 * with an "um" at the cut or before. A sentence and what was cut from it always stand on the same side of a split, and so do all numbers
 * that are said after the same words.
 */
final class TurnCases {

    /** Share of pauses that are filled with an "um". */
    static final double UM_SHARE = 0.3;

    private static final int NUMBERS = 60;
    private static final String[] DIGITS = {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh"
    };
    private static final String[] BEFORE_NUMBERS = {
        "my order number is", "the number is", "it is", "it's", "order number", "my account number is", ""
    };

    private TurnCases() {}

    /**
     * Words at a silence.
     *
     * @param sentence what is said in all
     * @param words what was said so far
     * @param complete whether that is all
     * @param weight how much the case counts; what is cut from a sentence counts as much as the sentence
     */
    record Case(String sentence, String words, boolean complete, double weight) {}

    /** All sentences: the corpus, the fixtures' transcripts, and numbers of four to six digits; sorted. */
    static List<String> sentences() {
        TreeSet<String> all = new TreeSet<>();
        List<String> said = new ArrayList<>(Engines.corpus());
        said.addAll(Fixtures.open(Path.of("audio-fixtures")).transcripts());
        for (String line : said) {
            String sentence = line.toLowerCase(Locale.ROOT).strip();
            // "My order number is" is a part of a turn for the recogniser, and no turn.
            if (!sentence.endsWith("number is")) {
                all.add(sentence);
            }
        }
        UniformRandomProvider random = new Seeds(16).at("numbers").random();
        for (int i = 0; i < NUMBERS; i++) {
            StringBuilder sentence = new StringBuilder(BEFORE_NUMBERS[i % BEFORE_NUMBERS.length]);
            int digits = random.nextInt(3) < 2 ? 4 : 5 + random.nextInt(2);
            for (int d = 0; d < digits; d++) {
                sentence.append(' ').append(DIGITS[random.nextInt(DIGITS.length)]);
            }
            all.add(sentence.toString().strip());
        }
        return List.copyOf(all);
    }

    /** What decides on which side of a split a sentence stands: its words, with any digits as one. */
    static String key(String sentence) {
        StringBuilder key = new StringBuilder();
        String before = "";
        for (String word : sentence.split(" ")) {
            String counted = TurnWords.counted(word);
            if (!counted.equals(before) || !counted.equals(TurnWords.ANY_DIGIT)) {
                key.append(counted).append(' ');
            }
            before = counted;
        }
        return key.toString().strip();
    }

    /** A number of 0 to {@code folds - 1} for a sentence, the same for ever. */
    static int fold(String sentence, int folds) {
        return (int) Math.floorMod(new Seeds(7).at(key(sentence)).seed() >>> 8, (long) folds);
    }

    /** The words of a sentence as far as word {@code count}. */
    static String prefix(String sentence, int count) {
        int end = 0;
        for (int i = 0; i < count; i++) {
            int space = sentence.indexOf(' ', end + 1);
            end = space < 0 ? sentence.length() : space;
        }
        return sentence.substring(0, end);
    }

    /** Number of words. */
    static int words(String sentence) {
        return sentence.split(" ").length;
    }

    /** Everything that is learned from a sentence. */
    static List<Case> of(String sentence) {
        List<Case> cases = new ArrayList<>();
        int words = words(sentence);
        double each = words == 1 ? 0 : 1.0 / (words - 1);
        cases.add(new Case(sentence, sentence, true, words == 1 ? 1 : 1 - UM_SHARE));
        for (int cut = 1; cut < words; cut++) {
            String before = prefix(sentence, cut);
            cases.add(new Case(sentence, before, false, (1 - UM_SHARE) * each));
            cases.add(new Case(sentence, before + " um", false, UM_SHARE * each));
            cases.add(new Case(sentence, before + " um" + sentence.substring(before.length()), true, UM_SHARE * each));
        }
        return cases;
    }
}
