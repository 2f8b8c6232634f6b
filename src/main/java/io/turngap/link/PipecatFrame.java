package io.turngap.link;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Pipecat's protobuf frames (package {@code pipecat}, proto3), read and written in place: five small messages, of which one holds sound. One
 * object reads one frame after another and allocates nothing but text.
 *
 * <pre>
 * Frame { oneof: TextFrame text=1; AudioRawFrame audio=2; TranscriptionFrame transcription=3; MessageFrame message=4;
 *         InterruptionFrame interruption=5 }
 * AudioRawFrame { uint64 id=1; string name=2; bytes audio=3; uint32 sample_rate=4; uint32 num_channels=5; uint64 pts=6 }
 * TranscriptionFrame { uint64 id=1; string name=2; string text=3; string user_id=4; string timestamp=5 }
 * MessageFrame { string data=1 }
 * </pre>
 *
 * <p>Fields that nobody here knows are skipped, as proto3 wants it.
 */
final class PipecatFrame {

    /** What a frame holds. */
    enum Kind {
        TEXT(1),
        AUDIO(2),
        TRANSCRIPTION(3),
        MESSAGE(4),
        INTERRUPTION(5),
        /** A kind of a later version, or an empty frame. */
        OTHER(0);

        private final int field;

        Kind(int field) {
            this.field = field;
        }

        static Kind of(int field) {
            return switch (field) {
                case 1 -> TEXT;
                case 2 -> AUDIO;
                case 3 -> TRANSCRIPTION;
                case 4 -> MESSAGE;
                case 5 -> INTERRUPTION;
                default -> OTHER;
            };
        }
    }

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;
    private static final int MOST_VARINT_BYTES = 10;
    private static final byte[] AUDIO_NAME = "audio".getBytes(StandardCharsets.US_ASCII);

    private Kind kind = Kind.OTHER;
    private int soundFrom;
    private int soundBytes;
    private int rateHz;
    private int channels;
    private String text = "";
    private boolean broken;

    /** Reads the readable bytes; false when they are no frame. */
    boolean read(ByteBuf in) {
        kind = Kind.OTHER;
        soundFrom = in.readerIndex();
        soundBytes = 0;
        rateHz = 0;
        channels = 1;
        text = "";
        broken = false;
        int end = in.writerIndex();
        while (in.readerIndex() < end && !broken) {
            long key = varint(in, end);
            int field = (int) (key >>> 3);
            if ((key & 7) == BYTES && field >= 1 && field <= 5) {
                int inner = length(in, end);
                if (!broken) {
                    kind = Kind.of(field);
                    content(in, in.readerIndex() + inner);
                }
            } else {
                skip(in, end, (int) (key & 7));
            }
        }
        return !broken;
    }

    private void content(ByteBuf in, int end) {
        while (in.readerIndex() < end && !broken) {
            long key = varint(in, end);
            int field = (int) (key >>> 3);
            int wire = (int) (key & 7);
            if (kind == Kind.AUDIO && field == 3 && wire == BYTES) {
                soundBytes = length(in, end);
                soundFrom = in.readerIndex();
                in.skipBytes(broken ? 0 : soundBytes);
            } else if (kind == Kind.AUDIO && field == 4 && wire == VARINT) {
                rateHz = (int) Math.clamp(varint(in, end), 0, Integer.MAX_VALUE);
            } else if (kind == Kind.AUDIO && field == 5 && wire == VARINT) {
                channels = (int) Math.clamp(varint(in, end), 0, Integer.MAX_VALUE);
            } else if (wire == BYTES && field == (kind == Kind.MESSAGE ? 1 : 3) && kind != Kind.INTERRUPTION) {
                int bytes = length(in, end);
                text = broken
                        ? ""
                        : in.readCharSequence(bytes, StandardCharsets.UTF_8).toString();
            } else {
                skip(in, end, wire);
            }
        }
    }

    private long varint(ByteBuf in, int end) {
        long value = 0;
        for (int i = 0; i < MOST_VARINT_BYTES && in.readerIndex() < end; i++) {
            byte b = in.readByte();
            value |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        broken = true;
        return 0;
    }

    private int length(ByteBuf in, int end) {
        long length = varint(in, end);
        if (length < 0 || length > end - in.readerIndex()) {
            broken = true;
            return 0;
        }
        return (int) length;
    }

    private void skip(ByteBuf in, int end, int wire) {
        int count = switch (wire) {
            case VARINT -> {
                varint(in, end);
                yield 0;
            }
            case FIXED_64 -> 8;
            case BYTES -> length(in, end);
            case FIXED_32 -> 4;
            default -> end;
        };
        if (broken || count > end - in.readerIndex()) {
            broken = true;
        } else {
            in.skipBytes(count);
        }
    }

    Kind kind() {
        return kind;
    }

    /** Index in the buffer of the first byte of sound: s16le, interleaved where there are more channels than one. */
    int soundFrom() {
        return soundFrom;
    }

    int soundBytes() {
        return soundBytes;
    }

    /** Samples a second; 0 where the frame does not say. */
    int rateHz() {
        return rateHz;
    }

    int channels() {
        return channels;
    }

    /** JSON of a message, or the text of another kind. */
    String text() {
        return text;
    }

    /** Most bytes that {@link #audio} writes around the sound. */
    static final int AUDIO_OVERHEAD = 32;

    /** Writes a frame of one channel's sound, s16le. */
    static void audio(byte[] sound, int count, int rateHz, ByteBuf out) {
        int inner = 2 + AUDIO_NAME.length + 1 + varintBytes(count) + count + 1 + varintBytes(rateHz) + 2;
        tag(out, Kind.AUDIO.field, inner);
        tag(out, 2, AUDIO_NAME.length);
        out.writeBytes(AUDIO_NAME);
        tag(out, 3, count);
        out.writeBytes(sound, 0, count);
        out.writeByte(4 << 3 | VARINT);
        writeVarint(out, rateHz);
        out.writeByte(5 << 3 | VARINT);
        out.writeByte(1);
    }

    /** Writes a frame that holds an RTVI message. */
    static void message(byte[] json, ByteBuf out) {
        tag(out, Kind.MESSAGE.field, 1 + varintBytes(json.length) + json.length);
        tag(out, 1, json.length);
        out.writeBytes(json);
    }

    /** Most bytes that {@link #message} writes around the text. */
    static final int MESSAGE_OVERHEAD = 16;

    private static void tag(ByteBuf out, int field, int length) {
        out.writeByte(field << 3 | BYTES);
        writeVarint(out, length);
    }

    private static void writeVarint(ByteBuf out, int value) {
        int left = value;
        while (left > 0x7f) {
            out.writeByte(left & 0x7f | 0x80);
            left >>>= 7;
        }
        out.writeByte(left);
    }

    private static int varintBytes(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;
    }
}
