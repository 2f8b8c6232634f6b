package io.turngap.probe;

import java.io.IOException;
import java.util.Optional;
import okio.BufferedSource;

/**
 * Reads server-sent events one by one: the lines of {@code data:} of an event, joined; comments and other fields are passed over. A blank
 * line ends an event, and so does the end of the stream. Bounded: the length of a line, and of the stream.
 */
final class SseReader {

    private static final long MOST_LINE_BYTES = 8L << 20;
    private static final int MOST_LINES = 1_000_000;

    private final BufferedSource in;
    private int lines;

    SseReader(BufferedSource in) {
        this.in = in;
    }

    /**
     * The data of the next event; empty at the end of the stream.
     *
     * @throws ProbeHttp.BadAnswer when the stream is out of bounds
     */
    Optional<String> next() throws IOException, ProbeHttp.BadAnswer {
        StringBuilder data = new StringBuilder();
        boolean any = false;
        while (!in.exhausted()) {
            String line = line();
            if (line.isEmpty()) {
                if (any) {
                    return Optional.of(data.toString());
                }
            } else if (line.startsWith("data:")) {
                int from = line.length() > 5 && line.charAt(5) == ' ' ? 6 : 5;
                data.append(any ? "\n" : "").append(line, from, line.length());
                any = true;
                // Each event of these protocols is one line, so that waiting for the blank one behind it would only
                // delay its instant.
                if (isWhole(data)) {
                    return Optional.of(data.toString());
                }
            }
        }
        return any ? Optional.of(data.toString()) : Optional.empty();
    }

    private static boolean isWhole(StringBuilder data) {
        if (data.isEmpty()) {
            return false;
        }
        char first = data.charAt(0);
        char last = data.charAt(data.length() - 1);
        return first == '{' && last == '}' ? balanced(data) : data.indexOf("[DONE]") == 0;
    }

    /** True when every brace outside of strings is closed. */
    private static boolean balanced(StringBuilder data) {
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            }
        }
        return depth == 0 && !inString;
    }

    private String line() throws IOException, ProbeHttp.BadAnswer {
        if (++lines > MOST_LINES) {
            throw new ProbeHttp.BadAnswer("malformed", "the stream has more than " + MOST_LINES + " lines");
        }
        long end = in.indexOf((byte) '\n', 0, MOST_LINE_BYTES);
        if (end < 0 && in.request(MOST_LINE_BYTES)) {
            throw new ProbeHttp.BadAnswer(
                    "malformed", "a line of the stream is longer than " + MOST_LINE_BYTES + " bytes");
        }
        if (end < 0) {
            return in.readUtf8();
        }
        String line = in.readUtf8(end);
        in.skip(1);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
