package io.turngap.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether words are about one caller, so that no other may hear them: long numbers (orders, telephones, cards, postcodes), mail addresses,
 * names, streets, dates of birth, and answers that say what is "yours".
 *
 * <p>It errs on the side of keeping quiet: "your card arrives in five days" may be true for everybody and is not kept either.
 */
final class PersonalData {

    /** Numbers of so many digits name somebody's order or telephone; up to three they are prices, hours and house sizes. */
    private static final int LEAST_DIGITS = 4;

    private static final List<List<String>> INTRODUCTIONS = List.of(
            List.of("my", "name"),
            List.of("the", "name", "is"),
            List.of("the", "name", "of"),
            List.of("under", "the", "name"),
            List.of("last", "name"),
            List.of("first", "name"),
            List.of("i", "am", "called"),
            List.of("i'm", "called"),
            List.of("name's"),
            List.of("i", "live"),
            List.of("my", "address", "is"),
            List.of("my", "number", "is"),
            List.of("my", "email", "is"),
            List.of("i", "was", "born"),
            List.of("date", "of", "birth"),
            List.of("birthday"),
            List.of("born", "on"),
            List.of("dot", "com"),
            List.of("dot", "org"),
            List.of("dot", "net"),
            List.of("social", "security"),
            List.of("meet", "you"));

    private static final Set<String> STREETS =
            Set.of("street", "road", "avenue", "lane", "drive", "boulevard", "court", "square", "apartment", "suite");
    private static final Set<String> TITLES =
            Set.of("mr", "mrs", "ms", "miss", "mister", "dr", "doctor", "hello", "hi", "dear", "thanks");

    private PersonalData() {}

    /** True for a question that tells of one caller; it is neither looked up nor kept. */
    static boolean inQuestion(String text) {
        return isIn(words(text.toLowerCase(Locale.ROOT)));
    }

    /** True for an answer that was meant for one caller. */
    static boolean inAnswer(String text) {
        return isIn(words(text.toLowerCase(Locale.ROOT))) || saysYours(text) || namesSomebody(text);
    }

    private static boolean isIn(List<String> words) {
        SpokenNumbers numbers = SpokenNumbers.of(words);
        boolean number = false;
        for (String value : numbers.values()) {
            boolean round = value.endsWith("000");
            number |= !value.startsWith("#") && value.length() >= LEAST_DIGITS && !round;
        }
        if (number) {
            return true;
        }
        for (List<String> introduction : INTRODUCTIONS) {
            if (indexOf(words, introduction) >= 0) {
                return true;
            }
        }
        boolean street = !numbers.values().isEmpty() && words.stream().anyMatch(STREETS::contains);
        return street || words.stream().anyMatch(word -> word.indexOf('@') > 0);
    }

    private static int indexOf(List<String> words, List<String> part) {
        for (int i = 0; i + part.size() <= words.size(); i++) {
            if (words.subList(i, i + part.size()).equals(part)) {
                return i;
            }
        }
        return -1;
    }

    /** A sentence that states something of "your" things; a question about them is for everybody. */
    private static boolean saysYours(String text) {
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean end = i + 1 == text.length();
            if (c == '.' || c == '!' || c == '?' || end) {
                List<String> words = words(text.substring(from, i + 1).toLowerCase(Locale.ROOT));
                if (c != '?' && (words.contains("your") || words.contains("yours"))) {
                    return true;
                }
                from = i + 1;
            }
        }
        return false;
    }

    /** A capital inside a sentence, behind a comma or a title: "thank you, Anna", "Doctor Smith". */
    private static boolean namesSomebody(String text) {
        String[] words = text.split(" ");
        for (int i = 1; i < words.length; i++) {
            String before = words[i - 1];
            String word = words[i];
            boolean capital = !word.isEmpty()
                    && Character.isUpperCase(word.charAt(0))
                    && !word.equals("I")
                    && !word.startsWith("I'");
            String plain = before.replace(".", "").replace(",", "").toLowerCase(Locale.ROOT);
            if (capital && (before.endsWith(",") || TITLES.contains(plain) && !endsSentence(before, plain))) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsSentence(String word, String plain) {
        return word.endsWith(".") && plain.length() > 3;
    }

    private static List<String> words(String lower) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= lower.length(); i++) {
            char c = i < lower.length() ? lower.charAt(i) : ' ';
            if (Character.isLetterOrDigit(c) || c == '\'' || c == '@') {
                word.append(c);
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        return words;
    }
}
