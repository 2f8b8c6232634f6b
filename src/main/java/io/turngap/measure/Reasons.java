package io.turngap.measure;

import java.util.List;
import java.util.stream.Collectors;

/** Several reasons as one text. */
public final class Reasons {

    private Reasons() {}

    /** Each as a sentence, one after another, for a reason may hold sentences itself; one alone is as it is. Empty where there is none. */
    public static String text(List<String> reasons) {
        if (reasons.size() == 1) {
            return reasons.getFirst();
        }
        return reasons.stream().map(Reasons::sentence).collect(Collectors.joining(" "));
    }

    private static String sentence(String reason) {
        String text = reason.strip();
        return text.isEmpty() || text.endsWith(".") || text.endsWith("!") || text.endsWith("?") ? text : text + ".";
    }
}
