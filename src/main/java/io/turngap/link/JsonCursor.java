package io.turngap.link;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A place in a message's bytes that goes forward over plain JSON, for scans that build no tree. It promises nothing but this: what it goes
 * past is what a parser would have gone past. Anything unusual (escapes, odd numbers) makes it say no, and the message goes the long way.
 */
final class JsonCursor {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST = ONES << 7;
    private static final long QUOTES = ONES * '"';
    private static final long ESCAPES = ONES * '\\';
    private static final long BLANKS = ONES * ' ';

    private byte[] in = new byte[0];
    private int at;
    private int end;

    /** Starts at the first of {@code length} bytes. */
    void over(byte[] bytes, int length) {
        in = bytes;
        at = 0;
        end = length;
    }

    /** Index of the next byte. */
    int at() {
        return at;
    }

    /** Goes past blanks; true when nothing is left after them. */
    boolean atEnd() {
        blanks();
        return at == end;
    }

    void blanks() {
        while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
    }

    /** Goes past blanks and that character; stays before it and says no where there is another. */
    boolean token(char wanted) {
        blanks();
        if (at < end && in[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** Goes past a string of printable characters without escapes; gives the index of its closing quote, or -1. */
    int plainString() {
        if (at >= end || in[at] != '"') {
            return -1;
        }
        for (int i = plainUntil(at + 1); i < end; i++) {
            byte b = in[i];
            if (b == '"') {
                at = i + 1;
                return i;
            }
            if (b == '\\' || b < ' ') {
                return -1;
            }
        }
        return -1;
    }

    /**
     * Goes on by eight characters while none of them is special: a delta of sound has a thousand that are not. A byte of a word is zero where
     * subtracting one from each borrows from its highest bit (Warren, Hacker's Delight, 6-1); bytes from 0x80 on count as special.
     */
    private int plainUntil(int from) {
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORDS.get(in, i);
            long quote = word ^ QUOTES;
            long escape = word ^ ESCAPES;
            long special = quote - ONES | escape - ONES | word - BLANKS | word;
            if ((special & HIGHEST) != 0) {
                return i;
            }
        }
        return i;
    }

    /** Goes past a number of at most six digits that nothing but a comma, a brace or a blank follows; gives it, or -1. */
    int smallNumber() {
        int value = 0;
        int from = at;
        while (at < end && at - from < 6 && in[at] >= '0' && in[at] <= '9') {
            value = value * 10 + in[at++] - '0';
        }
        boolean whole = at > from && at < end && (in[at] == ',' || in[at] == '}' || in[at] <= ' ');
        return whole ? value : -1;
    }

    /** Goes past a string, a number or a literal; not past anything nested. */
    boolean skipValue() {
        if (at < end && in[at] == '"') {
            return plainString() >= 0;
        }
        int from = at;
        while (at < end && in[at] != ',' && in[at] != '}' && in[at] > ' ') {
            if (in[at] == '{' || in[at] == '[' || in[at] == '"') {
                return false;
            }
            at++;
        }
        return at > from;
    }

    /** True where the bytes from {@code from} to {@code to} are {@code wanted}. */
    boolean is(int from, int to, byte[] wanted) {
        return Arrays.equals(in, from, to, wanted, 0, wanted.length);
    }

    /** The ASCII string at that place; {@code last} where it is equal, so that a stream of messages makes no garbage. */
    String same(String last, int from, int to) {
        if (last.length() == to - from) {
            int i = 0;
            while (i < last.length() && last.charAt(i) == in[from + i]) {
                i++;
            }
            if (i == last.length()) {
                return last;
            }
        }
        return new String(in, from, to - from, StandardCharsets.US_ASCII);
    }
}
