package io.turngap.report;

import io.turngap.claims.Ablation;
import io.turngap.claims.AblationCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What every form of an ablation says in the same words. */
final class AblationWords {

    static final String MEANING =
            "Share: the lever's fair part of the gain, the mean over orders in which levers may be turned on; all shares add up to the gain."
                    + " On alone: what the lever saves when nothing else is on. Off alone: what the profile loses without it.";

    /** A difference of fewer turns is not worth words; {@code ablation.json} has it. */
    private static final int FEWEST_TURNS = 4;

    private AblationWords() {}

    /** What was compared, in a line. */
    static String subject(Ablation of) {
        return of.profile().name() + " against " + of.base().name() + ", simulated: "
                + Figures.count(of.runs(), "run") + " of " + Figures.count(of.calls(), "call") + ", "
                + (of.orders() == 0 ? "every order" : Figures.grouped(of.orders()) + " orders") + " of "
                + Figures.count(of.levers().size(), "lever");
    }

    /** A share with the half of its interval: {@code 812 ±31}. */
    static String share(Ablation.Saving saving) {
        return Figures.ms(saving.shareMs()) + half(saving);
    }

    /** The half of a share's interval, {@code  ±31}; empty where the share is exact. */
    static String half(Ablation.Saving saving) {
        double half = saving.highMs() - saving.shareMs();
        return half == 0 ? "" : " ±" + Figures.ms(half);
    }

    /** Levers that do something. */
    static List<Ablation.Row> working(Ablation of) {
        return of.levers().stream().filter(row -> !row.idle()).toList();
    }

    /** Levers that do nothing here, in a sentence; empty where there are none. */
    static String idle(Ablation of) {
        List<String> idle = of.levers().stream()
                .filter(Ablation.Row::idle)
                .map(row -> row.id() + " (" + row.title() + ")")
                .toList();
        return idle.isEmpty() ? "" : "Made no difference to TTFA in these calls: " + String.join(", ", idle) + ".";
    }

    /** What a lever makes more or less frequent, by a few turns at least: {@code missed turns ±0.0 points in order-status, −1.9 in naive}. */
    static List<String> costs(Ablation of, Ablation.Row row) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, AblationCost> cost : row.costs().entrySet()) {
            double most = Math.max(
                    Math.abs(cost.getValue().inProfile()),
                    Math.abs(cost.getValue().inBase()));
            if (most * of.profile().turns() < FEWEST_TURNS) {
                continue;
            }
            lines.add(AblationCost.NAMES.getOrDefault(cost.getKey(), cost.getKey()) + " "
                    + change(cost.getValue().inProfile()) + "\u00a0points in "
                    + of.profile().name() + ", "
                    + change(cost.getValue().inBase()) + " in " + of.base().name());
        }
        return lines;
    }

    /** Percentage points with a sign: {@code +1.2}. */
    private static String change(double share) {
        double points = share * 100;
        String number = String.format(Locale.ROOT, Math.abs(points) < 9.95 ? "%.1f" : "%.0f", Math.abs(points));
        String sign = number.equals("0.0") ? "±" : points < 0 ? "−" : "+";
        return sign + number;
    }

    /** What was held the same, in a sentence; empty where nothing differed. */
    static String conditions(Ablation of) {
        return of.conditions().isEmpty()
                ? ""
                : "No lever's, and so as in " + of.profile().name() + " in all runs: "
                        + String.join("; ", of.conditions()) + ".";
    }
}
