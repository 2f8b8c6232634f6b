package io.turngap.sound;

import java.util.Comparator;
import java.util.List;

/** Names like one that was mistyped. */
final class Names {

    private Names() {}

    /** Those of {@code known} that are near to {@code seen}, nearest first: at most a third of its letters differ, or one holds the other. */
    static List<String> near(String seen, List<String> known, int most) {
        int allowed = Math.max(2, seen.length() / 3);
        return known.stream()
                .filter(name -> distance(seen, name) <= allowed || (seen.length() >= 3 && name.contains(seen)))
                .sorted(Comparator.comparingInt((String name) -> distance(seen, name))
                        .thenComparing(name -> name))
                .limit(most)
                .toList();
    }

    /** The first {@code most} names, and how many more there are. */
    static String some(List<String> names, int most) {
        String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return names.size() <= most ? shown + "." : shown + " and " + (names.size() - most) + " more.";
    }

    /** Edit distance (Levenshtein 1966). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
