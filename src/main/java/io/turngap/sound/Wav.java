package io.turngap.sound;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads and writes RIFF WAVE files. Reading takes what people have; writing makes what every player plays. */
public final class Wav {

    /** A larger file is refused: sound is kept in memory. Bytes. */
    public static final long LARGEST_BYTES = 256L << 20;

    private static final int HEADER_BYTES = 44;
    private static final int FORMAT_PCM = 1;
    private static final int FORMAT_MU_LAW = 7;

    /**
     * All channels of a file, at the file's own rate.
     *
     * @param rateHz samples a second
     * @param samples one array a channel, all equally long
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Channels(int rateHz, short[][] samples) {

        /** Channel {@code index}, from 0. */
        public Pcm channel(int index) {
            return new Pcm(rateHz, samples[index]);
        }

        /**
         * One channel from all: their mean, unless one is at least 20 dB louder than the mean of all, or the mean cancels (channels of
         * opposite polarity); then the loudest alone.
         */
        public Pcm mono() {
            if (samples.length == 1) {
                return channel(0);
            }
            short[] mean = new short[samples[0].length];
            for (int i = 0; i < mean.length; i++) {
                int sum = 0;
                for (short[] channel : samples) {
                    sum += channel[i];
                }
                mean[i] = (short) Math.round((double) sum / samples.length);
            }
            short[] loudest = samples[0];
            double loudestDb = Level.rmsDbfs(loudest);
            double quietestDb = loudestDb;
            for (short[] channel : samples) {
                double db = Level.rmsDbfs(channel);
                quietestDb = Math.min(quietestDb, db);
                if (db > loudestDb) {
                    loudestDb = db;
                    loudest = channel;
                }
            }
            boolean oneSided = loudestDb - quietestDb >= 20;
            boolean cancels = loudestDb - Level.rmsDbfs(mean) >= 10;
            return new Pcm(rateHz, oneSided || cancels ? loudest : mean);
        }
    }

    private Wav() {}

    /**
     * The sound of a file as one channel at the file's own rate. Integer samples of 8, 16, 24 or 32 bits, float samples of 32 or 64 bits,
     * µ-law and A-law; 1 to 8 channels; 4 to 384 kHz.
     *
     * @throws SoundException when the file is missing, damaged, empty or of another kind
     */
    public static Pcm read(Path file) {
        return readChannels(file).mono();
    }

    /** As {@link #read}, every channel. */
    public static Channels readChannels(Path file) {
        try {
            long size = Files.size(file);
            if (size > LARGEST_BYTES) {
                throw new SoundException(file + ": the file has " + size + " bytes; at most " + LARGEST_BYTES
                        + " are read. Cut the recording.");
            }
            return WavReader.parse(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new SoundException(
                    file
                            + ": no such file; a WAV file is expected there. Check the path: relative paths start at the scenario's folder.",
                    e);
        } catch (IOException e) {
            throw new SoundException(
                    file + ": cannot be read (" + e + "); a readable WAV file is expected. Check its permissions.", e);
        }
    }

    /** As {@link #readChannels}, from bytes; {@code name} stands in errors. */
    public static Channels parse(String name, byte[] file) {
        return WavReader.parse(name, file);
    }

    /** A mono WAV file, 16-bit linear. */
    public static byte[] mono(Pcm sound) {
        ByteBuffer out = header(FORMAT_PCM, sound.rateHz(), 1, 2, sound.samples().length);
        for (short sample : sound.samples()) {
            out.putShort(sample);
        }
        return out.array();
    }

    /**
     * A stereo WAV file, 16-bit linear. The shorter channel is filled with silence.
     *
     * @throws IllegalArgumentException when the rates differ
     */
    public static byte[] stereo(Pcm left, Pcm right) {
        int frames = frames(left, right);
        ByteBuffer out = header(FORMAT_PCM, left.rateHz(), 2, 2, frames);
        for (int i = 0; i < frames; i++) {
            out.putShort(at(left, i)).putShort(at(right, i));
        }
        return out.array();
    }

    /** As {@link #stereo}, µ-law: half the size, for pages that hold their sound; browsers play it. */
    public static byte[] stereoMuLaw(Pcm left, Pcm right) {
        int frames = frames(left, right);
        ByteBuffer out = header(FORMAT_MU_LAW, left.rateHz(), 2, 1, frames);
        for (int i = 0; i < frames; i++) {
            out.put(G711.muLaw(at(left, i))).put(G711.muLaw(at(right, i)));
        }
        return out.array();
    }

    private static int frames(Pcm left, Pcm right) {
        if (left.rateHz() != right.rateHz()) {
            throw new IllegalArgumentException(
                    "left has " + left.rateHz() + " Hz and right " + right.rateHz() + " Hz; both must be the same");
        }
        return Math.max(left.samples().length, right.samples().length);
    }

    private static short at(Pcm sound, int index) {
        return index < sound.samples().length ? sound.samples()[index] : 0;
    }

    private static ByteBuffer header(int format, int rateHz, int channels, int bytesPerSample, int frames) {
        // A format other than linear needs the extension size and a fact chunk by the letter of the standard.
        boolean linear = format == FORMAT_PCM;
        int headerBytes = linear ? HEADER_BYTES : HEADER_BYTES + 2 + 12;
        int dataBytes = Math.multiplyExact(frames, channels * bytesPerSample);
        int padded = dataBytes + (dataBytes & 1);
        ByteBuffer out = ByteBuffer.allocate(headerBytes + padded).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(headerBytes + padded - 8).put(ascii("WAVE"));
        out.put(ascii("fmt ")).putInt(linear ? 16 : 18);
        out.putShort((short) format).putShort((short) channels).putInt(rateHz);
        out.putInt(rateHz * channels * bytesPerSample).putShort((short) (channels * bytesPerSample));
        out.putShort((short) (8 * bytesPerSample));
        if (!linear) {
            out.putShort((short) 0).put(ascii("fact")).putInt(4).putInt(frames);
        }
        return out.put(ascii("data")).putInt(dataBytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
