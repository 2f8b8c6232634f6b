package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turngap.sound.G711;
import io.turngap.sound.Pcm;
import io.turngap.sound.StreamResampler;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that are known without being made equal frames that are made. */
class FrameEncoderTest {

    static Stream<SoundFormat> formats() {
        return Stream.of(
                SoundFormat.pcm(8_000),
                SoundFormat.pcm(16_000),
                SoundFormat.pcm(24_000),
                SoundFormat.pcm(44_100),
                SoundFormat.MULAW_8K,
                SoundFormat.ALAW_8K,
                new SoundFormat(SoundFormat.Encoding.MULAW, 16_000));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void silenceAmongSoundIsEncodedAsIfItWereSound(SoundFormat format) {
        Random random = new Random(11);
        LoopScratch scratch = new LoopScratch();
        FrameEncoder encoder = new FrameEncoder(format);
        StreamResampler fresh = new StreamResampler(Pcm.RATE_HZ, format.rateHz());
        for (int index = 0; index < 400; index++) {
            short[] frame = frame(random, index);
            int count = encoder.encode(frame, scratch);
            short[] wire = new short[fresh.mostOutput(Pcm.FRAME_SAMPLES) + 1];
            int samples = fresh.process(frame, 0, frame.length, wire, 0);
            assertEquals(samples * format.bytesPerSample(), count, "frame " + index);
            assertArrayEquals(bytes(format, wire, samples), Arrays.copyOf(scratch.bytes, count), "frame " + index);
        }
    }

    /** Some silent, some loud, some with a single sample at an end. */
    private static short[] frame(Random random, int index) {
        short[] frame = new short[Pcm.FRAME_SAMPLES];
        switch (random.nextInt(4)) {
            case 0 -> {
                for (int i = 0; i < frame.length; i++) {
                    frame[i] = (short) (random.nextGaussian() * 8_000);
                }
            }
            case 1 -> frame[index % 2 == 0 ? 0 : frame.length - 1] = 20_000;
            default -> {
                // Silence.
            }
        }
        return frame;
    }

    private static byte[] bytes(SoundFormat format, short[] wire, int samples) {
        byte[] bytes = new byte[samples * format.bytesPerSample()];
        for (int i = 0; i < samples; i++) {
            switch (format.encoding()) {
                case MULAW -> bytes[i] = G711.muLaw(wire[i]);
                case ALAW -> bytes[i] = G711.aLaw(wire[i]);
                default -> {
                    bytes[2 * i] = (byte) wire[i];
                    bytes[2 * i + 1] = (byte) (wire[i] >> 8);
                }
            }
        }
        return bytes;
    }
}
