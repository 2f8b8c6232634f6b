package io.turngap.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many words a recogniser got wrong: the fewest substitutions, deletions and insertions that turn what was said into what it
 * understood (Levenshtein 1966, over words). The word error rate is that number over the words that were said.
 *
 * <p>Before, both are brought to lower case without punctuation, and digits are spelt one by one, as the transcripts of the fixtures have
 * them: {@code "Order 4-8."} is {@code order four eight}. Nothing else is forgiven.
 *
 * @param words how many were said
 * @param errors how many edits are needed
 */
record WordErrors(int words, int errors) {

    private static final String[] DIGITS = {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"
    };

    /** Longer texts are cut: the table below grows with both. */
    private static final int MOST_WORDS = 5_000;

    static WordErrors of(String said, String understood) {
        List<String> reference = words(said);
        List<String> guess = words(understood);
        int[] row = new int[guess.size() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= reference.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int same = diagonal + (reference.get(i - 1).equals(guess.get(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return new WordErrors(reference.size(), row[guess.size()]);
    }

    /** Errors over words; above 1 where more words were made up than said. NaN where nothing was said. */
    double rate() {
        return words == 0 ? Double.NaN : (double) errors / words;
    }

    /** The words of a text, as they are compared. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        String lower = text.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        for (int i = 0; i <= lower.length() && words.size() < MOST_WORDS; i++) {
            char c = i < lower.length() ? lower.charAt(i) : ' ';
            if (c >= '0' && c <= '9') {
                end(words, word);
                words.add(DIGITS[c - '0']);
            } else if (Character.isLetter(c) || c == '\'') {
                word.append(c);
            } else {
                end(words, word);
            }
        }
        return words;
    }

    private static void end(List<String> words, StringBuilder word) {
        // An apostrophe alone, or around a word, is a quotation mark.
        int from = 0;
        int to = word.length();
        while (from < to && word.charAt(from) == '\'') {
            from++;
        }
        while (to > from && word.charAt(to - 1) == '\'') {
            to--;
        }
        if (to > from) {
            words.add(word.substring(from, to));
        }
        word.setLength(0);
    }
}
