package io.turngap.link;

import java.nio.charset.StandardCharsets;

/**
 * Looks through one event's bytes for what an audio delta needs, without building a tree. It promises nothing but this: where
 * {@link #audioDelta} says yes, the fields are those that a JSON parser would have found. Everything unusual (escapes, odd types, anything
 * malformed) makes it say no, and the event goes the long way.
 */
final class EventScan {

    private static final byte[] TYPE = ascii("type");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] RESPONSE_ID = ascii("response_id");
    private static final byte[] ITEM_ID = ascii("item_id");
    private static final byte[] CONTENT_INDEX = ascii("content_index");
    private static final byte[] AUDIO = ascii("response.output_audio.delta");
    private static final byte[] AUDIO_BETA = ascii("response.audio.delta");

    private byte[] in = new byte[0];
    private int at;
    private int end;
    private int deltaFrom;
    private int deltaTo;
    private int contentIndex;
    private String responseId = "";
    private String itemId = "";

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** True when the first {@code length} bytes are an audio delta whose fields can now be read. They stay valid as long as the bytes do. */
    boolean audioDelta(byte[] bytes, int length) {
        in = bytes;
        at = 0;
        end = length;
        deltaFrom = -1;
        contentIndex = 0;
        boolean audio = false;
        boolean response = false;
        boolean item = false;
        if (!token('{')) {
            return false;
        }
        do {
            blanks();
            int keyFrom = at + 1;
            int keyTo = plainString();
            if (keyTo < 0 || !token(':')) {
                return false;
            }
            blanks();
            int from = at + 1;
            if (is(keyFrom, keyTo, TYPE)) {
                int to = plainString();
                audio = to >= 0 && (is(from, to, AUDIO) || is(from, to, AUDIO_BETA));
                if (!audio) {
                    return false;
                }
            } else if (is(keyFrom, keyTo, DELTA)) {
                deltaFrom = from;
                deltaTo = plainString();
                if (deltaTo < 0) {
                    return false;
                }
            } else if (is(keyFrom, keyTo, RESPONSE_ID)) {
                int to = plainString();
                if (to < 0) {
                    return false;
                }
                responseId = same(responseId, from, to);
                response = true;
            } else if (is(keyFrom, keyTo, ITEM_ID)) {
                int to = plainString();
                if (to < 0) {
                    return false;
                }
                itemId = same(itemId, from, to);
                item = true;
            } else if (is(keyFrom, keyTo, CONTENT_INDEX)) {
                if (!smallNumber()) {
                    return false;
                }
            } else if (!skipValue()) {
                return false;
            }
        } while (token(','));
        boolean closed = token('}');
        blanks();
        return closed && at == end && audio && deltaFrom >= 0 && response && item;
    }

    /** Index of the first character of the audio. */
    int deltaFrom() {
        return deltaFrom;
    }

    /** Index after the last character of the audio. */
    int deltaTo() {
        return deltaTo;
    }

    String responseId() {
        return responseId;
    }

    String itemId() {
        return itemId;
    }

    int contentIndex() {
        return contentIndex;
    }

    private void blanks() {
        while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
    }

    private boolean token(char wanted) {
        blanks();
        if (at < end && in[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** Goes past a string of printable ASCII without escapes; gives the index of its closing quote, or -1. */
    private int plainString() {
        if (at >= end || in[at] != '"') {
            return -1;
        }
        for (int i = at + 1; i < end; i++) {
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

    private boolean smallNumber() {
        int value = 0;
        int from = at;
        while (at < end && at - from < 6 && in[at] >= '0' && in[at] <= '9') {
            value = value * 10 + in[at++] - '0';
        }
        contentIndex = value;
        return at > from && at < end && (in[at] == ',' || in[at] == '}' || in[at] <= ' ');
    }

    /** Goes past a string, a number or a literal; not past anything nested, which an audio delta has no reason to hold. */
    private boolean skipValue() {
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

    private boolean is(int from, int to, byte[] wanted) {
        return java.util.Arrays.equals(in, from, to, wanted, 0, wanted.length);
    }

    /** The string at that place; the one seen last where it is equal, so that a stream of deltas makes no garbage. */
    private String same(String last, int from, int to) {
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
