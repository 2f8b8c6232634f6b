package io.turngap.measure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes secrets out of text that came from outside, before it is written or printed: as they are, and as servers write them again, which is
 * percent-encoded, in base64 (also with something before or behind, as in {@code user:key}), in hexadecimal or with JSON's escapes. Where
 * text was cut in the middle of a secret, the beginning that is left goes too.
 */
public final class Hiding {

    /** Hides nothing. */
    public static final Hiding NOTHING = new Hiding(Set.of());

    private static final String STARS = "***";
    /** A shorter word keeps nothing secret, and hiding it would tear other words to pieces. */
    private static final int LEAST_SECRET = 4;
    /** Of shorter words other spellings would be found by chance. */
    private static final int LEAST_SPELLED = 6;
    /** A shorter beginning of a secret tells nobody anything, and words might begin so. */
    private static final int LEAST_BEGINNING = 6;
    /** Of a longer secret, so much of its beginning is hidden wherever it stands: it was cut short, and something was put behind it. */
    private static final int CUT_SHORT = 12;

    private final Set<String> secrets;
    private final List<String> spellings;

    private Hiding(Set<String> secrets) {
        this.secrets = secrets;
        Set<String> all = new LinkedHashSet<>();
        secrets.forEach(secret -> spell(secret, all));
        List<String> longestFirst = new ArrayList<>(all);
        longestFirst.sort(Comparator.comparingInt(String::length).reversed());
        this.spellings = List.copyOf(longestFirst);
    }

    /** With more secrets; what is shorter than 4 characters is none. */
    public Hiding and(Collection<String> more) {
        Set<String> all = new LinkedHashSet<>(secrets);
        for (String secret : more) {
            String word = secret.strip();
            if (word.length() >= LEAST_SECRET) {
                all.add(word);
                // Of "Bearer KEY" a server repeats the second half only.
                for (String part : word.split("\\s+", -1)) {
                    if (part.length() > LEAST_SPELLED + 1) {
                        all.add(part);
                    }
                }
            }
        }
        return all.equals(secrets) ? this : new Hiding(all);
    }

    private static void spell(String secret, Set<String> into) {
        into.add(secret);
        if (secret.length() < LEAST_SPELLED) {
            return;
        }
        String percent = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        into.add(percent);
        into.add(percent.replace("+", "%20"));
        into.add(percent.toLowerCase(Locale.ROOT));
        into.add(secret.replace("/", "\\/"));
        into.add(secret.replace("\\", "\\\\").replace("\"", "\\\""));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        into.add(HexFormat.of().formatHex(bytes));
        into.add(HexFormat.of().withUpperCase().formatHex(bytes));
        for (int before = 0; before < 3; before++) {
            String core = base64(bytes, before);
            into.add(core);
            into.add(core.replace('+', '-').replace('/', '_'));
            into.add(URLEncoder.encode(core, StandardCharsets.UTF_8));
        }
    }

    /** The characters of base64 that depend on nothing but the secret, when so many bytes stand before it, modulo 3. */
    private static String base64(byte[] secret, int before) {
        byte[] shifted = new byte[secret.length + before];
        System.arraycopy(secret, 0, shifted, before, secret.length);
        String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = before == 0 ? 0 : before + 1;
        int to = shifted.length * 8 / 6;
        return all.substring(from, to);
    }

    /** {@code text} with three stars for every secret. */
    public String hide(String text) {
        String hidden = text;
        for (String spelling : spellings) {
            hidden = hidden.replace(spelling, STARS);
        }
        for (String spelling : spellings) {
            hidden = withoutBeginnings(hidden, spelling);
        }
        return hidden;
    }

    private static String withoutBeginnings(String text, String spelling) {
        String rest = text;
        if (spelling.length() > CUT_SHORT) {
            String beginning = spelling.substring(0, CUT_SHORT);
            for (int at = rest.indexOf(beginning); at >= 0; at = rest.indexOf(beginning, at)) {
                int to = at + beginning.length();
                while (to < rest.length()
                        && to - at < spelling.length()
                        && rest.charAt(to) == spelling.charAt(to - at)) {
                    to++;
                }
                rest = rest.substring(0, at) + STARS + rest.substring(to);
                at += STARS.length();
            }
        }
        int most = Math.min(spelling.length() - 1, rest.length());
        for (int length = most; length >= LEAST_BEGINNING; length--) {
            if (rest.regionMatches(rest.length() - length, spelling, 0, length)) {
                return rest.substring(0, rest.length() - length) + STARS;
            }
        }
        return rest;
    }

    /** How much of a text must be looked at so that no secret lies across its end, characters. */
    public int longest() {
        return spellings.isEmpty() ? 0 : spellings.getFirst().length();
    }

    /** Names no secret. */
    @Override
    public String toString() {
        return STARS;
    }
}
