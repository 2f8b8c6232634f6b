package io.turngap.report;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * A stretch of a stereo recording, ready for a page: µ-law, half the size of the file's linear samples and played by every browser.
 *
 * @param fromUs position of its first sample within the file, µs
 * @param lengthUs length, µs
 * @param dataUri the sound as a WAV data URI
 * @param caller loudest sample of each bin of the left channel, 0 to 1
 * @param agent the same of the right channel
 */
@SuppressWarnings("ArrayRecordComponent")
record SoundClip(long fromUs, long lengthUs, String dataUri, float[] caller, float[] agent) {

    /** Bins of the picture. */
    static final int BINS = 480;

    private static final long MAX_US = 15_000_000;
    private static final int FRAME_BYTES = 4;

    /**
     * Cuts {@code fromUs} to {@code toUs} out of a file, at most 15 s and what the file holds.
     *
     * @throws IOException when the file cannot be read, is no stereo WAV of 16 bits, or ends before {@code fromUs}
     */
    static SoundClip cut(Path wav, long fromUs, long toUs) throws IOException {
        if (!Files.isRegularFile(wav)) {
            throw new IOException(wav.getFileName() + " is not there; expected it in the folder of recordings");
        }
        try (AudioInputStream in = AudioSystem.getAudioInputStream(wav.toFile())) {
            AudioFormat format = in.getFormat();
            if (!format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED)
                    || format.getChannels() != 2
                    || format.getSampleSizeInBits() != 16
                    || format.isBigEndian()
                    || format.getSampleRate() < 4_000
                    || format.getSampleRate() > 48_000) {
                throw new IOException(
                        wav.getFileName() + " holds " + format + "; expected stereo 16-bit linear WAV at 4 to 48 kHz");
            }
            long rate = Math.round(format.getSampleRate());
            long from = Math.max(0, fromUs) * rate / 1_000_000;
            long frames = Math.min(MAX_US, toUs - Math.max(0, fromUs)) * rate / 1_000_000;
            skip(in, from * FRAME_BYTES);
            byte[] linear = in.readNBytes((int) Math.max(0, frames * FRAME_BYTES));
            int read = linear.length / FRAME_BYTES;
            if (read == 0) {
                throw new IOException(
                        wav.getFileName() + " ends before " + Figures.spanUs(fromUs) + ", where the turn begins");
            }
            return new SoundClip(
                    from * 1_000_000 / rate,
                    read * 1_000_000L / rate,
                    encode(linear, read, format),
                    peaks(linear, read, 0),
                    peaks(linear, read, 2));
        } catch (EOFException e) {
            throw new IOException(
                    wav.getFileName() + " ends before " + Figures.spanUs(fromUs) + ", where the turn begins", e);
        } catch (UnsupportedAudioFileException | IllegalArgumentException e) {
            throw new IOException(wav.getFileName() + " is not a WAV file; expected stereo 16-bit linear WAV", e);
        }
    }

    private static void skip(AudioInputStream in, long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            long skipped = in.skip(left);
            if (skipped <= 0) {
                throw new EOFException();
            }
            left -= skipped;
        }
    }

    private static String encode(byte[] linear, int frames, AudioFormat format) throws IOException {
        AudioInputStream source = new AudioInputStream(new ByteArrayInputStream(linear), format, frames);
        AudioInputStream ulaw = AudioSystem.getAudioInputStream(AudioFormat.Encoding.ULAW, source);
        ByteArrayOutputStream file = new ByteArrayOutputStream(frames * 2 + 64);
        AudioSystem.write(ulaw, AudioFileFormat.Type.WAVE, file);
        return "data:audio/wav;base64," + Base64.getEncoder().encodeToString(file.toByteArray());
    }

    private static float[] peaks(byte[] linear, int frames, int offset) {
        float[] peaks = new float[BINS];
        for (int i = 0; i < frames; i++) {
            int at = i * FRAME_BYTES + offset;
            int sample = (short) ((linear[at] & 0xff) | (linear[at + 1] << 8));
            int bin = (int) ((long) i * BINS / frames);
            peaks[bin] = Math.max(peaks[bin], Math.abs(sample) / 32_768f);
        }
        return peaks;
    }
}
