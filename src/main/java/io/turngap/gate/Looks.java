package io.turngap.gate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    /** Name in a run's environment under which {@link #toString()} is kept, so that it is judged the same way again. */
    public static final String KEY = "looks";

    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,3}) of ([1-9]\\d{0,3})");

    /** What {@link #toString()} gave; {@link #ONCE} of a run that says nothing, or nothing that can be meant. */
    public static Looks parse(@Nullable String text) {
        Matcher written = TEXT.matcher(text == null ? "" : text);
        if (!written.matches()) {
            return ONCE;
        }
        int look = Integer.parseInt(written.group(1));
        int most = Integer.parseInt(written.group(2));
        return look <= most ? new Looks(look, most) : ONCE;
    }

    /** Such as {@code 2 of 3}. */
    @Override
    public String toString() {
        return look + " of " + most;
    }

    public Looks {
        if (look < 1 || most < look) {
            throw new IllegalArgumentException(
                    "Look " + look + " of " + most + " was asked; from 1 to the most is expected. Count looks from 1.");
        }
    }
}
