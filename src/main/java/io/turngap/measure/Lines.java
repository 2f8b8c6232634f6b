package io.turngap.measure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines of a file that may be anything: a line of a gigabyte costs no memory beyond {@value #MOST_BYTES} bytes, bytes that are no letter are
 * replaced, a byte order mark before the first line and a carriage return at the end of one are passed over. Not thread-safe.
 */
final class Lines {

    /** Longest line that is kept, bytes. */
    static final int MOST_BYTES = 4 << 20;

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final InputStream in;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long number;
    private long length;
    private boolean ended;

    /** Reads what is buffered already; does not close it. */
    Lines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false where there is none. The end of a file behind a line break is an empty line. */
    boolean next() throws IOException {
        if (ended) {
            return false;
        }
        kept.reset();
        length = 0;
        int b = in.read();
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (length++ < MOST_BYTES) {
                kept.write(b);
            }
        }
        ended = b < 0;
        number++;
        return true;
    }

    /** The line's number, from 1. */
    long number() {
        return number;
    }

    /** True where the file ends with this line, without a line break. */
    boolean isLast() {
        return ended;
    }

    /**
     * The line.
     *
     * @throws MeasureException when it is too long
     */
    String text() {
        if (length > MOST_BYTES) {
            throw new MeasureException("it has " + length + " bytes; up to " + MOST_BYTES + " are read");
        }
        String text = kept.toString(StandardCharsets.UTF_8);
        boolean marked = number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        return (marked ? text.substring(1) : text).strip();
    }
}
