package io.turngap.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the templated dialogue makes of a caller's words: lower case words in, words and slots out.
 *
 * @param words the words
 * @param digits digits spoken one by one, joined, such as {@code 4271}; empty when fewer than three
 * @param day a day of the week, or today or tomorrow
 * @param name the word behind "my name is" or "this is"
 */
record Understanding(List<String> words, String digits, Optional<String> day, Optional<String> name) {

    private static final int LEAST_DIGITS = 3;

    /** Callers of a scenario say the same again and again; what was read once is kept, within bounds. */
    private static final ConcurrentHashMap<String, Understanding> KNOWN = new ConcurrentHashMap<>();

    private static final int MOST_KNOWN = 2_048;
    private static final int LONGEST_KNOWN = 200;

    private static final Map<String, String> DIGITS = Map.ofEntries(
            Map.entry("zero", "0"),
            Map.entry("oh", "0"),
            Map.entry("one", "1"),
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"));

    private static final List<String> SPOKEN =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    private static final Set<String> DAYS = Set.of(
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "today",
            "tonight",
            "tomorrow");

    static Understanding of(String text) {
        Understanding known = KNOWN.get(text);
        if (known == null) {
            known = read(text);
            if (KNOWN.size() < MOST_KNOWN && text.length() <= LONGEST_KNOWN) {
                KNOWN.put(text, known);
            }
        }
        return known;
    }

    private static Understanding read(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder digits = new StringBuilder();
        String lower = text.toLowerCase(Locale.ROOT);
        for (int from = 0; from < lower.length(); ) {
            int to = from;
            while (to < lower.length() && isOfWord(lower.charAt(to))) {
                to++;
            }
            if (to > from) {
                String word = lower.substring(from, to);
                words.add(word);
                digits.append(isNumber(word) ? word : DIGITS.getOrDefault(word, ""));
            }
            from = to + 1;
        }
        Optional<String> day = words.stream().filter(DAYS::contains).findFirst();
        String order = digits.length() >= LEAST_DIGITS ? digits.toString() : "";
        return new Understanding(List.copyOf(words), order, day, name(words));
    }

    private static boolean isOfWord(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '\'';
    }

    private static boolean isNumber(String word) {
        return word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** True when one of {@code any} was said. */
    boolean says(String... any) {
        for (String word : any) {
            if (words.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** Digits as words, for speaking them. */
    static String spoken(String digits) {
        StringBuilder spoken = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit >= 0 && digit < SPOKEN.size()) {
                spoken.append(spoken.isEmpty() ? "" : " ").append(SPOKEN.get(digit));
            }
        }
        return spoken.toString();
    }

    private static Optional<String> name(List<String> words) {
        for (int i = 0; i + 2 < words.size(); i++) {
            if (words.get(i).equals("name") && words.get(i + 1).equals("is")) {
                return Optional.of(words.get(i + 2));
            }
        }
        return Optional.empty();
    }
}
