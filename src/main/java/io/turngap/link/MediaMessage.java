package io.turngap.link;

import java.nio.charset.StandardCharsets;

/**
 * How one call's sound is wrapped in text: a message as the provider's documentation shows it, with places for what changes from message to
 * message. It is taken apart once a call; writing one makes no garbage.
 *
 * <p>The places are written {@code #sequence}, {@code #chunk}, {@code #timestamp} and {@code #payload}, each once at most.
 */
final class MediaMessage {

    private static final String[] PLACES = {"#sequence", "#chunk", "#timestamp", "#payload"};
    private static final int PAYLOAD = 3;

    /** Literal text; {@code slots[i]} follows {@code texts[i]}. */
    private final byte[][] texts;

    private final int[] slots;

    private MediaMessage(byte[][] texts, int[] slots) {
        this.texts = texts;
        this.slots = slots;
    }

    /** Takes a message apart. */
    static MediaMessage of(String message) {
        byte[][] texts = new byte[PLACES.length + 1][];
        int[] slots = new int[PLACES.length];
        int count = 0;
        int from = 0;
        for (int at = message.indexOf('#'); at >= 0; at = message.indexOf('#', from)) {
            int slot = slotAt(message, at);
            texts[count] = ascii(message.substring(from, at));
            slots[count++] = slot;
            from = at + PLACES[slot].length();
        }
        texts[count] = ascii(message.substring(from));
        return new MediaMessage(java.util.Arrays.copyOf(texts, count + 1), java.util.Arrays.copyOf(slots, count));
    }

    private static int slotAt(String message, int at) {
        for (int slot = 0; slot < PLACES.length; slot++) {
            if (message.startsWith(PLACES[slot], at)) {
                return slot;
            }
        }
        throw new IllegalArgumentException("no place of that name at character " + at + " of " + message);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes one message into {@code out} from index 0; gives its length.
     *
     * @param count how many of {@code sound} it carries
     */
    int write(long sequence, long chunk, long timestampMs, byte[] sound, int count, byte[] out) {
        int at = put(texts[0], out, 0);
        for (int i = 0; i < slots.length; i++) {
            at = switch (slots[i]) {
                case 0 -> number(sequence, out, at);
                case 1 -> number(chunk, out, at);
                case 2 -> number(timestampMs, out, at);
                case PAYLOAD -> Base64Bytes.encode(sound, count, out, at);
                default -> throw new IllegalStateException("place " + slots[i]);
            };
            at = put(texts[i + 1], out, at);
        }
        return at;
    }

    private static int put(byte[] text, byte[] out, int at) {
        System.arraycopy(text, 0, out, at, text.length);
        return at + text.length;
    }

    private static int number(long value, byte[] out, int at) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }
}
