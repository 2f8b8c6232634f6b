package io.turngap.agent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the words of a turn say of its end, as figures: the class of the last word (nobody ends on "the", "to" or "um"), whether digits are
 * expected or being dictated, how long the turn is, whether it opens as a question, and how often its last word and its last two words
 * ended the sentences that the model was made from. Reads the text once from its end; no pattern, no list of words is made.
 *
 * <p>Classes are closed lists of English function words; a word in none of them is {@link Last#OTHER}.
 */
final class TurnWords {

    /** What the last word is. */
    enum Last {
        OTHER,
        CONJUNCTION,
        PREPOSITION,
        DETERMINER,
        HESITATION,
        AUXILIARY,
        SUBJECT,
        QUESTION,
        VERB,
        CLOSING,
        ANSWER,
        DIGIT
    }

    /** Every digit is this one word where frequencies are counted. */
    static final String ANY_DIGIT = "#";

    /** Names of the figures, in the order of {@link #of}. */
    static final List<String> FIGURES = List.of(
            "bias",
            "conjunction",
            "preposition",
            "determiner",
            "hesitation",
            "auxiliary",
            "subject",
            "question_word",
            "verb",
            "closing",
            "answer_alone",
            "digits_expected",
            "digits_1",
            "digits_2",
            "digits_3",
            "digits_4_or_more",
            "one_word",
            "two_words",
            "log_words",
            "question_opened",
            "last_word",
            "last_two_words");

    private static final int CLASSES = 9;
    private static final Map<String, Last> LAST = new HashMap<>();

    static {
        put(Last.CONJUNCTION, "and or but because so if when while that since unless although than");
        put(Last.PREPOSITION, "of to for from with at in on by about into under over after before until near between");
        put(Last.DETERMINER, "a an the my your his our their its some any this these those every each another");
        put(Last.HESITATION, "um uh er erm hmm ah eh well");
        put(
                Last.AUXILIARY,
                "is are was were am be been has have had do does did will would could should might may must");
        put(Last.AUXILIARY, "can i'm it's i'd i've i'll we're you're they're don't can't won't didn't not");
        put(Last.SUBJECT, "i we they he she who");
        put(Last.QUESTION, "what where which why how whose");
        put(
                Last.VERB,
                "want need change check cancel find book transfer recommend refill return lost send give get take");
        put(Last.VERB, "pay see know like tell dispute block make move bring reserve speak talk say ask looking");
        put(Last.CLOSING, "please thanks goodbye bye today tomorrow now again");
        put(Last.ANSWER, "yes no yeah okay ok sure right correct hello hi nothing exactly stop wait sorry nope yep");
        put(Last.DIGIT, "zero oh one two three four five six seven eight nine");
    }

    private TurnWords() {}

    private static void put(Last last, String words) {
        for (String word : words.split(" ")) {
            LAST.put(word, last);
        }
    }

    /** Log-odds that a sentence ends after certain words, learned; 0 where nothing is known. */
    interface Frequencies {
        /** After this word. */
        double word(String last);

        /** What the word before adds. */
        double pair(String before, String last);
    }

    /** Class of a word, lower case. */
    static Last classOf(String word) {
        return LAST.getOrDefault(word, Last.OTHER);
    }

    /** The word as frequencies know it. */
    static String counted(String word) {
        return classOf(word) == Last.DIGIT ? ANY_DIGIT : word;
    }

    /**
     * The figures of {@code words}, in the order of {@link #FIGURES}.
     *
     * @param words lower case, single spaces, not empty
     */
    static double[] of(String words, Frequencies frequencies) {
        double[] x = new double[FIGURES.size()];
        int start = words.lastIndexOf(' ') + 1;
        String last = words.substring(start);
        String before = wordBefore(words, start);
        Last kind = classOf(last);
        int count = count(words);
        x[0] = 1;
        if (kind != Last.OTHER && kind.ordinal() <= CLASSES) {
            x[kind.ordinal()] = 1;
        }
        x[10] = kind == Last.ANSWER && count == 1 ? 1 : 0;
        if (kind == Last.DIGIT) {
            int run = 1;
            int at = start;
            String word = before;
            // Who thinks in the middle of a number goes on with the same number.
            while (classOf(word) == Last.DIGIT || classOf(word) == Last.HESITATION) {
                run += classOf(word) == Last.DIGIT ? 1 : 0;
                at -= word.length() + 1;
                word = wordBefore(words, at);
            }
            if (run > 1 || word.isEmpty() || isBeforeDigits(word)) {
                x[11 + Math.min(run, 4)] = 1;
            }
        } else if (last.equals("number") || (isBeforeDigits(last) && isNumberName(before))) {
            x[11] = 1;
        }
        x[16] = count == 1 ? 1 : 0;
        x[17] = count == 2 ? 1 : 0;
        // Beyond five words one more says nothing, and would outweigh a number that is half said.
        x[18] = Math.log(Math.min(count, 5));
        x[19] = count >= 4 && isQuestion(words) ? 1 : 0;
        String counted = counted(last);
        x[20] = frequencies.word(counted);
        x[21] = before.isEmpty() ? 0 : frequencies.pair(counted(before), counted);
        return x;
    }

    private static boolean isBeforeDigits(String word) {
        return word.equals("is") || word.equals("it's") || word.equals("are") || word.equals("number");
    }

    private static boolean isNumberName(String word) {
        return word.equals("number") || word.equals("code") || word.equals("digits") || word.equals("pin");
    }

    private static boolean isQuestion(String words) {
        String first = words.substring(0, words.indexOf(' '));
        Last kind = classOf(first);
        return kind == Last.QUESTION
                || (kind == Last.AUXILIARY && first.indexOf('\'') < 0)
                || first.equals("when")
                || first.equals("who");
    }

    /** The word that ends before the space at {@code start - 1}; empty when there is none. */
    private static String wordBefore(String words, int start) {
        return start < 2 ? "" : words.substring(words.lastIndexOf(' ', start - 2) + 1, start - 1);
    }

    private static int count(String words) {
        int count = 1;
        for (int i = 0; i < words.length(); i++) {
            if (words.charAt(i) == ' ') {
                count++;
            }
        }
        return count;
    }
}
