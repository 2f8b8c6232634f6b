package io.turngap.gate;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,3}) of ([0-9]{1,3})");

    public Looks {
        if (look < 1 || most < look) {
            throw new IllegalArgumentException(
                    "Look " + look + " of " + most + " was asked; from 1 to the most is expected. Count looks from 1.");
        }
    }

    /** What {@link #toString} wrote; one look where there is nothing, or something else. */
    public static Looks parse(Optional<String> text) {
        Matcher matcher = TEXT.matcher(text.orElse(""));
        if (!matcher.matches()) {
            return ONCE;
        }
        int look = Integer.parseInt(matcher.group(1));
        int most = Integer.parseInt(matcher.group(2));
        return look < 1 || most < look ? ONCE : new Looks(look, most);
    }

    /** The chance of a false alarm that this look may have; 0.05 when there is but one. */
    double level() {
        return spent(look) - spent(look - 1);
    }

    /** What either end of an interval may miss at this look. */
    double tail() {
        return level() / 2;
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

    /**
     * What may be spent up to a look, of looks that come at equal distances: α ln(1 + (e − 1) t), which gives each about as much (Lan and
     * DeMets 1983, the function that resembles Pocock's bounds).
     */
    private double spent(int looks) {
        return 0.05 * Math.log1p((Math.E - 1) * looks / most);
    }

    @Override
    public String toString() {
        return look + " of " + most;
    }
}
