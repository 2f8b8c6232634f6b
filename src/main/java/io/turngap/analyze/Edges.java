package io.turngap.analyze;

import io.turngap.sound.Audibility;
import io.turngap.sound.LevelTrack;
import io.turngap.sound.OnsetDetector;
import io.turngap.sound.Pcm;
import io.turngap.sound.SpeechLabel;
import io.turngap.sound.StreamResampler;
import io.turngap.sound.WavStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The first and the last sample of a stretch of speech, by the definitions of a run: of the caller as the label of an utterance is found
 * ({@link SpeechLabel}), of the agent as it is heard ({@link Audibility}). Where the channel is noisier than the definition's level, the
 * level is 9 dB above the noise beside the stretch, as the label's is; where it is fainter than speech should be, 24 dB below its own.
 */
final class Edges {

    private static final int MARGIN_SAMPLES = Pcm.RATE_HZ * 400 / 1_000;
    /** Of a long stretch only its beginning and its end are looked at. */
    private static final int INNER_SAMPLES = 2 * Pcm.RATE_HZ;
    /** An edge further from where the levels rise and fall than this belongs to something else. */
    private static final int MOST_SHIFT_SAMPLES = Pcm.RATE_HZ * 250 / 1_000;

    private static final double BELOW_SPEECH_DB = 24;
    private static final double GAP_MS = 200;

    private final WavStream wav;
    private final int channel;
    private final ChannelLevel level;
    private final float[] echoDb;
    private final SpeechActivity activity;
    private final StreamResampler resampler;

    /** For one channel. */
    Edges(WavStream wav, int channel, Listening heard) {
        this.wav = wav;
        this.channel = channel;
        this.level = heard.channel(channel);
        this.echoDb = heard.echoDb(channel);
        this.activity = heard.speech(channel);
        this.resampler = new StreamResampler(wav.rateHz(), Pcm.RATE_HZ);
    }

    /** The stretches of a caller. */
    List<Stretch> ofCaller() {
        List<Stretch> coarse = activity.stretches();
        List<Stretch> exact = new ArrayList<>();
        for (int i = 0; i < coarse.size(); i++) {
            Stretch stretch = coarse.get(i);
            long from = earliest(coarse, i);
            long to = latest(coarse, i);
            long first = stretch.first();
            if (quietAt(first)) {
                first = label(from, Math.min(to, stretch.first() + INNER_SAMPLES))
                        .map(label -> from + label.first())
                        .orElse(first);
            }
            long last = stretch.last();
            if (quietAt(last)) {
                long start = Math.max(from, stretch.last() - INNER_SAMPLES);
                last = label(start, to).map(label -> start + label.last()).orElse(last);
            }
            exact.add(near(stretch, first, last));
        }
        return exact;
    }

    /** The stretches of an agent. */
    List<Stretch> ofAgent() {
        List<Stretch> coarse = activity.stretches();
        List<Stretch> exact = new ArrayList<>();
        for (int i = 0; i < coarse.size(); i++) {
            Stretch stretch = coarse.get(i);
            long from = earliest(coarse, i);
            long to = latest(coarse, i);
            List<Stretch> before = audible(from, Math.min(to, stretch.first() + INNER_SAMPLES), stretch.first());
            long start = Math.max(from, stretch.last() - INNER_SAMPLES);
            List<Stretch> behind = audible(start, to, stretch.last());
            exact.add(near(
                    stretch,
                    before.isEmpty() ? stretch.first() : before.getFirst().first(),
                    behind.isEmpty() ? stretch.last() : behind.getLast().last()));
        }
        return exact;
    }

    /** True when it is not the noise that says where speech ends. */
    private boolean quietAt(long sample) {
        return activity.thresholdDb()[block(sample)] <= level.speechDb() - BELOW_SPEECH_DB + 0.01;
    }

