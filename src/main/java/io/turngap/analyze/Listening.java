package io.turngap.analyze;

import io.turngap.sound.LevelTrack;
import io.turngap.sound.Pcm;
import io.turngap.sound.SoundException;
import io.turngap.sound.StreamResampler;
import io.turngap.sound.WavStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What a recording sounds like, heard once from its beginning to its end: the levels of both channels, the way of each into the other, and
 * roughly where each speaks. Memory: some 20 MB for each hour, whatever the file's rate.
 *
 * @param left levels of the left channel
 * @param right of the right
 * @param leftInRight how the left channel is heard in the right
 * @param rightInLeft how the right channel is heard in the left
 */
record Listening(
        ChannelLevel left, ChannelLevel right, Optional<EchoPath> leftInRight, Optional<EchoPath> rightInLeft) {

    private static final int LOWEST_HZ = 8_000;
    private static final int HIGHEST_HZ = 48_000;
    private static final int MOST_HOURS = 12;
    private static final int SECONDS_A_PIECE = 1;
    private static final int MOST_BLOCK_SAMPLES = 512;
    /** Share of the sound of one channel that the other explains, from which on both hold the same. */
    private static final double SAME = 0.95;

    private static final String CONVERT = "Convert it, such as with: ffmpeg -i FILE -ar 16000 -c:a pcm_s16le OUT.wav";

    private static final String TWO_TRACKS =
            "Record with one party a channel (telephony platforms call it dual-channel or stereo recording), and give that file.";

    /**
     * Hears a file out.
     *
     * @throws SoundException when it is no recording that can be analysed; the message says why and what to do
     */
    static Listening to(Path file, WavStream wav) {
        check(file, wav);
        LevelTrack[] tracks = {new LevelTrack(), new LevelTrack()};
        Likeness likeness = new Likeness();
        levels(wav, tracks, likeness);
        ChannelLevel left = ChannelLevel.of(tracks[0].levelsDbfs());
        ChannelLevel right = ChannelLevel.of(tracks[1].levelsDbfs());
        refuseWhatTellsNothing(file, left, right, likeness);
        return new Listening(left, right, EchoPath.find(left, right), EchoPath.find(right, left));
    }

    private static void levels(WavStream wav, LevelTrack[] tracks, Likeness likeness) {
        StreamResampler[] resamplers = {
            new StreamResampler(wav.rateHz(), Pcm.RATE_HZ), new StreamResampler(wav.rateHz(), Pcm.RATE_HZ)
        };
        // The resampler is fastest at blocks in which its pattern of phases ends.
        int pattern = wav.rateHz() / divisor(wav.rateHz());
        int block = pattern <= MOST_BLOCK_SAMPLES ? MOST_BLOCK_SAMPLES / pattern * pattern : MOST_BLOCK_SAMPLES;
        int piece = wav.rateHz() * SECONDS_A_PIECE / block * block;
        short[] out = new short[resamplers[0].mostOutput(block) + 1];
        int[] skip = {resamplers[0].delaySamples(), resamplers[1].delaySamples()};
        for (long at = 0; at < wav.frames(); at += piece) {
            short[][] samples = wav.read(at, piece);
            likeness.accept(samples[0], samples[1]);
            for (int channel = 0; channel < 2; channel++) {
                short[] in = samples[channel];
                for (int i = 0; i < in.length; i += block) {
                    int made = resamplers[channel].process(in, i, Math.min(block, in.length - i), out, 0);
                    int skipped = Math.min(skip[channel], made);
                    tracks[channel].accept(out, skipped, made - skipped);
                    skip[channel] -= skipped;
                }
            }
        }
    }

    private static int divisor(int rateHz) {
        return BigInteger.valueOf(rateHz).gcd(BigInteger.valueOf(Pcm.RATE_HZ)).intValue();
    }

    ChannelLevel channel(int channel) {
        return channel == 0 ? left : right;
    }

    /** How the other channel is heard in this one. */
    Optional<EchoPath> echoIn(int channel) {
        return channel == 0 ? rightInLeft : leftInRight;
    }

    /** Level that the other channel's copy may have in this one, at each block; empty where there is no copy. */
    float[] echoDb(int channel) {
        ChannelLevel heard = channel(channel);
        return echoIn(channel)
                .map(path -> path.expectedDb(channel(1 - channel), heard.blockDb().length))
                .orElse(new float[0]);
    }

    /** Roughly where somebody speaks in a channel. */
    SpeechActivity speech(int channel) {
        return SpeechActivity.find(channel(channel), echoDb(channel));
    }

    private static void check(Path file, WavStream wav) {
        if (wav.channels() == 1) {
            throw new SoundException(file + ": it has 1 channel; 2 are expected, the caller's and the agent's."
                    + " With two voices on one channel, who speaks, and who speaks into whom, cannot be told apart. "
                    + TWO_TRACKS);
        }
        if (wav.channels() > 2) {
            throw new SoundException(file + ": it has " + wav.channels()
                    + " channels; 2 are expected, the caller's and the agent's."
                    + " Keep those two, such as with: ffmpeg -i FILE -af \"pan=stereo|c0=c0|c1=c1\" OUT.wav");
        }
        if (wav.rateHz() < LOWEST_HZ || wav.rateHz() > HIGHEST_HZ) {
            throw new SoundException(file + ": its rate is " + wav.rateHz() + " Hz; " + LOWEST_HZ + " to " + HIGHEST_HZ
                    + " Hz is allowed. " + CONVERT);
        }
        int divisor = divisor(wav.rateHz());
        if (wav.rateHz() / divisor > 1_000 || Pcm.RATE_HZ / divisor > 1_000) {
            throw new SoundException(file + ": its rate is " + wav.rateHz()
                    + " Hz; a usual one is expected, such as 8000, 11025, 16000, 22050, 24000, 44100 or 48000 Hz. "
                    + CONVERT);
        }
        if (wav.frames() / wav.rateHz() > MOST_HOURS * 3_600L) {
            throw new SoundException(String.format(
                    Locale.ROOT,
                    "%s: it lasts %.1f hours; at most %d are allowed. Cut it into calls.",
                    file,
                    wav.frames() / (double) wav.rateHz() / 3_600,
                    MOST_HOURS));
        }
    }

    private static void refuseWhatTellsNothing(Path file, ChannelLevel left, ChannelLevel right, Likeness likeness) {
        if (left.silent() && right.silent()) {
            throw new SoundException(String.format(
                    Locale.ROOT,
                    "%s: nothing in it stands out as speech (both channels below %.0f dBFS, or noise without a break);"
                            + " a recorded call is expected. Check that the recording has sound.",
                    file,
                    ChannelLevel.FAINTEST_DBFS));
        }
        if (likeness.share() >= SAME) {
            throw new SoundException(String.format(
                    Locale.ROOT,
                    "%s: both channels hold the same sound (%.1f %% alike): a mono recording in a stereo file. With two"
                            + " voices on one channel, who speaks, and who speaks into whom, cannot be told apart. %s",
                    file,
                    100 * likeness.share(),
                    TWO_TRACKS));
        }
    }

    /** How much of one channel is the other, at no delay: the squared correlation of the samples, whatever constant lies under them. */
    private static final class Likeness {
        private double n;
        private double x;
        private double y;
        private double xx;
        private double yy;
        private double xy;

        void accept(short[] left, short[] right) {
            long sumX = 0;
            long sumY = 0;
            long sumXx = 0;
            long sumYy = 0;
            long sumXy = 0;
            for (int i = 0; i < left.length; i++) {
                sumX += left[i];
                sumY += right[i];
                sumXx += (long) left[i] * left[i];
                sumYy += (long) right[i] * right[i];
                sumXy += (long) left[i] * right[i];
            }
            n += left.length;
            x += sumX;
            y += sumY;
            xx += sumXx;
            yy += sumYy;
            xy += sumXy;
        }

        double share() {
            double spreadX = n * xx - x * x;
            double spreadY = n * yy - y * y;
            double both = n * xy - x * y;
            return spreadX <= 0 || spreadY <= 0 ? 0 : both / spreadX * (both / spreadY);
        }
    }
}
