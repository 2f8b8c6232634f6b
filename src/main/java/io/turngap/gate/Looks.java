package io.turngap.gate;

/**
 * How often a run is judged while it may still place more calls. Who looks several times and stops when he likes what he sees is wrong more
 * often than once in twenty; each look is therefore held to a smaller share of it.
 *
 * @param look this one, from 1
 * @param most looks that may be taken in all
 */
public record Looks(int look, int most) {

    /** A run that is judged when it is over. */
    public static final Looks ONCE = new Looks(1, 1);

    public Looks {
        if (look < 1 || most < look) {
            throw new IllegalArgumentException(
                    "Look " + look + " of " + most + " was asked; from 1 to the most is expected. Count looks from 1.");
        }
    }
}
