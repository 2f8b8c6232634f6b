package io.turngap.query;

import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table: its name, its columns, and how a row is written down for DuckDB to read.
 *
 * @param name lower case
 * @param meaning what a row is
 * @param columns in order
 * @param <T> what a row is made of
 */
record Table<T>(String name, String meaning, List<Column<T>> columns) {

    /** Longest text that is kept, characters. */
    static final int LONGEST_TEXT = 65_536;

    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    Table {
        columns = List.copyOf(columns);
    }

    /** The statement that makes it. */
    String create() {
        return "CREATE TABLE " + name + " ("
                + columns.stream()
                        .map(column -> column.name() + " " + column.type())
                        .collect(Collectors.joining(", "))
                + ")";
    }

    /** Writes a row as CSV: text in quotes, nothing for what is not known. */
    void write(T row, Writer out) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            value(columns.get(i).value().apply(row), out);
        }
        out.append('\n');
    }

    private static void value(@Nullable Object value, Writer out) throws IOException {
        switch (value) {
            case null -> {}
            case String text -> text(text, out);
            case Double number -> out.append(Double.isFinite(number) ? number.toString() : "");
            case Instant instant -> {
                if (instant.isAfter(FIRST) && instant.isBefore(LAST)) {
                    out.append(INSTANT.format(instant.atOffset(ZoneOffset.UTC)));
                }
            }
            default -> out.append(value.toString());
        }
    }

    private static void text(String text, Writer out) throws IOException {
        out.append('"');
        int end = Math.min(text.length(), LONGEST_TEXT);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                out.append('"');
            }
            if (c != 0) {
                out.append(c);
            }
        }
        out.append('"');
    }
}
