package io.turngap.agent;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Nearest {
    private Nearest() {}

    /** The word with the least edit distance (Levenshtein 1966), when that is small beside the word's length. */
    static Optional<String> to(String seen, Collection<String> words) {
        int most = Math.max(2, (seen.length() + 2) / 3);
        return words.stream()
                .filter(w -> distance(seen, w) <= most)
                .min(Comparator.<String>comparingInt(w -> distance(seen, w)).thenComparing(w -> w));
    }

    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
