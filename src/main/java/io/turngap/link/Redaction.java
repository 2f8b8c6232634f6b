package io.turngap.link;

import io.turngap.measure.Hiding;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes text that came from an agent fit for a message: no secrets, no control characters, bounded. */
final class Redaction {

    private static final Pattern KEYS = Pattern.compile("\\b(sk|ek|pk|rk)([-_])[A-Za-z0-9_*.-]{4,}");
    /** A word behind "Bearer" is a token when it looks like one: a digit or a joint in it, or long; a sentence may go on with another. */
    private static final Pattern BEARER =
            Pattern.compile("(?i)(bearer\\s+)(?=[^\\s\"',&<>]*[0-9._~+/=-]|[^\\s\"',&<>]{12})[^\\s\"',&<>]+");

    private static final Pattern API_KEY = Pattern.compile("(?i)(api[-_]?key[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"',&<>]+");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\s]+");

    private final Hiding secrets;

    Redaction(List<Secret> secrets) {
        this(Hiding.NOTHING.and(secrets.stream().map(Secret::reveal).toList()));
    }

    private Redaction(Hiding secrets) {
        this.secrets = secrets;
    }

    /** With more secrets to hide. */
    Redaction and(List<Secret> more) {
        return hiding(more.stream().map(Secret::reveal).toList());
    }

    /** With more words to hide, such as what an address holds behind its question mark. */
    Redaction hiding(Collection<String> more) {
        Hiding all = secrets.and(more);
        return all.equals(secrets) ? this : new Redaction(all);
    }

    /** {@code text} as it is but for the secrets known here. */
    String hide(String text) {
        return secrets.hide(text);
    }

    /** {@code text} in one line of at most {@code most} characters, with what looks like a key replaced by {@code ***}. */
    String clean(String text, int most) {
        // A key may lie across the cut: so much is looked at as a key could be long, and cut only afterwards.
        int looked = most + 512 + secrets.longest();
        String safe = secrets.hide(text.length() > looked ? text.substring(0, looked) : text);
        safe = BEARER.matcher(safe).replaceAll("$1***");
        safe = API_KEY.matcher(safe).replaceAll("$1***");
        safe = KEYS.matcher(safe).replaceAll("$1$2***");
        safe = UNPRINTABLE.matcher(safe).replaceAll(" ").strip();
        return safe.length() <= most ? safe : safe.substring(0, most) + "…";
    }

    /** What went wrong underneath, in a few words: an exception's own message where it has one. */
    static String reason(Throwable cause) {
        Throwable root = cause;
        for (int depth = 0; depth < 8 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        String message = Optional.ofNullable(root.getMessage()).orElse("");
        String shown = message.isBlank() ? root.getClass().getSimpleName() : message;
        return shown.length() <= 200 ? shown : shown.substring(0, 200) + "…";
    }
}