    /** What counts as audible in this channel beside a sample, dBFS. */
    private double audibleDbfs(long sample) {
        double definition = Math.min(Audibility.STANDARD.levelDbfs(), level.speechDb() - BELOW_SPEECH_DB);
        return Math.min(-1, quietAt(sample) ? definition : Math.max(definition, activity.thresholdDb()[block(sample)]));
    }

    private int block(long sample) {
        return (int) Math.clamp(sample / LevelTrack.BLOCK_SAMPLES, 0, Math.max(0, activity.thresholdDb().length - 1));
    }

    private Optional<SpeechLabel> label(long from, long to) {
        return SpeechLabel.of(new Pcm(Pcm.RATE_HZ, samples(from, to)));
    }

    /** What is audible in a window and belongs to the sound at a sample: nothing of it is a hangover away from the rest. */
    private List<Stretch> audible(long from, long to, long beside) {
        short[] samples = samples(from, to);
        List<Stretch> found = new ArrayList<>();
        Audibility definition =
                new Audibility(audibleDbfs(beside), Audibility.STANDARD.windowMs(), Audibility.STANDARD.holdMs());
        OnsetDetector detector = new OnsetDetector(definition, GAP_MS, new OnsetDetector.Listener() {
            private long first;

            @Override
            public void onset(long sample) {
                first = from + sample;
            }

            @Override
            public void offset(long lastSample) {
                found.add(new Stretch(first, from + lastSample));
            }
        });
        detector.accept(samples, 0, samples.length);
        detector.finish();
        return found.stream()
                .filter(one -> one.first() - MOST_SHIFT_SAMPLES <= beside && beside <= one.last() + MOST_SHIFT_SAMPLES)
                .toList();
    }

    private static Stretch near(Stretch coarse, long first, long last) {
        long from = Math.abs(first - coarse.first()) <= MOST_SHIFT_SAMPLES ? first : coarse.first();
        long to = Math.abs(last - coarse.last()) <= MOST_SHIFT_SAMPLES ? last : coarse.last();
        return from <= to ? new Stretch(from, to) : coarse;
    }

    /** Where the search for a beginning may start: not in the stretch before, and not in the other's echo. */
    private long earliest(List<Stretch> all, int index) {
        long first = all.get(index).first();
        long least = index == 0 ? 0 : all.get(index - 1).last() + 1;
        long at = Math.max(least, first - MARGIN_SAMPLES);
        for (long sample = first; sample > at; sample -= LevelTrack.BLOCK_SAMPLES) {
            if (echoAt(sample)) {
                return sample;
            }
        }
        return at;
    }

    private long latest(List<Stretch> all, int index) {
        long last = all.get(index).last();
        long most = index == all.size() - 1
                ? level.blockDb().length * (long) LevelTrack.BLOCK_SAMPLES
                : all.get(index + 1).first();
        long to = Math.min(most, last + 1 + MARGIN_SAMPLES);
        for (long sample = last + 1; sample < to; sample += LevelTrack.BLOCK_SAMPLES) {
            if (echoAt(sample)) {
                return sample;
            }
        }
        return to;
    }

    private boolean echoAt(long sample) {
        int block = (int) (sample / LevelTrack.BLOCK_SAMPLES);
        return block < echoDb.length && echoDb[block] > Math.max(level.floorDb()[block], ChannelLevel.FAINTEST_DBFS);
    }

    /** Samples of a window at 16 kHz; fewer where the recording ends. */
    private short[] samples(long from, long to) {
        int rate = wav.rateHz();
        int late = resampler.delaySamples();
        int wanted = (int) (to - from);
        int count = (int) Math.ceilDiv((long) (wanted + late) * rate, Pcm.RATE_HZ) + 1;
        short[] read = Arrays.copyOf(wav.read(from * rate / Pcm.RATE_HZ, count)[channel], count);
        short[] out = new short[resampler.mostOutput(count) + 1];
        int made = resampler.process(read, 0, count, out, 0);
        resampler.reset();
        return Arrays.copyOfRange(out, late, Math.min(made, late + wanted));
    }
}
