package io.turngap.probe;

import io.turngap.sound.Audibility;
import io.turngap.sound.OnsetDetector;
import io.turngap.sound.Pcm;
import io.turngap.sound.StreamResampler;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Listens to synthesised speech as it comes: decodes it, brings it to 16 kHz mono, finds the first audible sample by the project's own
 * definition, and knows by a {@link PlayoutClock} when that would be heard by a player that starts with the first byte. One for each
 * answer; used by one thread.
 */
final class SpeechListener {

    private static final long MOST_BYTES = 256L << 20;
    private static final int BLOCK = 4_096;

    private final SpeechFormat asked;
    private final int askedRateHz;
    private final PlayoutClock playout = new PlayoutClock();
    private final OnsetDetector detector;
    private OptionalLong onset = OptionalLong.empty();
    private Optional<WavHead> head = Optional.empty();
    private Optional<StreamResampler> resampler = Optional.empty();
    private byte[] pending = {};
    private long bytes;
    private long frames;

    /**
     * Speech in {@code format}.
     *
     * @param rateHz samples a second; a WAV file's head wins over it
     */
    SpeechListener(SpeechFormat format, int rateHz) {
        this.asked = format;
        this.askedRateHz = rateHz;
        this.detector = new OnsetDetector(Audibility.STANDARD, 0, new OnsetDetector.Listener() {
            @Override
            public void onset(long sample) {
                if (onset.isEmpty()) {
                    onset = OptionalLong.of(sample);
                }
            }

            @Override
            public void offset(long lastSample) {
                // Where the first sound ends is of no interest.
            }
        });
        if (format != SpeechFormat.WAV) {
            begin(new WavHead(0, format, 1, rateHz));
        }
    }

    private void begin(WavHead found) {
        head = Optional.of(found);
        if (found.rateHz() != Pcm.RATE_HZ) {
            resampler = Optional.of(new StreamResampler(found.rateHz(), Pcm.RATE_HZ));
        }
    }

    /** Takes bytes that came at {@code arrivalNanos}. */
    void came(byte[] more, int count, long arrivalNanos) throws ProbeHttp.BadAnswer {
        bytes += count;
        if (bytes > MOST_BYTES) {
            throw new ProbeHttp.BadAnswer("malformed", "the audio is longer than " + MOST_BYTES + " bytes");
        }
        byte[] all = Arrays.copyOf(pending, pending.length + count);
        System.arraycopy(more, 0, all, pending.length, count);
        int from = 0;
        if (head.isEmpty()) {
            Optional<WavHead> found = WavHead.of(all, all.length);
            if (found.isEmpty()) {
                if (all.length > WavHead.MOST_BYTES) {
                    throw new ProbeHttp.BadAnswer(
                            "malformed", "the WAV file has no samples within " + WavHead.MOST_BYTES + " bytes");
                }
                pending = all;
                return;
            }
            begin(found.get());
            from = found.get().bytes();
        }
        WavHead known = head.orElseThrow();
        int frameBytes = known.format().sampleBytes() * known.channels();
        int whole = (all.length - from) / frameBytes;
        pending = Arrays.copyOfRange(all, from + whole * frameBytes, all.length);
        if (whole == 0) {
            return;
        }
        long before = nanos(frames, known.rateHz());
        frames += whole;
        playout.came(arrivalNanos, nanos(frames, known.rateHz()) - before);
        listen(known, all, from, whole);
    }

    private void listen(WavHead known, byte[] all, int from, int whole) {
        int frameBytes = known.format().sampleBytes() * known.channels();
        short[] block = new short[Math.min(BLOCK, whole)];
        short[] out =
                resampler.map(it -> new short[it.mostOutput(block.length)]).orElse(block);
        for (int done = 0; done < whole && onset.isEmpty(); done += block.length) {
            int count = Math.min(block.length, whole - done);
            for (int i = 0; i < count; i++) {
                block[i] = known.format().sample(all, from + (done + i) * frameBytes);
            }
            int made = resampler.isPresent() ? resampler.get().process(block, 0, count, out, 0) : count;
            detector.accept(out, 0, made);
        }
    }

    private static long nanos(long samples, int rateHz) {
        return Math.multiplyExact(samples, 1_000_000_000L) / rateHz;
    }

    /** When the first audible sample was heard; empty while none was. */
    OptionalLong heardNanos() {
        if (onset.isEmpty()) {
            return OptionalLong.empty();
        }
        int delay = resampler.map(StreamResampler::delaySamples).orElse(0);
        long sample = Math.max(0, onset.getAsLong() - delay);
        return OptionalLong.of(playout.heardAt(nanos(sample, Pcm.RATE_HZ)));
    }

    /** When what came would be heard. */
    PlayoutClock playout() {
        return playout;
    }

    /** Bytes that came, a WAV file's head among them. */
    long bytes() {
        return bytes;
    }

    /** What was asked for, in words. */
    String format() {
        return head.filter(it -> asked == SpeechFormat.WAV)
                .map(it -> "wav of " + it.rateHz() + " Hz")
                .orElse(asked.wireName() + " of " + askedRateHz + " Hz");
    }
}
