package io.turngap.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which channel is the caller's.
 *
 * @param callerChannel 0 for left, 1 for right
 * @param points how strongly the evidence speaks for it; a decision by hand or by the recording itself has {@link #CERTAIN}
 * @param evidence what spoke for or against it, a sentence each
 */
public record Sides(int callerChannel, int points, List<String> evidence) {

    /** Nobody had to guess. */
    public static final int CERTAIN = 100;

    /** Fewer points than this are no ground for a decision. */
    public static final int FEWEST = 3;

    private static final int FIRST_POINTS = 2;
    private static final int CLEANER_POINTS = 2;
    private static final int MORE_POINTS = 1;
    private static final double CLEANER_DB = 15;
    private static final double MORE = 1.5;
    /** Somebody who greets says more than this before the other says anything, samples at 16 kHz. */
    private static final long GREETING_SAMPLES = 12_800;

    public Sides {
        evidence = List.copyOf(evidence);
    }

    /** True when the evidence is enough to go on. */
    public boolean decided() {
        return points >= FEWEST;
    }

    /** {@code left} or {@code right}. */
    public String caller() {
        return name(callerChannel);
    }

    /** A word for people: how sure. */
    public String confidence() {
        return points >= CERTAIN
                ? "given"
                : points > FEWEST ? "strong evidence" : decided() ? "fair evidence" : "weak evidence";
    }

    static String name(int channel) {
        return channel == 0 ? "left" : "right";
    }

    /**
     * Guesses by what tells an agent from a person: it greets, what it says is longer in all, and between its words there is little or no
     * noise. Each is worth points; one alone never decides.
     */
    static Sides guess(ChannelLevel left, ChannelLevel right, List<Stretch> leftSpeech, List<Stretch> rightSpeech) {
        int rightIsAgent = 0;
        List<String> evidence = new ArrayList<>();
        int first = first(leftSpeech, rightSpeech);
        if (first != 0) {
            rightIsAgent += first * FIRST_POINTS;
            evidence.add((first > 0 ? "right" : "left") + " speaks first, for as long as a greeting (agents greet; "
                    + FIRST_POINTS + " points)");
        }
        double cleaner = left.typicalFloorDb() - right.typicalFloorDb();
        if (Math.abs(cleaner) >= CLEANER_DB) {
            rightIsAgent += (cleaner > 0 ? 1 : -1) * CLEANER_POINTS;
            evidence.add(String.format(
                    Locale.ROOT,
                    "%s is %.0f dB less noisy between words (agents have no room around them; %d points)",
                    cleaner > 0 ? "right" : "left",
                    Math.abs(cleaner),
                    CLEANER_POINTS));
        }
        long leftLength = leftSpeech.stream().mapToLong(Stretch::length).sum();
        long rightLength = rightSpeech.stream().mapToLong(Stretch::length).sum();
        if (Math.max(leftLength, rightLength) >= MORE * Math.min(leftLength, rightLength)) {
            rightIsAgent += (rightLength > leftLength ? 1 : -1) * MORE_POINTS;
            evidence.add(String.format(
                    Locale.ROOT,
                    "%s speaks %.1f times as long as %s (agents say more; %d point)",
                    rightLength > leftLength ? "right" : "left",
                    Math.max(leftLength, rightLength) / (double) Math.max(1, Math.min(leftLength, rightLength)),
                    rightLength > leftLength ? "left" : "right",
                    MORE_POINTS));
        }
        if (evidence.isEmpty()) {
            evidence.add("neither greets, is cleaner, nor speaks longer than the other");
        }
        return new Sides(rightIsAgent >= 0 ? 0 : 1, Math.abs(rightIsAgent), evidence);
    }

    /** 1 where right speaks first, and alone; −1 where left does. */
    private static int first(List<Stretch> left, List<Stretch> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return 0;
        }
        if (spokenBefore(right, left.getFirst().first()) >= GREETING_SAMPLES) {
            return 1;
        }
        return spokenBefore(left, right.getFirst().first()) >= GREETING_SAMPLES ? -1 : 0;
    }

    private static long spokenBefore(List<Stretch> speech, long sample) {
        return speech.stream()
                .filter(one -> one.first() < sample)
                .mapToLong(one -> Math.min(one.last() + 1, sample) - one.first())
                .sum();
    }
}
