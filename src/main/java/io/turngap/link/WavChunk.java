package io.turngap.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A piece of sound that an agent sends as a WAV file of its own, one channel of 16-bit linear or G.711 samples. Lengths in its header are not
 * believed: agents that stream write zero or all ones there.
 *
 * @param format of the samples
 * @param from index of the first byte of sound
 * @param to index after the last
 */
record WavChunk(SoundFormat format, int from, int to) {

    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FMT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int LEAST_HEADER = 12;
    private static final int FORMAT_BYTES = 16;
    private static final int EXTENSIBLE = 0xfffe;

    /** True when the first {@code length} bytes begin as a WAV file does. */
    static boolean begins(byte[] bytes, int length) {
        return length >= LEAST_HEADER
                && view(bytes, length).getInt(0) == RIFF
                && view(bytes, length).getInt(8) == WAVE;
    }

    /** The sound within the first {@code length} bytes; empty when the header is damaged or tells of another kind. */
    static Optional<WavChunk> of(byte[] bytes, int length) {
        ByteBuffer view = view(bytes, length);
        Optional<SoundFormat> format = Optional.empty();
        int at = LEAST_HEADER;
        while (at + 8 <= length) {
            int name = view.getInt(at);
            long size = view.getInt(at + 4) & 0xffff_ffffL;
            int body = at + 8;
            if (name == DATA) {
                int to = size == 0 || body + size > length ? length : (int) (body + size);
                return format.map(known -> new WavChunk(known, body, to));
            }
            if (name == FMT && size >= FORMAT_BYTES && body + FORMAT_BYTES <= length) {
                format = format(view, body, size);
            }
            if (body + size + (size & 1) > length) {
                return Optional.empty();
            }
            at = (int) (body + size + (size & 1));
        }
        return Optional.empty();
    }

    private static Optional<SoundFormat> format(ByteBuffer view, int at, long size) {
        int tag = view.getShort(at) & 0xffff;
        if (tag == EXTENSIBLE && size >= 26 && at + 26 <= view.limit()) {
            tag = view.getShort(at + 24) & 0xffff;
        }
        int channels = view.getShort(at + 2);
        int rateHz = view.getInt(at + 4);
        int bits = view.getShort(at + 14);
        SoundFormat.Encoding encoding = switch (tag) {
            case 1 -> SoundFormat.Encoding.PCM;
            case 6 -> SoundFormat.Encoding.ALAW;
            case 7 -> SoundFormat.Encoding.MULAW;
            default -> SoundFormat.Encoding.OPUS;
        };
        if (channels != 1 || encoding.equals(SoundFormat.Encoding.OPUS) || bits != (tag == 1 ? 16 : 8)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SoundFormat(encoding, rateHz));
        } catch (LinkException e) {
            return Optional.empty();
        }
    }

    private static ByteBuffer view(byte[] bytes, int length) {
        return ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
