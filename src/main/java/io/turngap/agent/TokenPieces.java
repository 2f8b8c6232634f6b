package io.turngap.agent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Text cut into the pieces that a model streams: words, each but the first with its space before it. Texts that come again cost nothing. */
final class TokenPieces {

    /** Texts that are remembered; more of them and the memory starts anew. */
    private static final int MOST_TEXTS = 4_096;

    private static final Map<String, String[]> MEMORY = new ConcurrentHashMap<>();

    private TokenPieces() {}

    /** The pieces; together they are {@code text}. Not to be changed. */
    static String[] of(String text) {
        String[] known = MEMORY.get(text);
        if (known != null) {
            return known;
        }
        if (MEMORY.size() >= MOST_TEXTS) {
            MEMORY.clear();
        }
        String[] pieces = cut(text);
        MEMORY.put(text, pieces);
        return pieces;
    }

    /** How many words {@code text} has, counted by its spaces; 0 when empty. */
    static int words(String text) {
        int count = text.isEmpty() ? 0 : 1;
        for (int i = 0; i < text.length(); i++) {
            count += text.charAt(i) == ' ' ? 1 : 0;
        }
        return count;
    }

    private static String[] cut(String text) {
        String[] pieces = new String[words(text)];
        int from = 0;
        for (int i = 0; i < pieces.length; i++) {
            int space = text.indexOf(' ', from + 1);
            int to = space < 0 ? text.length() : space;
            pieces[i] = text.substring(from, to);
            from = to;
        }
        return pieces;
    }
}
