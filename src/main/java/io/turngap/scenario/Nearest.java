package io.turngap.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class Nearest {
    private Nearest() {}

    /** The name nearest to {@code seen}, when it is near enough to be meant: at most a third of the letters differ, or one begins the other. */
    public static Optional<String> to(String seen, Collection<String> names) {
        String wanted = fold(seen);
        if (wanted.length() > 100) {
            return Optional.empty();
        }
        return names.stream()
                .filter(name -> near(wanted, fold(name)))
                .min(Comparator.comparingInt((String name) -> distance(wanted, fold(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean near(String seen, String name) {
        int longer = Math.max(seen.length(), name.length());
        boolean begins = seen.length() >= 3 && (name.startsWith(seen) || name.endsWith("_" + seen));
        return begins || distance(seen, name) <= Math.max(1, longer / 3);
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    }

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
