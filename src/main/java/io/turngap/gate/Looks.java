package io.turngap.gate;

import io.turngap.stats.Spending;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How often a run is judged while it may still place more calls. Who looks several times and stops when he likes what he sees is wrong more
 * often than once in twenty; each look is therefore held to a smaller share of it, and the shares of all looks add up to one in twenty.
 *
 * @param look this one, from 1
 * @param most looks that may be taken in all
 */
public record Looks(int look, int most) {

    /** A run that is judged when it is over. */
    public static final Looks ONCE = new Looks(1, 1);

    /** The key under which a run's environment tells of its looks, as {@link #toString} has them. */
    public static final String KEY = "looks";

    /** Of all looks together: as small for one who looks often as for one who looks once. */
    private static final double ERROR = 0.05;

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,3}) of ([0-9]{1,3})");

    public Looks {
        if (look < 1 || most < look) {
            throw new IllegalArgumentException(
                    "Look " + look + " of " + most + " was asked; from 1 to the most is expected. Count looks from 1.");
        }
    }

    /** What {@link #toString} wrote; one look where there is nothing, or something else. */
    public static Looks parse(@Nullable String text) {
        Matcher matcher = TEXT.matcher(text == null ? "" : text);
        if (!matcher.matches()) {
            return ONCE;
        }
        int look = Integer.parseInt(matcher.group(1));
        int most = Integer.parseInt(matcher.group(2));
        return look < 1 || most < look ? ONCE : new Looks(look, most);
    }

    /** The chance of a false alarm that this look may have; 0.05 when there is but one. */
    double level() {
        return Spending.POCOCK.level(look, most, ERROR);
    }

    /** What either end of an interval may miss at this look. */
    double tail() {
        return Spending.POCOCK.tail(look, most);
    }

    /** How sure an interval of this look is, in words that its ends follow. */
    String sure() {
        String percent = String.format(Locale.ROOT, "%.1f", 100 * (1 - level())).replaceAll("\\.0$", "");
        return percent + " % sure of ";
    }

    /** What a reason says of there being several looks; nothing of one. */
    String said() {
        return most == 1 ? "" : String.format(Locale.ROOT, " (look %s, held to %.1f %%)", this, 100 * level());
    }

    @Override
    public String toString() {
        return look + " of " + most;
    }
}
