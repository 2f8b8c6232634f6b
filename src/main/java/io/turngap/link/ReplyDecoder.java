package io.turngap.link;

import io.turngap.sound.G711;
import io.turngap.sound.OpusVoiceDecoder;
import io.turngap.sound.Pcm;
import io.turngap.sound.StreamResampler;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An agent's bytes as samples at {@link Pcm#RATE_HZ}. Sample {@code i} that comes out is the sound of the instant {@code i / 16000 s} of
 * the reply: the resampler's delay is cut off at the front of a reply and its tail is fetched with {@link #finish}, so that an onset is
 * where the agent put it. Opus is later by 6.5 ms, as for any caller who speaks it, and a reply's length is a whole number of packets.
 */
final class ReplyDecoder {

    private final SoundFormat format;
    private final StreamResampler resampler;
    private final @Nullable OpusVoiceDecoder opus;
    private long taken;
    private long given;
    private int toSkip;

    ReplyDecoder(SoundFormat format) {
        this.format = format;
        this.resampler = new StreamResampler(format.rateHz(), Pcm.RATE_HZ);
        this.opus = format.isPackets() ? new OpusVoiceDecoder() : null;
        reset();
    }

    SoundFormat format() {
        return format;
    }

    /** A new reply begins; what was not finished of the last one is forgotten. */
    void reset() {
        resampler.reset();
        if (opus != null) {
            opus.reset();
        }
        taken = 0;
        given = 0;
        toSkip = resampler.delaySamples();
    }

    /**
     * Decodes {@code count} of {@code scratch.bytes}; {@code heard} is told after each run of samples how many stand in {@code
     * scratch.heard}: once, or of Opus once a packet.
     *
     * @throws io.turngap.sound.SoundException when they are no Opus packets
     */
    void decode(int count, LoopScratch scratch, IntConsumer heard) {
        OpusVoiceDecoder packets = opus;
        if (packets == null) {
            heard.accept(decode(count, scratch));
            return;
        }
        packets.accept(scratch.bytes, count, samples -> {
            System.arraycopy(samples, 0, scratch.heard, 0, samples.length);
            heard.accept(samples.length);
        });
    }

    /** Bytes at the end of a message that are part of a sample or packet only; they are forgotten. */
    int leftOver(int count) {
        OpusVoiceDecoder packets = opus;
        if (packets == null) {
            return count % format.bytesPerSample();
        }
        int waiting = packets.waitingBytes();
        packets.dropPart();
        return waiting;
    }

    /** Decodes {@code count} of {@code scratch.bytes} (whole samples) into {@code scratch.heard}; gives the number of samples. */
    int decode(int count, LoopScratch scratch) {
        byte[] in = scratch.bytes;
        short[] wire = scratch.wire;
        int samples = count / format.bytesPerSample();
        switch (format.encoding()) {
            case PCM -> scratch.pcm.get(0, wire, 0, samples);
            case MULAW -> {
                for (int i = 0; i < samples; i++) {
                    wire[i] = G711.fromMuLaw(in[i]);
                }
            }
            case ALAW -> {
                for (int i = 0; i < samples; i++) {
                    wire[i] = G711.fromALaw(in[i]);
                }
            }
            case OPUS -> throw new IllegalStateException("Opus packets are not read sample by sample");
        }
        taken += samples;
        return resampled(samples, scratch);
    }

    /** The reply is complete: the samples still in the resampler, into {@code scratch.heard}; gives their number. */
    int finish(LoopScratch scratch) {
        if (taken == 0) {
            return 0;
        }
        int zeros = (int) Math.ceilDiv((long) resampler.delaySamples() * format.rateHz(), Pcm.RATE_HZ) + 1;
        Arrays.fill(scratch.wire, 0, zeros, (short) 0);
        long due = Math.ceilDiv(taken * Pcm.RATE_HZ, (long) format.rateHz()) - given;
        int left = (int) Math.clamp(due, 0, resampled(zeros, scratch));
        reset();
        return left;
    }

    private int resampled(int samples, LoopScratch scratch) {
        int count = resampler.process(scratch.wire, 0, samples, scratch.heard, 0);
        int skipped = Math.min(toSkip, count);
        if (skipped > 0) {
            System.arraycopy(scratch.heard, skipped, scratch.heard, 0, count - skipped);
            toSkip -= skipped;
        }
        given += count - skipped;
        return count - skipped;
    }
}
