package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turngap.sound.Pcm;
import io.turngap.time.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioOnTheWireTest {

    private static final long SEED = 20261123;
    private final LoopScratch scratch = new LoopScratch();

    @Test
    void base64IsTheJdksAtEveryLength() {
        UniformRandomProvider random = new Seeds(SEED).at("base64").random();
        for (int length = 0; length < 400; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            byte[] out = new byte[Base64Bytes.encodedLength(length) + 3];
            int end = Base64Bytes.encode(bytes, length, out, 3);
            String expected = Base64.getEncoder().encodeToString(bytes);
            assertEquals(expected, new String(out, 3, end - 3, StandardCharsets.US_ASCII));
            byte[] back = new byte[length + 3];
            int count = Base64Bytes.decode(out, 3, Base64Bytes.withoutPadding(out, 3, end), back);
            assertArrayEquals(bytes, Arrays.copyOf(back, count));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AAAAA", "AA=A", "AAA\n", "AAAé", "----", "AAAA===="})
    void whatIsNoBase64IsRefused(String text) {
        byte[] in = text.getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(-1, Base64Bytes.decode(in, 0, Base64Bytes.withoutPadding(in, 0, in.length), new byte[16]));
    }

    @Test
    void quickLookAgreesWithAParserOnAnyOrderAndSpacing() throws Exception {
        ObjectMapper json = new ObjectMapper();
        Random random = new Random(SEED);
        EventScan scan = new EventScan();
        int quick = 0;
        for (int round = 0; round < 2_000; round++) {
            List<String> fields = new ArrayList<>(List.of(
                    "\"type\":\"" + (random.nextInt(4) == 0 ? "response.audio.delta" : "response.output_audio.delta")
                            + '"',
                    "\"response_id\" : \"resp_" + random.nextInt(20) + '"',
                    "\"item_id\":\"item_" + random.nextInt(20) + '"',
                    "\"content_index\":" + random.nextInt(3),
                    "\"delta\":\"" + "QUJD".repeat(random.nextInt(50)) + '"'));
            String[] extras = {
                "\"event_id\":\"e \\\"delta\\\":\\\"x\\\" \"",
                "\"output_index\": 1e0",
                "\"nested\":{\"delta\":\"no\",\"type\":\"session.created\"}",
                "\"list\":[\"]\",{\"delta\":\"}\"}]",
                "\"flag\":true",
                "\"note\":\"ünïcode\"",
                "\"delta\":\"TEFTVA==\"",
                "\"t\\u0079pe\":\"session.created\"",
                "\"x\":null"
            };
            for (int i = random.nextInt(3); i > 0; i--) {
                fields.add(extras[random.nextInt(extras.length)]);
            }
            Collections.shuffle(fields, random);
            String text = " {" + String.join(random.nextBoolean() ? "," : " ,\n ", fields) + "}\r\n";
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            JsonNode tree = json.readTree(bytes);
            if (scan.audioDelta(bytes, bytes.length)) {
                quick++;
                assertTrue(tree.path("type").asText().endsWith("audio.delta"), text);
                assertEquals(
                        tree.path("delta").asText(),
                        new String(
                                bytes, scan.deltaFrom(), scan.deltaTo() - scan.deltaFrom(), StandardCharsets.US_ASCII));
                assertEquals(tree.path("response_id").asText(), scan.responseId(), text);
                assertEquals(tree.path("item_id").asText(), scan.itemId(), text);
                assertEquals(tree.path("content_index").asInt(), scan.contentIndex(), text);
            }
        }
        assertTrue(quick > 800, "the quick look must be of use: " + quick + " of 2000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{\"type\":\"response.output_audio.delta\"",
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"AAAA}",
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"AAAA\"}}",
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"AAAA\",}",
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":7}",
                "{\"type\":\"response.output_audio_transcript.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"AAAA\"}",
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"AA\\/A\"}"
            })
    void quickLookDeclinesWhatIsUnusual(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertFalse(new EventScan().audioDelta(bytes, bytes.length));
    }

    @ParameterizedTest
    @EnumSource(value = WireFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void frameBecomesOneAppendEventOfTheExactSize(WireFormat format) throws Exception {
        FrameEncoder encoder = new FrameEncoder(format.sound());
        ByteBuf out = Unpooled.buffer();
        int bytes = encoder.encode(tone(Pcm.FRAME_SAMPLES), scratch);
        scratch.writeAppend(bytes, out);
        JsonNode event = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertEquals("input_audio_buffer.append", event.path("type").asText());
        assertEquals(format == WireFormat.PCM ? 960 : 160, event.path("audio").binaryValue().length);
        assertEquals(2, event.size());
    }

    @ParameterizedTest
    @EnumSource(value = WireFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void onsetAndLengthOfAReplyAreKeptToTheSample(WireFormat format) {
        // A reply of 0.5 s, silent to 0.25 s, in pieces of odd sizes.
        int wireSamples = format.rateHz() / 2;
        int onset = format.rateHz() / 4;
        byte[] wire = new byte[wireSamples * format.sound().bytesPerSample()];
        for (int i = 0; i < wireSamples; i++) {
            short sample =
                    i < onset ? 0 : (short) (12_000 * Math.cos(2 * Math.PI * 500 * (i - onset) / format.rateHz()));
            switch (format) {
                case PCM -> {
                    wire[2 * i] = (byte) sample;
                    wire[2 * i + 1] = (byte) (sample >> 8);
                }
                case MULAW -> wire[i] = io.turngap.sound.G711.muLaw(sample);
                case ALAW -> wire[i] = io.turngap.sound.G711.aLaw(sample);
                case OPUS -> throw new AssertionError();
            }
        }
        ReplyDecoder decoder = new ReplyDecoder(format.sound());
        for (int reply = 0; reply < 2; reply++) {
            List<Short> heard = new ArrayList<>();
            int piece = 98;
            for (int at = 0; at < wire.length; at += piece) {
                int count = Math.min(piece, wire.length - at);
                System.arraycopy(wire, at, scratch.bytes, 0, count);
                take(heard, decoder.decode(count, scratch));
            }
            take(heard, decoder.finish(scratch));
            assertEquals(Pcm.RATE_HZ / 2, heard.size());
            int first = 0;
            while (Math.abs(heard.get(first)) < 6_000) {
                first++;
            }
            assertEquals(Pcm.RATE_HZ / 4, first, 1, "the step from silence to full swing");
        }
    }

    @Test
    void opusFrameBecomesOnePacketAndComesBackLaterByTheCodecsDelayAlone() {
        FrameEncoder encoder = new FrameEncoder(WireFormat.OPUS.sound());
        assertEquals(0, encoder.delayNanos(), "what the codec costs is not allowed for");
        ReplyDecoder decoder = new ReplyDecoder(WireFormat.OPUS.sound());
        short[] silence = new short[Pcm.FRAME_SAMPLES];
        short[] loud = tone(Pcm.FRAME_SAMPLES);
        List<Short> heard = new ArrayList<>();
        for (int frame = 0; frame < 50; frame++) {
            int bytes = encoder.encode(frame < 25 ? silence : loud, scratch);
            assertTrue(bytes > 2 && bytes < 200, "one packet: " + bytes);
            decoder.decode(bytes, scratch, samples -> take(heard, samples));
            assertEquals(0, decoder.leftOver(bytes));
        }
        assertEquals(50 * Pcm.FRAME_SAMPLES, heard.size());
        int first = 0;
        while (Math.abs(heard.get(first)) < 2_000) {
            first++;
        }
        int delay = io.turngap.sound.OpusVoiceEncoder.DELAY_SAMPLES;
        assertEquals(25 * Pcm.FRAME_SAMPLES + delay, first, 60, "codecs smear an onset by some milliseconds");
    }

    @Test
    void opusReplyOfManyPacketsIsHeardPacketByPacket() {
        FrameEncoder encoder = new FrameEncoder(WireFormat.OPUS.sound());
        byte[] reply = new byte[LoopScratch.BLOCK_BYTES];
        int end = 0;
        int packets = 0;
        while (end + 200 < reply.length) {
            int bytes = encoder.encode(tone(Pcm.FRAME_SAMPLES), scratch);
            System.arraycopy(scratch.bytes, 0, reply, end, bytes);
            end += bytes;
            packets++;
        }
        assertTrue(packets * Pcm.FRAME_SAMPLES > scratch.heard.length, "more than fits at once: " + packets);
        System.arraycopy(reply, 0, scratch.bytes, 0, end);
        List<Integer> runs = new ArrayList<>();
        ReplyDecoder decoder = new ReplyDecoder(WireFormat.OPUS.sound());
        decoder.decode(end, scratch, runs::add);
        assertEquals(Collections.nCopies(packets, Pcm.FRAME_SAMPLES), runs);
        decoder.decode(end - 1, scratch, runs::add);
        assertTrue(decoder.leftOver(end - 1) > 0, "the last packet lacks a byte");
        assertEquals(0, decoder.leftOver(end - 1), "and is forgotten");
    }

    private void take(List<Short> heard, int count) {
        for (int i = 0; i < count; i++) {
            heard.add(scratch.heard[i]);
        }
    }

    private static short[] tone(int samples) {
        short[] tone = new short[samples];
        for (int i = 0; i < samples; i++) {
            tone[i] = (short) (8_000 * Math.sin(2 * Math.PI * 440 * i / Pcm.RATE_HZ));
        }
        return tone;
    }
}
