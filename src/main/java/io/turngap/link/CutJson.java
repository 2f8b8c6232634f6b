package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a JSON message without building its sound into the tree: every long string without escapes is cut out before the parser sees it, and
 * a number that nobody sends stands in its place. {@link #from} and {@link #to} say where such a string lies, {@link #text} reads it
 * nevertheless. What cannot be read so is read whole, so that the answer is always that of the parser alone.
 *
 * <p>One message at a time: the ranges are those of the last message read, in its bytes.
 */
final class CutJson {

    /** Shorter strings are left to the parser. */
    static final int LEAST_CUT = 200;

    private static final int MOST_CUTS = 64;
    /** Stands for cut 0, the next for cut 1: nineteen digits always. */
    private static final long STAND_IN = 7_394_105_568_210_946_000L;

    private static final int STAND_IN_DIGITS = 19;
    private static final int KEPT = 1 << 16;

    private final int[] from = new int[MOST_CUTS];
    private final int[] to = new int[MOST_CUTS];
    private byte[] rest = new byte[1024];
    private byte[] source = new byte[0];
    private int cuts;

    /** The object that the first {@code length} bytes are; when they are none, the wire is told, and the answer is empty. */
    Optional<ObjectNode> object(Wire wire, long atNanos, byte[] bytes, int length) {
        source = bytes;
        cuts = 0;
        int restLength = length < LEAST_CUT ? -1 : cut(bytes, length);
        if (restLength >= 0 && cuts > 0) {
            try {
                if (RealtimeMessages.JSON.readTree(rest, 0, restLength) instanceof ObjectNode object) {
                    return Optional.of(object);
                }
            } catch (IOException e) {
                // The parser shall say of the whole message what is wrong with it.
            }
        }
        cuts = 0;
        return JsonMessages.object(wire, atNanos, bytes, length);
    }

    /** Which cut the node stands for; -1 when it is a value of its own. */
    int cutOf(JsonNode node) {
        if (cuts == 0 || !node.isLong()) {
            return -1;
        }
        long index = node.longValue() - STAND_IN;
        return index >= 0 && index < cuts ? (int) index : -1;
    }

    /** The bytes of the message read last. */
    byte[] source() {
        return source;
    }

    /** Index of a cut's first character in the message. */
    int from(int cut) {
        return from[cut];
    }

    /** Index after a cut's last character in the message. */
    int to(int cut) {
        return to[cut];
    }

    /** A node's text, also when it was cut out; empty when it is no text. */
    String text(JsonNode node) {
        int cut = cutOf(node);
        if (cut >= 0) {
            return new String(source, from[cut], to[cut] - from[cut], StandardCharsets.UTF_8);
        }
        return node.isTextual() ? node.textValue() : "";
    }

    /** The node as the parser would have made it: with the strings that were cut out of it. */
    JsonNode whole(JsonNode node) {
        if (cuts == 0) {
            return node;
        }
        if (cutOf(node) >= 0) {
            return TextNode.valueOf(text(node));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode whole = object.objectNode();
            object.properties().forEach(member -> whole.set(member.getKey(), whole(member.getValue())));
            return whole;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode whole = array.arrayNode(array.size());
            array.forEach(item -> whole.add(whole(item)));
            return whole;
        }
        return node;
    }

    /** Copies the message without its long strings into {@link #rest}; gives its length, or -1 where that cannot be done. */
    private int cut(byte[] bytes, int length) {
        int copied = 0;
        int out = 0;
        int at = 0;
        while (at < length) {
            if (bytes[at] != '"') {
                at++;
                continue;
            }
            int begins = at + 1;
            int ends = begins;
            boolean plain = true;
            while (ends < length && bytes[ends] != '"') {
                byte b = bytes[ends];
                plain &= b != '\\' && (b >= ' ' || b < 0);
                ends += b == '\\' ? 2 : 1;
            }
            if (ends >= length) {
                return -1;
            }
            at = ends + 1;
            if (plain && ends - begins >= LEAST_CUT && cuts < MOST_CUTS) {
                out = copy(bytes, copied, begins - 1, out, STAND_IN_DIGITS);
                digits(STAND_IN + cuts, out);
                out += STAND_IN_DIGITS;
                from[cuts] = begins;
                to[cuts] = ends;
                cuts++;
                copied = at;
            }
        }
        return cuts == 0 ? -1 : copy(bytes, copied, length, out, 0);
    }

    private int copy(byte[] bytes, int begins, int ends, int out, int spare) {
        int needed = out + ends - begins + spare;
        if (needed > rest.length) {
            rest = java.util.Arrays.copyOf(rest, Math.max(needed, Math.min(2 * rest.length, KEPT)));
        }
        System.arraycopy(bytes, begins, rest, out, ends - begins);
        return out + ends - begins;
    }

    private void digits(long value, int out) {
        long left = value;
        for (int i = STAND_IN_DIGITS - 1; i >= 0; i--) {
            rest[out + i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}
