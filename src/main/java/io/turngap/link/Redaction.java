package io.turngap.link;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes text that came from an agent fit for a message: no secrets, no control characters, bounded. */
final class Redaction {

    private static final Pattern KEYS = Pattern.compile("\\b(sk|ek|pk|rk)([-_])[A-Za-z0-9_*.-]{4,}");
    private static final Pattern BEARER =
            Pattern.compile("(?i)(bearer\\s+|api[-_]?key[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"',&<>]+");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\s]+");

    private final List<Secret> secrets;

    Redaction(List<Secret> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** With more secrets to hide. */
    Redaction and(List<Secret> more) {
        return more.isEmpty()
                ? this
                : new Redaction(Stream.concat(secrets.stream(), more.stream()).toList());
    }

    /** {@code text} in one line of at most {@code most} characters, with what looks like a key replaced by {@code ***}. */
    String clean(String text, int most) {
        // A key may lie across the cut: so much is looked at as a key could be long, and cut only afterwards.
        String bounded = text.length() > most + 512 ? text.substring(0, most + 512) : text;
        String safe = bounded;
        for (Secret secret : secrets) {
            safe = safe.replace(secret.reveal(), "***");
        }
        safe = BEARER.matcher(safe).replaceAll("$1***");
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
