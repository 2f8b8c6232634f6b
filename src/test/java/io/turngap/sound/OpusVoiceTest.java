package io.turngap.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class OpusVoiceTest {

    private static final short[] SPEECH = Wav.read(
                    Path.of("audio-fixtures/speech/can-i-change-the-address.lancaster.wav"))
            .samples();

    private static byte[] encoded(short[] sound) {
        OpusVoiceEncoder encoder = new OpusVoiceEncoder();
        int packets = sound.length / OpusVoiceEncoder.PACKET_SAMPLES;
        byte[] bytes = new byte[packets * OpusVoiceEncoder.MOST_BYTES];
        int end = 0;
        for (int i = 0; i < packets; i++) {
            end += encoder.encode(sound, i * OpusVoiceEncoder.PACKET_SAMPLES, bytes, end);
        }
        return Arrays.copyOf(bytes, end);
    }

    private static short[] decoded(byte[] bytes, int piece) {
        OpusVoiceDecoder decoder = new OpusVoiceDecoder();
        short[] sound = new short[SPEECH.length];
        int[] end = {0};
        for (int at = 0; at < bytes.length; at += piece) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
            decoder.accept(part, part.length, samples -> {
                System.arraycopy(samples, 0, sound, end[0], samples.length);
                end[0] += samples.length;
            });
        }
        assertEquals(0, decoder.waitingBytes());
        return Arrays.copyOf(sound, end[0]);
    }

    private static double correlation(short[] sound, short[] heard, int delay) {
        double cross = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i + delay < heard.length; i++) {
            cross += (double) sound[i] * heard[i + delay];
            first += (double) sound[i] * sound[i];
            second += (double) heard[i + delay] * heard[i + delay];
        }
        return cross / Math.sqrt(first * second);
    }

    @Test
    void speechComesBackAsItWasAndLaterByTheStatedDelay() {
        short[] heard = decoded(encoded(SPEECH), 1_000_000);
        int best = 0;
        for (int delay = 0; delay < 2 * OpusVoiceEncoder.DELAY_SAMPLES; delay++) {
            best = correlation(SPEECH, heard, delay) > correlation(SPEECH, heard, best) ? delay : best;
        }
        assertEquals(OpusVoiceEncoder.DELAY_SAMPLES, best, 1, "6.5 ms");
        assertTrue(correlation(SPEECH, heard, best) > 0.93, "0.95 was measured");
        double noise = 0;
        double power = 0;
        for (int i = 0; i + best < heard.length; i++) {
            double difference = heard[i + best] - SPEECH[i];
            noise += difference * difference;
            power += (double) SPEECH[i] * SPEECH[i];
        }
        double snrDb = 10 * Math.log10(power / noise);
        assertTrue(snrDb > 9, "10.4 dB were measured; a codec for ears keeps no waveform; now " + snrDb);
    }

    @Test
    void itTakesATenthOfTheBytes() {
        double share = encoded(SPEECH).length / (2.0 * SPEECH.length);
        assertTrue(share > 0.05 && share < 0.11, "share of linear sound at 16 kHz: " + share);
    }

    @Test
    void piecesOfAnySizeGiveTheSame() {
        byte[] bytes = encoded(SPEECH);
        short[] whole = decoded(bytes, bytes.length);
        for (int piece : new int[] {1, 2, 61, 3_072}) {
            assertArrayEquals(whole, decoded(bytes, piece), "pieces of " + piece);
        }
    }

    @Test
    void aNewReplyStartsAfresh() {
        byte[] bytes = encoded(SPEECH);
        OpusVoiceDecoder decoder = new OpusVoiceDecoder();
        short[][] first = new short[2][];
        for (int round = 0; round < 2; round++) {
            int of = round;
            decoder.accept(bytes, bytes.length, samples -> {
                if (first[of] == null) {
                    first[of] = samples.clone();
                }
            });
            decoder.reset();
        }
        assertArrayEquals(first[0], first[1]);
    }

    @Test
    void wrongFramingIsRefusedAndTheNextMessageHeard() {
        OpusVoiceDecoder decoder = new OpusVoiceDecoder();
        refused(decoder, "length is 0", 0, 0, 1, 2);
        refused(decoder, "length is 1276", 4, 252, 1, 2);
        refused(decoder, "it lasts 10.0 ms", 0, 2, 0, 7);
        refused(decoder, "announces frames", 0, 1, 3 + 8);
        byte[] good = encoded(Arrays.copyOf(SPEECH, OpusVoiceEncoder.PACKET_SAMPLES));
        decoder.accept(good, good.length - 1, samples -> {
            throw new AssertionError("the packet is not complete");
        });
        assertEquals(good.length - 1, decoder.waitingBytes());
        decoder.dropPart();
        int[] packets = {0};
        decoder.accept(good, good.length, samples -> packets[0]++);
        assertEquals(1, packets[0]);
    }

    private static void refused(OpusVoiceDecoder decoder, String why, int... bytes) {
        byte[] wrong = new byte[bytes.length];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = (byte) bytes[i];
        }
        SoundException refusal =
                assertThrows(SoundException.class, () -> decoder.accept(wrong, wrong.length, samples -> {}));
        assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.getMessage());
        assertEquals(0, decoder.waitingBytes());
    }

    @Test
    void garbageIsRefusedOrIsSoundAndNeverMore() {
        UniformRandomProvider random = new Seeds(20261123).at("opus").random();
        OpusVoiceDecoder decoder = new OpusVoiceDecoder();
        int refused = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[2 + random.nextInt(120)];
            random.nextBytes(bytes);
            bytes[0] = 0;
            bytes[1] = (byte) (bytes.length - 2);
            try {
                decoder.accept(bytes, bytes.length, samples -> assertEquals(320, samples.length));
            } catch (SoundException expected) {
                refused++;
            }
            decoder.dropPart();
        }
        assertTrue(refused > 500, "of 2000: " + refused);
    }
}
