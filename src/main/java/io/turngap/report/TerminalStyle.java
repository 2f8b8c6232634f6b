package io.turngap.report;

import java.util.Map;

/**
 * What an output can show.
 *
 * @param terminal true when a person looks on: lines may be written over
 * @param colour true when colours may be used
 * @param unicode true when characters beyond ASCII may be used
 * @param width columns
 */
public record TerminalStyle(boolean terminal, boolean colour, boolean unicode, int width) {

    /** For logs: nothing but plain ASCII lines. */
    public static final TerminalStyle PLAIN = new TerminalStyle(false, false, false, 100);

    private static final int NARROWEST = 60;
    private static final int WIDEST = 120;

    public TerminalStyle {
        width = Math.clamp(width, NARROWEST, WIDEST);
    }

    /**
     * What the environment asks for. Colour only on a terminal, and not when {@code NO_COLOR} is set to anything (no-color.org) or {@code
     * TERM} is {@code dumb}; characters beyond ASCII only on a terminal whose locale is UTF-8; in CI ({@code CI} set) plain lines.
     *
     * @param environment variables by name
     * @param isTerminal true when the output is a terminal
     */
    public static TerminalStyle of(Map<String, String> environment, boolean isTerminal) {
        boolean ci = !environment.getOrDefault("CI", "").isEmpty()
                && !environment.getOrDefault("CI", "").equals("false");
        boolean person =
                isTerminal && !ci && !environment.getOrDefault("TERM", "").equals("dumb");
        if (!person) {
            return PLAIN;
        }
        String locale = first(environment, "LC_ALL", "LC_CTYPE", "LANG");
        String form = locale.toUpperCase(java.util.Locale.ROOT).replace("-", "");
        boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new TerminalStyle(true, colour, form.endsWith("UTF8"), columns(environment.getOrDefault("COLUMNS", "")));
    }

    private static String first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static int columns(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 100;
    }

    /** Text in a colour of 256, where colours may be used. */
    String paint(String text, int colour) {
        return colour(text, "38;5;" + colour);
    }

    /** Text in bold, where colours may be used. */
    String bold(String text) {
        return colour(text, "1");
    }

    /** Text that steps back, where colours may be used. */
    String dim(String text) {
        return colour(text, "2");
    }

    private String colour(String text, String code) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Text from anywhere, harmless and in the characters that can be shown. */
    String plain(String text) {
        String line = Clean.line(text).replace('\u202f', ' ').replace('\u00a0', ' ');
        return unicode ? line : Clean.ascii(line);
    }
}
