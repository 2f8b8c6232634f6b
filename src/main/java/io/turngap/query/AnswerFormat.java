package io.turngap.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How an answer is printed. CSV and JSON give every row as it comes and every digit; the tables are for people. */
public enum AnswerFormat {
    /** Aligned columns. */
    TABLE {
        @Override
        void print(ResultSet rows, PrintWriter out) throws SQLException {
            Collected all = Collected.of(rows, UnaryOperator.identity());
            all.line(out, all.names, "  ", "", "");
            all.line(out, all.widths.stream().map("-"::repeat).toList(), "  ", "", "");
            all.cells.forEach(row -> all.line(out, row, "  ", "", ""));
            out.println(all.rowsSaid());
        }
    },
    /** RFC 4180, with a head; nothing where a value is null. */
    CSV {
        @Override
        void print(ResultSet rows, PrintWriter out) throws SQLException {
            int columns = rows.getMetaData().getColumnCount();
            for (int i = 1; i <= columns; i++) {
                out.print((i > 1 ? "," : "") + quoted(rows.getMetaData().getColumnLabel(i)));
            }
            out.print("\r\n");
            while (rows.next()) {
                for (int i = 1; i <= columns; i++) {
                    String text = rows.getString(i);
                    out.print((i > 1 ? "," : "") + (text == null ? "" : quoted(text)));
                }
                out.print("\r\n");
            }
        }
    },
    /** An array with an object a row. */
    JSON {
        @Override
        void print(ResultSet rows, PrintWriter out) throws SQLException {
            try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
                json.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
                json.setPrettyPrinter(new DefaultPrettyPrinter());
                int columns = rows.getMetaData().getColumnCount();
                json.writeStartArray();
                while (rows.next()) {
                    json.writeStartObject();
                    for (int i = 1; i <= columns; i++) {
                        json.writeFieldName(rows.getMetaData().getColumnLabel(i));
                        write(json, rows.getObject(i), rows.getString(i));
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
            } catch (IOException cannot) {
                throw new UncheckedIOException(cannot);
            }
            out.println();
        }
    },
    /** A table for a pull request or a page. */
    MARKDOWN {
        @Override
        void print(ResultSet rows, PrintWriter out) throws SQLException {
            Collected all = Collected.of(rows, AnswerFormat::escaped);
            all.line(out, all.names, " | ", "| ", " |");
            List<String> rule = new ArrayList<>();
            for (int i = 0; i < all.names.size(); i++) {
                rule.add("-".repeat(Math.max(2, all.widths.get(i) - 1)) + (all.numbers.get(i) ? ":" : "-"));
            }
            all.line(out, rule, " | ", "| ", " |");
            all.cells.forEach(row -> all.line(out, row, " | ", "| ", " |"));
            if (all.more > 0) {
                out.println();
                out.println(all.rowsSaid());
            }
        }
    };

    /** Rows that a table for people shows. */
    static final int MOST_ROWS = 1_000;

    private static final int WIDEST = 80;

    abstract void print(ResultSet rows, PrintWriter out) throws SQLException;

    private static String quoted(String text) {
        return text.isEmpty() || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;");
    }

    private static void write(JsonGenerator json, @Nullable Object value, @Nullable String text) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Boolean flag -> json.writeBoolean(flag);
            case Double number -> finite(json, number);
            case Float number -> finite(json, number.doubleValue());
            case BigDecimal number -> json.writeNumber(number);
            case BigInteger number -> json.writeNumber(number);
            case Number number -> json.writeNumber(number.longValue());
            default -> json.writeString(text);
        }
    }

    private static void finite(JsonGenerator json, double number) throws IOException {
        if (Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeNull();
        }
    }

    /** The first rows as text, and how wide they are. */
    private static final class Collected {
        private final List<String> names = new ArrayList<>();
        private final List<Boolean> numbers = new ArrayList<>();
        private final List<Integer> widths = new ArrayList<>();
        private final List<List<String>> cells = new ArrayList<>();
        private long more;

        static Collected of(ResultSet rows, UnaryOperator<String> escape) throws SQLException {
            Collected all = new Collected();
            int columns = rows.getMetaData().getColumnCount();
            for (int i = 1; i <= columns; i++) {
                String type = rows.getMetaData().getColumnTypeName(i);
                all.names.add(escape.apply(shown(rows.getMetaData().getColumnLabel(i))));
                all.numbers.add(type.matches("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*"));
                all.widths.add(all.names.getLast().length());
            }
            while (rows.next()) {
                if (all.cells.size() == MOST_ROWS) {
                    all.more++;
                    continue;
                }
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(escape.apply(cell(rows.getObject(i), rows.getString(i))));
                    all.widths.set(
                            i - 1, Math.max(all.widths.get(i - 1), row.getLast().length()));
                }
                all.cells.add(row);
            }
            return all;
        }

        private static String cell(@Nullable Object value, @Nullable String text) {
            return switch (value) {
                case null -> "";
                case Double number ->
                    Double.isFinite(number) ? rounded(BigDecimal.valueOf(number)) : String.valueOf(text);
                case BigDecimal number -> rounded(number);
                default -> shown(String.valueOf(text));
            };
        }

        /** Thousandths, of a millisecond as a rule: more would claim what was not measured. A small number keeps three figures. */
        private static String rounded(BigDecimal exact) {
            int places =
                    exact.abs().compareTo(BigDecimal.ONE) < 0 ? Math.max(3, exact.scale() - exact.precision() + 3) : 3;
            String text = exact.setScale(Math.min(places, 12), RoundingMode.HALF_EVEN)
                    .stripTrailingZeros()
                    .toPlainString();
            return text.equals("-0") ? "0" : text;
        }

        private static String shown(String text) {
            String line = text.replaceAll("\\p{Cntrl}+", " ");
            return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
        }

        void line(PrintWriter out, List<String> row, String between, String before, String behind) {
            StringBuilder line = new StringBuilder(before);
            for (int i = 0; i < row.size(); i++) {
                String padding =
                        " ".repeat(Math.max(0, widths.get(i) - row.get(i).length()));
                line.append(i > 0 ? between : "").append(numbers.get(i) ? padding + row.get(i) : row.get(i) + padding);
            }
            out.println((line + behind).stripTrailing());
        }

        String rowsSaid() {
            long all = cells.size() + more;
            return "(" + all + (all == 1 ? " row" : " rows")
                    + (more > 0 ? ", the first " + cells.size() + " shown; csv and json give all)" : ")");
        }
    }
}
