package io.turngap.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Numbers among words, in digits: "two hundred and five" is 205, "four two seven one" is 4271 (digits said one by one are one number), "two
 * thirty" is 2 and 30, "third" is {@code #3}, and so is "3rd".
 *
 * @param values the numbers in order
 * @param others the words that are none, in order; "am" and "pm" behind a number are kept as {@code ?am} and {@code ?pm}
 */
record SpokenNumbers(List<String> values, List<String> others) {

    private static final List<String> SMALL = List.of(
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen");
    private static final List<String> TENS =
            List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
    private static final Map<String, Long> SCALES = Map.of("hundred", 100L, "thousand", 1_000L, "million", 1_000_000L);
    private static final List<String> ORDINALS = List.of(
            "zeroth",
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth");

    /** Behind these "one" stands for a thing. */
    private static final Set<String> BEFORE_A_THING =
            Set.of("which", "that", "this", "the", "another", "any", "no", "every", "new", "other");

    /** More digits than a number has; longer ones are kept apart. */
    private static final int MOST_DIGITS = 15;

    static SpokenNumbers of(List<String> words) {
        Scan scan = new Scan();
        for (int i = 0; i < words.size(); i++) {
            String before = i == 0 ? "" : words.get(i - 1);
            String after = i + 1 == words.size() ? "" : words.get(i + 1);
            scan.word(words.get(i), before, after);
        }
        scan.end();
        return new SpokenNumbers(List.copyOf(scan.values), List.copyOf(scan.others));
    }

    /** A small number or a ten in words, or digits; -1 for anything else. */
    private static long value(String word) {
        int small = SMALL.indexOf(word);
        if (small >= 0) {
            return small;
        }
        int ten = TENS.indexOf(word);
        if (ten >= 0) {
            return 20 + 10L * ten;
        }
        boolean digits =
                !word.isEmpty() && word.length() <= MOST_DIGITS && word.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(word) : -1;
    }

    private static final class Scan {
        final List<String> values = new ArrayList<>();
        final List<String> others = new ArrayList<>();
        private final StringBuilder spelled = new StringBuilder();
        private long total = -1;
        private long last = -1;

        void word(String word, String before, String after) {
            long value = word.equals("oh") && (value(before) >= 0 || value(after) >= 0) ? 0 : value(word);
            Long scale = SCALES.get(word);
            int ordinal = ORDINALS.indexOf(word);
            if (value >= 0 && !(word.equals("one") && BEFORE_A_THING.contains(before))) {
                number(word, value);
            } else if (scale != null && (total >= 0 || before.equals("a"))) {
                total = Math.max(total, 1) * scale;
                last = scale;
                spelled.setLength(0);
            } else if (word.equals("and") && last >= 100 && value(after) >= 0) {
                return;
            } else if (ordinal >= 0) {
                long tens = last >= 20 && last < 100 && ordinal < 10 ? total : 0;
                total = tens > 0 ? -1 : total;
                end();
                values.add("#" + (tens + ordinal));
            } else if (word.length() > 2 && Character.isDigit(word.charAt(0))) {
                end();
                values.add("#" + word.substring(0, word.length() - 2));
            } else {
                boolean hour = (word.equals("am") || word.equals("pm")) && total >= 0;
                end();
                others.add(hour ? "?" + word : word);
            }
        }

        private void number(String word, long value) {
            boolean digit = value < 10 && (word.length() == 1 || !Character.isDigit(word.charAt(0)));
            boolean unitOfTens = last >= 20 && last < 100 && last % 10 == 0 && value > 0 && digit && spelled.isEmpty();
            if (total >= 0 && (unitOfTens || last >= 100 && value < last && isScale(last))) {
                total += value;
            } else if (digit && !spelled.isEmpty() && spelled.length() < MOST_DIGITS) {
                spelled.append(value);
                total = Long.parseLong(spelled.toString());
            } else {
                end();
                total = value;
                if (digit) {
                    spelled.append(value);
                }
            }
            last = value;
        }

        private static boolean isScale(long value) {
            return SCALES.containsValue(value);
        }

        void end() {
            if (total >= 0) {
                values.add(spelled.length() > 1 ? spelled.toString() : Long.toString(total));
            }
            total = -1;
            last = -1;
            spelled.setLength(0);
        }
    }
}
