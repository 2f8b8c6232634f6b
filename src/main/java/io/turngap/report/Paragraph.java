package io.turngap.report;

import java.util.ArrayList;
import java.util.List;

/** Text broken into lines of a terminal's width. */
final class Paragraph {

    private static final int LEAST_ROOM = 30;

    private Paragraph() {}

    /** Text over as many lines as it needs, the first behind {@code before}, the others set in by its length. */
    static List<String> of(String before, String text, TerminalStyle style) {
        List<String> lines = new ArrayList<>();
        int room = Math.max(LEAST_ROOM, style.width() - before.length());
        StringBuilder line = new StringBuilder();
        String start = before;
        for (String word : style.plain(text).split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
                lines.add(start + line);
                start = " ".repeat(before.length());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(start + line);
        return lines;
    }
}
