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

    private final JsonCursor json = new JsonCursor();
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
        json.over(bytes, length);
        deltaFrom = -1;
        contentIndex = 0;
        boolean audio = false;
        boolean response = false;
        boolean item = false;
        if (!json.token('{')) {
            return false;
        }
        do {
            json.blanks();
            int keyFrom = json.at() + 1;
            int keyTo = json.plainString();
            if (keyTo < 0 || !json.token(':')) {
                return false;
            }
            json.blanks();
            int from = json.at() + 1;
            if (json.is(keyFrom, keyTo, TYPE)) {
                int to = json.plainString();
                audio = to >= 0 && (json.is(from, to, AUDIO) || json.is(from, to, AUDIO_BETA));
                if (!audio) {
                    return false;
                }
            } else if (json.is(keyFrom, keyTo, DELTA)) {
                deltaFrom = from;
                deltaTo = json.plainString();
                if (deltaTo < 0) {
                    return false;
                }
            } else if (json.is(keyFrom, keyTo, RESPONSE_ID)) {
                int to = json.plainString();
                if (to < 0) {
                    return false;
                }
                responseId = json.same(responseId, from, to);
                response = true;
            } else if (json.is(keyFrom, keyTo, ITEM_ID)) {
                int to = json.plainString();
                if (to < 0) {
                    return false;
                }
                itemId = json.same(itemId, from, to);
                item = true;
            } else if (json.is(keyFrom, keyTo, CONTENT_INDEX)) {
                contentIndex = json.smallNumber();
                if (contentIndex < 0) {
                    return false;
                }
            } else if (!json.skipValue()) {
                return false;
            }
        } while (json.token(','));
        return json.token('}') && json.atEnd() && audio && deltaFrom >= 0 && response && item;
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
}
