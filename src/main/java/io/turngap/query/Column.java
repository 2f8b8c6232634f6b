package io.turngap.query;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param name lower case, its unit last
 * @param type DuckDB's name of its type
 * @param meaning for people
 * @param value what stands in it for a row; null where nothing is known. A {@link String}, {@link Number}, {@link Boolean} or {@link
 *     java.time.Instant}
 * @param <T> what a row is made of
 */
record Column<T>(String name, String type, String meaning, Function<T, @Nullable Object> value) {

    static <T> Column<T> text(String name, String meaning, Function<T, @Nullable Object> value) {
        return new Column<>(name, "VARCHAR", meaning, value);
    }

    static <T> Column<T> whole(String name, String meaning, Function<T, @Nullable Object> value) {
        return new Column<>(name, "BIGINT", meaning, value);
    }

    static <T> Column<T> number(String name, String meaning, Function<T, @Nullable Object> value) {
        return new Column<>(name, "DOUBLE", meaning, value);
    }

    static <T> Column<T> flag(String name, String meaning, Function<T, @Nullable Object> value) {
        return new Column<>(name, "BOOLEAN", meaning, value);
    }

    static <T> Column<T> instant(String name, String meaning, Function<T, @Nullable Object> value) {
        return new Column<>(name, "TIMESTAMP", meaning, value);
    }
}
