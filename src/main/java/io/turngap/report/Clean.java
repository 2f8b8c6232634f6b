package io.turngap.report;

import java.util.Locale;

/**
 * Makes text from outside (names, transcripts, what an agent says of itself) harmless for a form. The result of every method is bounded
 * in length and free of control characters, lone surrogates and characters that turn the reading direction.
 */
final class Clean {

    /** Longest text taken from outside, in characters; what is longer ends in an ellipsis. */
    static final int MAX_CHARS = 800;

    private static final int REPLACEMENT = 0xFFFD;

    private Clean() {}

    /** Text without control characters, on one line: fit for a terminal, and the first step of every other form. */
    static String line(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_CHARS) + 1);
        int shown = 0;
        for (int i = 0; i < text.length(); ) {
            if (shown++ == MAX_CHARS) {
                return out.append('…').toString();
            }
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            out.appendCodePoint(harmless(c));
        }
        return out.toString();
    }

    private static int harmless(int c) {
        if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029) {
            return ' ';
        }
        boolean control = Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) || (c & 0xFFFE) == 0xFFFE;
        boolean direction = (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x200E
                || c == 0x200F
                || c == 0x061C;
        return control || direction ? REPLACEMENT : c;
    }

    /** Text for HTML and SVG, between tags or inside a quoted attribute. */
    static String html(String text) {
        String line = line(text);
        StringBuilder out = new StringBuilder(line.length() + 16);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '`' -> out.append("&#96;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** Text inside a Markdown table cell or paragraph: nothing in it is a link, a tag, a mention, emphasis or a cell border. */
    static String markdown(String text) {
        String line = line(text);
        StringBuilder out = new StringBuilder(line.length() + 16);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '@' -> out.append("&#64;");
                case ':' -> out.append(i + 1 == line.length() || line.charAt(i + 1) == ' ' ? ":" : "&#58;");
                case '\\', '`', '*', '_', '{', '}', '[', ']', '(', ')', '#', '|', '~', '!', '$' ->
                    out.append('\\').append(c);
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** Text as characters below 128 only, for a log that may not know others. */
    static String ascii(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '–', '—', '−' -> out.append('-');
                case '…' -> out.append("...");
                case '×' -> out.append('x');
                case '≤' -> out.append("<=");
                case '≥' -> out.append(">=");
                case '’', '‘' -> out.append('\'');
                case '·' -> out.append('-');
                case '→' -> out.append("->");
                case '±' -> out.append("+-");
                case 'µ' -> out.append('u');
                case 0x202F, 0x2009, 0xA0 -> out.append(' ');
                default -> out.append(c < 128 ? (char) c : '?');
            }
        });
        return out.toString();
    }

    /** Text as one word for a shell command that a person copies: quoted where it needs to be. */
    static String shell(String text) {
        String line = line(text);
        return line.matches("[A-Za-z0-9_@%+=:,./-]+") ? line : "'" + line.replace("'", "'\\''") + "'";
    }

    /** A word for a class or an id: lower case letters, digits and hyphens. */
    static String token(String text) {
        String token = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return token.length() > 40 ? token.substring(0, 40) : token;
    }
}
