package io.turngap.scenario;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A scenario, or an option that changes it, is wrong. The message has one line a mistake and is meant for the user as it is. */
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a command that ends with this exits with. */
    public static final int EXIT_CODE = 2;

    /** Most mistakes that are printed. */
    public static final int MOST_MISTAKES = 20;

    private final transient List<Mistake> mistakes;

    /** With all mistakes found, in any order; the message lists the first {@value #MOST_MISTAKES} by place. */
    public ScenarioException(List<Mistake> mistakes) {
        List<Mistake> sorted = mistakes.stream()
                .distinct()
                .sorted(Comparator.comparingInt((Mistake m) -> m.place().line())
                        .thenComparingInt(m -> m.place().column()))
                .toList();
        super(message(sorted));
        this.mistakes = sorted.stream().limit(MOST_MISTAKES).toList();
    }

    /** With one mistake. */
    public ScenarioException(Mistake mistake) {
        this(List.of(mistake));
    }

    /** The mistakes, by place; options come first. */
    public List<Mistake> mistakes() {
        return mistakes;
    }

    /** One line a mistake; never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    private static String message(List<Mistake> sorted) {
        String lines =
                sorted.stream().limit(MOST_MISTAKES).map(Mistake::toString).collect(Collectors.joining("\n"));
        int more = sorted.size() - MOST_MISTAKES;
        return more > 0 ? lines + "\nand " + more + " more mistakes; correct these first" : lines;
    }
}
