package io.turngap.load;

/**
 * How many calls a second start, over some time: a rate λ(t), its cumulative Λ(t) = ∫₀ᵗ λ, and the inverse of that. Seconds from the
 * curve's own start, calls as real numbers.
 *
 * <p>Call {@code n} of an even schedule starts at Λ⁻¹(n). A Poisson stream of changing rate starts its calls at Λ⁻¹(E₁), Λ⁻¹(E₁ + E₂), …
 * with exponential Eᵢ of mean 1: measured by Λ instead of by the clock, its rate is 1 (time rescaling; Çinlar, Introduction to Stochastic
 * Processes, 1975, chapter 4.7). So every shape has both spacings, and both are exact.
 */
public interface RateCurve {

    /** How long it lasts, s. */
    double seconds();

    /** λ: calls a second at an instant from 0 to {@link #seconds}. */
    double callsASecond(double second);

    /** Λ: calls expected up to an instant from 0 to {@link #seconds}. */
    double calls(double second);

    /** Λ⁻¹: the last instant up to which no more than {@code calls} are expected, of 0 to below {@code calls(seconds())}. */
    double secondOf(double calls);

    /** Calls expected in all. */
    default double calls() {
        return calls(seconds());
    }
}
