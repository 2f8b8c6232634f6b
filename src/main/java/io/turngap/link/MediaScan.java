package io.turngap.link;

import java.nio.charset.StandardCharsets;

/**
 * Looks through one message of a telephone provider's stream for its sound, without building a tree: an {@code event}, and the
 * {@code payload} inside {@code media}. Where {@link #audio} says yes, the fields are those that a JSON parser would have found; everything
 * unusual makes it say no, and the message goes the long way.
 */
final class MediaScan {

    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MEDIA = "media".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] CONTENT_TYPE = "contentType".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SAMPLE_RATE = "sampleRate".getBytes(StandardCharsets.US_ASCII);

    private final JsonCursor json = new JsonCursor();
    private int payloadFrom;
    private int payloadTo;
    private String streamId = "";
    private boolean named;
    private String contentType = "";
    private boolean typed;
    private int rateHz;

    /**
     * True when the first {@code length} bytes are sound whose place can now be read.
     *
     * @param event name of the event that carries sound
     * @param streamKey key under which the stream is named, at the top
     */
    boolean audio(byte[] bytes, int length, byte[] event, byte[] streamKey) {
        json.over(bytes, length);
        payloadFrom = -1;
        named = false;
        typed = false;
        rateHz = 0;
        boolean audio = false;
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
            if (json.is(keyFrom, keyTo, EVENT)) {
                int to = json.plainString();
                audio = to >= 0 && json.is(from, to, event);
                if (!audio) {
                    return false;
                }
            } else if (json.is(keyFrom, keyTo, streamKey)) {
                int to = json.plainString();
                if (to < 0) {
                    return false;
                }
                streamId = json.same(streamId, from, to);
                named = true;
            } else if (json.is(keyFrom, keyTo, MEDIA)) {
                if (!media()) {
                    return false;
                }
            } else if (!json.skipValue()) {
                return false;
            }
        } while (json.token(','));
        return json.token('}') && json.atEnd() && audio && payloadFrom >= 0;
    }

    private boolean media() {
        payloadFrom = -1;
        typed = false;
        rateHz = 0;
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
            if (json.is(keyFrom, keyTo, PAYLOAD)) {
                payloadFrom = json.at() + 1;
                payloadTo = json.plainString();
                if (payloadTo < 0) {
                    return false;
                }
            } else if (json.is(keyFrom, keyTo, CONTENT_TYPE)) {
                int from = json.at() + 1;
                int to = json.plainString();
                if (to < 0) {
                    return false;
                }
                contentType = json.same(contentType, from, to);
                typed = true;
            } else if (json.is(keyFrom, keyTo, SAMPLE_RATE)) {
                rateHz = json.smallNumber();
                if (rateHz < 0) {
                    return false;
                }
            } else if (!json.skipValue()) {
                return false;
            }
        } while (json.token(','));
        return json.token('}');
    }

    /** Index of the first base64 character. */
    int payloadFrom() {
        return payloadFrom;
    }

    /** Index after the last base64 character. */
    int payloadTo() {
        return payloadTo;
    }

    /** What the message says of the sound's format; empty where it says nothing. */
    String contentType() {
        return typed ? contentType : "";
    }

    /** The rate that it says, or 0. */
    int rateHz() {
        return rateHz;
    }

    /** What the message calls the stream; empty where it names none. */
    String streamId() {
        return named ? streamId : "";
    }
}
