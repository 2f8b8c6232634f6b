package io.turngap.agent;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A frame of Pipecat's WebSocket transport: one serialized {@code pipecat.Frame} (proto3, {@code frames.proto} of Pipecat 1.7) in one binary
 * message. Read and written field by field: the schema is five messages of a few fields each.
 */
sealed interface PipecatFrame {

    /** Sound, signed 16 bits, little endian. */
    record Audio(byte[] sound, long rateHz, long channels) implements PipecatFrame {}

    /** A message of RTVI, JSON. */
    record Message(String json) implements PipecatFrame {}

    /** Text, a transcription, an interruption, or a kind that came later: none of them means anything to a bot. */
    record Other() implements PipecatFrame {}

    /**
     * Reads a message.
     *
     * @throws ClientError when it is no frame
     */
    static PipecatFrame read(ByteBuf bytes) throws ClientError {
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes.nioBuffer());
            PipecatFrame frame = new Other();
            // Of several members of a oneof the last holds.
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                boolean whole = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                if (field == AUDIO && whole) {
                    frame = audio(in.readByteBuffer());
                } else if (field == MESSAGE && whole) {
                    frame = message(in.readByteBuffer());
                } else if (!in.skipField(tag)) {
                    throw new IOException("an end of a group that never began");
                } else if (field == TEXT || field == TRANSCRIPTION || field == INTERRUPTION) {
                    frame = new Other();
                }
            }
            return frame;
        } catch (IOException damaged) {
            throw new ClientError(
                    "invalid_frame",
                    "",
                    "No pipecat.Frame in a message of " + bytes.readableBytes() + " bytes: "
                            + ClientError.shown(String.valueOf(damaged.getMessage()))
                            + " Send one serialized frame a message.");
        }
    }

    /** Sound of one channel. */
    static byte[] audio(long id, byte[] sound, int rateHz) {
        ByteString bytes = com.google.protobuf.UnsafeByteOperations.unsafeWrap(sound);
        int inner = CodedOutputStream.computeUInt64Size(1, id)
                + CodedOutputStream.computeStringSize(2, "audio")
                + CodedOutputStream.computeBytesSize(3, bytes)
                + CodedOutputStream.computeUInt32Size(4, rateHz)
                + CodedOutputStream.computeUInt32Size(5, 1);
        return frame(AUDIO, inner, out -> {
            out.writeUInt64(1, id);
            out.writeString(2, "audio");
            out.writeBytes(3, bytes);
            out.writeUInt32(4, rateHz);
            out.writeUInt32(5, 1);
        });
    }

    /** A message of RTVI. */
    static byte[] message(String json) {
        return frame(MESSAGE, CodedOutputStream.computeStringSize(1, json), out -> out.writeString(1, json));
    }

    /** What was sent and not played is to be dropped. */
    static byte[] interruption(long id) {
        String name = "InterruptionFrame";
        int inner = CodedOutputStream.computeUInt64Size(1, id) + CodedOutputStream.computeStringSize(2, name);
        return frame(INTERRUPTION, inner, out -> {
            out.writeUInt64(1, id);
            out.writeString(2, name);
        });
    }

    /** Numbers of the members of {@code Frame}. */
    int TEXT = 1;

    int AUDIO = 2;
    int TRANSCRIPTION = 3;
    int MESSAGE = 4;
    int INTERRUPTION = 5;

    /** Writes the fields of one member. */
    @FunctionalInterface
    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] frame(int member, int inner, Fields fields) {
        int head = CodedOutputStream.computeTagSize(member) + CodedOutputStream.computeUInt32SizeNoTag(inner);
        byte[] bytes = new byte[head + inner];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeTag(member, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(inner);
            fields.write(out);
            out.checkNoSpaceLeft();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes;
    }

    private static Audio audio(java.nio.ByteBuffer member) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(member);
        byte[] sound = {};
        long rateHz = 0;
        long channels = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case SOUND -> sound = in.readByteArray();
                case RATE -> rateHz = in.readUInt32() & 0xffff_ffffL;
                case CHANNELS -> channels = in.readUInt32() & 0xffff_ffffL;
                default -> skip(in, tag);
            }
        }
        return new Audio(sound, rateHz, channels);
    }

    private static Message message(java.nio.ByteBuffer member) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(member);
        String json = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == DATA) {
                json = in.readStringRequireUtf8();
            } else {
                skip(in, tag);
            }
        }
        return new Message(json);
    }

    private static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new IOException("an end of a group that never began");
        }
    }

    /** Tags of fields: number times eight, and how they are coded. */
    int SOUND = 3 << 3 | 2;

    int RATE = 4 << 3;
    int CHANNELS = 5 << 3;
    int DATA = 1 << 3 | 2;
}
