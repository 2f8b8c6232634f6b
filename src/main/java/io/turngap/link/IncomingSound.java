package io.turngap.link;

import io.netty.buffer.ByteBuf;
import io.turngap.sound.Pcm;
import io.turngap.sound.SoundException;
import java.util.function.IntConsumer;

/**
 * The agent's sound, from bytes of the wire to samples for the listener. Within a reply it is one stream: the resampler runs through, and
 * where bytes come raw a sample may even be split between two messages.
 */
final class IncomingSound {

    private final Wire wire;
    private final Link.Listener listener;
    private ReplyDecoder decoder;
    private String replyId = "";
    private boolean speaking;
    private int carried = -1;
    private long playsUntilNanos = Long.MIN_VALUE;

    IncomingSound(Wire wire, Link.Listener listener, SoundFormat format) {
        this.wire = wire;
        this.listener = listener;
        this.decoder = new ReplyDecoder(format);
    }

    SoundFormat format() {
        return decoder.format();
    }

    /** From now on audio arrives in {@code format}. */
    void format(SoundFormat format) {
        if (!decoder.format().equals(format)) {
            decoder = new ReplyDecoder(format);
            carried = -1;
        }
    }

    /** Base64 characters {@code from} to {@code to} of {@code text}, part of the reply of that name; {@code heard} takes the samples told. */
    void base64(long at, byte[] text, int from, int to, String reply, IntConsumer heard) {
        begin(at, reply);
        LoopScratch scratch = wire.scratch();
        int end = Base64Bytes.withoutPadding(text, from, to);
        for (int block = from; block < end; block += LoopScratch.BLOCK_CHARS) {
            int bytes = Base64Bytes.decode(text, block, Math.min(end, block + LoopScratch.BLOCK_CHARS), scratch.bytes);
            if (bytes < 0) {
                wire.bad(
                        at,
                        "audio that is not base64, near character " + (block - from + 1) + " of " + (to - from)
                                + "; this message was dropped from there on");
                return;
            }
            boolean last = block + LoopScratch.BLOCK_CHARS >= end;
            if (!block(at, bytes, last, heard)) {
                return;
            }
        }
    }

    /** Base64 audio with nothing to count. */
    void base64(long at, byte[] text, int from, int to, String reply) {
        base64(at, text, from, to, reply, samples -> {});
    }

    /** Raw bytes, part of the reply of that name. */
    void raw(long at, ByteBuf content, String reply) {
        begin(at, reply);
        byte[] bytes = wire.scratch().bytes;
        while (content.isReadable()) {
            int kept = 0;
            if (carried >= 0) {
                bytes[0] = (byte) carried;
                carried = -1;
                kept = 1;
            }
            int count = Math.min(content.readableBytes(), LoopScratch.BLOCK_BYTES - kept);
            content.readBytes(bytes, kept, count);
            count += kept;
            if (decoder.format().bytesPerSample() == 2 && (count & 1) == 1) {
                count--;
                carried = bytes[count] & 0xff;
            }
            if (!block(at, count, !content.isReadable(), samples -> {})) {
                return;
            }
        }
    }

    private boolean block(long at, int bytes, boolean last, IntConsumer heard) {
        try {
            decoder.decode(bytes, wire.scratch(), samples -> {
                heard.accept(samples);
                deliver(at, samples);
            });
        } catch (SoundException damaged) {
            wire.bad(at, "audio of which " + damaged.getMessage());
            return false;
        }
        if ((last || !decoder.format().isPackets()) && decoder.leftOver(bytes) != 0) {
            wire.bad(
                    at,
                    decoder.format().isPackets()
                            ? "audio that ends within an Opus packet; the part was dropped"
                            : "audio that ends in half a sample (an odd number of bytes); the half was dropped");
        }
        return true;
    }

    private void begin(long at, String reply) {
        if (!speaking || !replyId.equals(reply)) {
            finish(at);
            replyId = reply;
            speaking = true;
        }
    }

    private void deliver(long at, int samples) {
        if (samples > 0) {
            long begins = playsUntilNanos == Long.MIN_VALUE || playsUntilNanos - at < 0 ? at : playsUntilNanos;
            playsUntilNanos = begins + samples * 1_000_000_000L / Pcm.RATE_HZ;
            listener.audio(at, wire.scratch().heard, samples, replyId);
        }
    }

    /** The reply of that name is complete: what is still in the resampler is heard too. */
    void finish(long at, String reply) {
        if (speaking && replyId.equals(reply)) {
            finish(at);
        }
    }

    /** The reply, whichever it is, is complete. */
    void finish(long at) {
        if (speaking) {
            deliver(at, decoder.finish(wire.scratch()));
        }
        decoder.reset();
        carried = -1;
        speaking = false;
    }

    /** The agent dropped what it was saying: a sentence cut off has no tail worth playing. */
    void drop() {
        decoder.reset();
        carried = -1;
        speaking = false;
        playsUntilNanos = Long.MIN_VALUE;
    }

    /** When all that was told so far will have been played, by a client that plays what arrives; far back where nothing was. */
    long playsUntilNanos() {
        return playsUntilNanos;
    }

    /** True when a client that plays what arrives would still be playing at {@code at}, or stopped less than {@code slackNanos} before. */
    boolean playing(long at, long slackNanos) {
        return playsUntilNanos != Long.MIN_VALUE && at - playsUntilNanos <= slackNanos;
    }
}
