package io.turngap.claims;

import java.util.List;
import java.util.Optional;

/**
 * What became of one figure of the article.
 *
 * @param id {@code F1} to {@code F16}
 * @param figure the figure, in the article's words or nearly
 * @param section where the article has it
 * @param verdict what became of it
 * @param because why, where the measurements do not say it; empty otherwise
 * @param measurements what was measured; those that decide first
 * @param how how it was measured, in a line
 * @param arithmetic sums from the article's own figures, a line each
 * @param modelled stages whose latency was drawn
 * @param real stages, or parts, whose latency was spent
 */
public record Finding(
        String id,
        String figure,
        String section,
        FindingVerdict verdict,
        String because,
        List<Measurement> measurements,
        String how,
        List<String> arithmetic,
        List<String> modelled,
        List<String> real) {

    public Finding {
        measurements = List.copyOf(measurements);
        arithmetic = List.copyOf(arithmetic);
        modelled = List.copyOf(modelled);
        real = List.copyOf(real);
    }

    /** A figure of the article. */
    public record Figure(String id, String words, String section) {}

    /** A figure that measurements decide: it holds when all hold that decide, and does not when one does not. */
    static Finding measured(Figure figure, String how, List<String> arithmetic, List<Measurement> measurements) {
        List<FindingVerdict> verdicts = measurements.stream()
                .filter(Measurement::decides)
                .map(Measurement::verdict)
                .flatMap(Optional::stream)
                .toList();
        FindingVerdict verdict = verdicts.contains(FindingVerdict.DOES_NOT_HOLD)
                ? FindingVerdict.DOES_NOT_HOLD
                : verdicts.isEmpty() || verdicts.contains(FindingVerdict.UNDECIDED)
                        ? FindingVerdict.UNDECIDED
                        : FindingVerdict.HOLDS;
        return judged(figure, verdict, "", how, arithmetic, measurements);
    }

    /** A figure whose verdict is known without measuring; what was measured stands beside. */
    static Finding judged(
            Figure figure,
            FindingVerdict verdict,
            String because,
            String how,
            List<String> arithmetic,
            List<Measurement> measurements) {
        return new Finding(
                figure.id(),
                figure.words(),
                figure.section(),
                verdict,
                because,
                measurements,
                how,
                arithmetic,
                List.of(),
                List.of());
    }

    /** The same with what was modelled and what was not. */
    Finding stages(List<String> drawn, List<String> spent) {
        return new Finding(id, figure, section, verdict, because, measurements, how, arithmetic, drawn, spent);
    }

    /** The same with a word on why. */
    Finding because(String why) {
        return new Finding(id, figure, section, verdict, why, measurements, how, arithmetic, modelled, real);
    }

    /** The same without a verdict, for a run behind it says nothing. */
    Finding invalid(String why) {
        return new Finding(
                id, figure, section, FindingVerdict.INVALID, why, measurements, how, arithmetic, modelled, real);
    }
}
