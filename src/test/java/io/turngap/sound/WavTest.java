package io.turngap.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavTest {

    private static final short[] SOUND = {0, 256, -256, 32_512, -32_768, 1_024};

    /** A file of one format chunk and one data chunk, whatever they say. */
    private static byte[] file(
            int code, int channels, int rate, int bits, byte[] data, int declared, byte[]... before) {
        ByteBuffer out = ByteBuffer.allocate(4_096 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(-1).put("WAVE".getBytes(StandardCharsets.US_ASCII));
        for (byte[] chunk : before) {
            out.put(chunk);
        }
        boolean extensible = code < 0;
        out.put("fmt ".getBytes(StandardCharsets.US_ASCII)).putInt(extensible ? 40 : 16);
        out.putShort((short) (extensible ? 0xfffe : code))
                .putShort((short) channels)
                .putInt(rate);
        out.putInt(rate * channels * bits / 8)
                .putShort((short) (channels * bits / 8))
                .putShort((short) bits);
        if (extensible) {
            out.putShort((short) 22)
                    .putShort((short) bits)
                    .putInt(4)
                    .putShort((short) -code)
                    .put(new byte[14]);
        }
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(declared).put(data);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static short[] read(byte[] file) {
        return Wav.parse("x.wav", file).mono().samples();
    }

    /** The same file as a stream must hold the same, in pieces that end anywhere. */
    private static void streamsAlike(Path folder, byte[] file) throws IOException {
        Path path = Files.write(folder.resolve("stream.wav"), file);
        short[][] whole = Wav.readChannels(path).samples();
        try (WavStream stream = WavStream.open(path)) {
            assertEquals(whole.length, stream.channels());
            assertEquals(whole[0].length, stream.frames());
            for (int at = 0; at < whole[0].length + 3; at += 3) {
                short[][] piece = stream.read(at, 4);
                for (int channel = 0; channel < whole.length; channel++) {
                    int from = Math.min(at, whole[channel].length);
                    assertArrayEquals(
                            Arrays.copyOfRange(whole[channel], from, Math.min(from + 4, whole[channel].length)),
                            piece[channel]);
                }
            }
        }
    }

    @Test
    void aStreamHoldsWhatTheFileHolds(@TempDir Path folder) throws IOException {
        for (int[] format : new int[][] {{1, 8}, {1, 16}, {1, 24}, {1, 32}, {3, 32}, {3, 64}}) {
            byte[] data = encoded(format[0], format[1]);
            for (int channels : new int[] {1, 2}) {
                streamsAlike(folder, file(format[0], channels, 16_000, format[1], data, data.length));
                streamsAlike(folder, file(-format[0], channels, 16_000, format[1], data, data.length));
                streamsAlike(folder, file(format[0], channels, 16_000, format[1], data, -1));
                streamsAlike(folder, file(format[0], channels, 16_000, format[1], data, 0));
            }
        }
        byte[] note = "note\u0005\0\0\0hello\0".getBytes(StandardCharsets.ISO_8859_1);
        streamsAlike(folder, file(7, 2, 8_000, 8, new byte[] {1, 2, 3, 4}, 4, note));
        streamsAlike(folder, file(6, 1, 8_000, 8, new byte[] {1, 2, 3, 4, 0, 0}, 3));
    }

    @Test
    void aStreamRefusesWhatTheFileIsRefusedFor(@TempDir Path folder) throws IOException {
        byte[] sound = encoded(1, 16);
        byte[] good = file(1, 1, 16_000, 16, sound, sound.length);
        for (byte[] bad : new byte[][] {
            {},
            "RIF".getBytes(StandardCharsets.US_ASCII),
            "OggS and more bytes".getBytes(StandardCharsets.US_ASCII),
            "RIFF....AVI LIST".getBytes(StandardCharsets.US_ASCII),
            Arrays.copyOf(good, 12),
            Arrays.copyOf(good, 30),
            Arrays.copyOf(good, 44),
            Arrays.copyOf(good, 50),
            file(2, 1, 16_000, 16, sound, sound.length),
            file(1, 9, 16_000, 16, sound, sound.length),
            file(1, 1, 1_000, 16, sound, sound.length),
            file(1, 1, 16_000, 16, new byte[0], 0)
        }) {
            Path path = Files.write(folder.resolve("bad.wav"), bad);
            String asFile = assertThrows(SoundException.class, () -> Wav.readChannels(path))
                    .getMessage();
            String asStream = assertThrows(SoundException.class, () -> WavStream.open(path))
                    .getMessage();
            assertEquals(asFile, asStream);
        }
    }

    private static String refusal(byte[] file) {
        String message = String.valueOf(
                assertThrows(SoundException.class, () -> read(file)).getMessage());
        assertTrue(message.startsWith("x.wav: "), message);
        assertTrue(message.contains("allowed: "), message);
        return message;
    }

    private static byte[] encoded(int code, int bits) {
        ByteBuffer out = ByteBuffer.allocate(SOUND.length * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (short s : SOUND) {
            switch (code * 100 + bits) {
                case 108 -> out.put((byte) ((s >> 8) + 128));
                case 116 -> out.putShort(s);
                case 124 -> out.put((byte) 0).putShort(s);
                case 132 -> out.putInt(s << 16);
                case 332 -> out.putFloat(s / 32_768f);
                case 364 -> out.putDouble(s / 32_768.0);
                default -> throw new IllegalArgumentException();
            }
        }
        return out.array();
    }

    @Test
    void readsEveryFormat() {
        for (int[] format : new int[][] {{1, 8}, {1, 16}, {1, 24}, {1, 32}, {3, 32}, {3, 64}}) {
            byte[] data = encoded(format[0], format[1]);
            assertArrayEquals(
                    SOUND, read(file(format[0], 1, 16_000, format[1], data, data.length)), Arrays.toString(format));
            assertArrayEquals(
                    SOUND,
                    read(file(-format[0], 1, 16_000, format[1], data, data.length)),
                    "extensible " + Arrays.toString(format));
        }
        byte[] codes = {0, (byte) 0x8f, (byte) 0xff};
        assertArrayEquals(new short[] {-32124, 16764, 0}, read(file(7, 1, 8_000, 8, codes, 3)));
        byte[] aLaw = {(byte) 0xd5, 0x55, (byte) 0xaa};
        assertArrayEquals(new short[] {8, -8, 32256}, read(file(6, 1, 8_000, 8, aLaw, 3)));
    }

    @Test
    void floatsBeyondFullScaleAreClippedAndNonsenseIsSilence() {
        byte[] data = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(2f)
                .putFloat(-2f)
                .putFloat(Float.NaN)
                .array();
        assertArrayEquals(new short[] {32_767, -32_768, 0}, read(file(3, 1, 16_000, 32, data, 12)));
    }

    @Test
    void unknownLengthMeansToTheEnd() {
        byte[] data = encoded(1, 16);
        for (int declared : new int[] {0, -1, 0x7fff_f000}) {
            assertArrayEquals(SOUND, read(file(1, 1, 16_000, 16, data, declared)), "declared " + declared);
        }
    }

    @Test
    void oddChunksAreSkippedWithTheirPadding() {
        byte[] list = {'L', 'I', 'S', 'T', 3, 0, 0, 0, 'a', 'b', 'c', 0};
        byte[] data = encoded(1, 16);
        assertArrayEquals(SOUND, read(file(1, 1, 16_000, 16, data, data.length, list, list)));
    }

    @Test
    void stereoIsMixedUnlessOneSideIsSilentOrBothCancel() {
        short[] a = Tones.sine(440, -20, 1_600);
        short[] silence = new short[1_600];
        short[] inverted = new short[1_600];
        for (int i = 0; i < a.length; i++) {
            inverted[i] = (short) -a[i];
        }
        assertArrayEquals(a, read(Wav.stereo(new Pcm(8_000, silence), new Pcm(8_000, a))));
        assertEquals(-20, Level.rmsDbfs(read(Wav.stereo(new Pcm(8_000, a), new Pcm(8_000, inverted)))), 0.1);
        assertArrayEquals(a, read(Wav.stereo(new Pcm(8_000, a), new Pcm(8_000, a))));
    }

    @Test
    void whatIsNoWavIsRefusedWithTheReason() {
        assertTrue(refusal(new byte[0]).contains("empty"));
        assertTrue(refusal("ID3 not a wav file".getBytes(StandardCharsets.US_ASCII))
                .contains("\"ID3 \""));
        assertTrue(refusal(new byte[] {'R', 'I', 'F', 'F'}).contains("begins with \"RIFF\""));
        byte[] data = encoded(1, 16);
        assertTrue(refusal(file(85, 1, 16_000, 16, data, 12)).contains("format 85"));
        assertTrue(refusal(file(1, 0, 16_000, 16, data, 12)).contains("0 channels"));
        assertTrue(refusal(file(1, 1, 100, 16, data, 12)).contains("100 Hz"));
        assertTrue(refusal(file(1, 1, 16_000, 16, new byte[0], 0)).contains("no samples"));
        assertTrue(refusal(file(1, 1, 16_000, 16, data, 4_000)).contains("says 4000 bytes of sound and has 12"));
        byte[] whole = file(1, 1, 16_000, 16, data, 12);
        for (int length = 1; length < whole.length; length++) {
            refusal(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void aMissingFileIsSaidSo(@TempDir Path folder) {
        Path missing = folder.resolve("none.wav");
        String message = String.valueOf(
                assertThrows(SoundException.class, () -> Wav.read(missing)).getMessage());
        assertTrue(message.contains("no such file"), message);
    }

    @Test
    void whatIsWrittenIsReadBackHereAndByJava(@TempDir Path folder) throws Exception {
        Pcm left = new Pcm(16_000, SOUND);
        Pcm right = new Pcm(16_000, new short[] {7, -7, 9});
        Path file = folder.resolve("a.wav");
        Files.write(file, Wav.mono(left));
        assertArrayEquals(SOUND, Wav.read(file).samples());

        byte[] stereo = Wav.stereo(left, right);
        assertArrayEquals(
                new short[] {7, -7, 9, 0, 0, 0},
                Wav.parse("s", stereo).channel(1).samples());
        AudioFormat format =
                AudioSystem.getAudioFileFormat(new ByteArrayInputStream(stereo)).getFormat();
        assertEquals(2, format.getChannels());
        assertEquals(16, format.getSampleSizeInBits());

        byte[] small = Wav.stereoMuLaw(left, right);
        AudioFormat muLaw =
                AudioSystem.getAudioFileFormat(new ByteArrayInputStream(small)).getFormat();
        assertEquals(AudioFormat.Encoding.ULAW, muLaw.getEncoding());
        assertEquals(SOUND[3], Wav.parse("s", small).channel(0).samples()[3], 600);
        assertThrows(IllegalArgumentException.class, () -> Wav.stereo(left, new Pcm(8_000, SOUND)));
    }
}
