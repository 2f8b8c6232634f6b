package io.turngap.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turngap.sound.Pcm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** What a frame of 20 ms is on the wire, both ways, in the load bench: the name of a codec as an option has it, in lower case. */
enum Wording {
    /** s16le at 16 kHz in binary messages, 640 bytes, over a declared link. */
    BINARY(16_000, 2),
    /** µ-law at 8 kHz in Twilio's JSON, 160 bytes. */
    MULAW(8_000, 1),
    /** s16le at 24 kHz in OpenAI Realtime's JSON, 960 bytes. */
    JSON(24_000, 2);

    private static final int TONE_HZ = 400;
    private static final int TONE_PEAK = 8_000;

    private final int rateHz;
    private final int bytesASample;

    Wording(int rateHz, int bytesASample) {
        this.rateHz = rateHz;
        this.bytesASample = bytesASample;
    }

    static Wording of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True where messages are text. */
    boolean text() {
        return this != BINARY;
    }

    /** The path at which the sink speaks so. */
    String path() {
        return "/" + option();
    }

    /** The sink's address as the product takes it; a declared link's file is written into {@code folder}. */
    String address(int port, Path folder) throws IOException {
        return switch (this) {
            case BINARY -> "file:" + Files.writeString(folder.resolve("sink.yaml"), """
                    agent_link: 1
                    name: sink
                    websocket: {url: "ws://127.0.0.1:%d%s"}
                    caller_audio: {encoding: linear16, rate_hz: 16000}
                    agent_audio: {encoding: linear16, rate_hz: 16000, binary: sound}
                    events: [{when: {/type: other}, ignore: true}]
                    """.formatted(port, path()));
            case MULAW -> "twilio:ws://127.0.0.1:" + port + path();
            case JSON -> "openai:ws://127.0.0.1:" + port + path();
        };
    }

    /** What the sink says first; empty where it says nothing. */
    String greeting() {
        return this == JSON ? "{\"type\":\"session.created\",\"session\":{\"type\":\"realtime\",\"id\":\"s\"}}" : "";
    }

    /** What the sink says to a message that is not sound; empty where it says nothing. */
    String reply(String message) {
        return this == JSON && message.contains("session.update")
                ? "{\"type\":\"session.updated\",\"session\":{\"type\":\"realtime\",\"id\":\"s\"}}"
                : "";
    }

    /** What the sink says before the sound of a reply; empty where the protocol tells nothing. */
    String replyBegins(int reply) {
        return this == JSON
                ? "{\"type\":\"response.created\",\"event_id\":\"event_2\",\"response\":{\"id\":\"r" + reply
                        + "\",\"status\":\"in_progress\"}}"
                : "";
    }

    /** What the sink says after the sound of a reply; empty where the protocol tells nothing. */
    String replyEnds(int reply) {
        return this == JSON
                ? "{\"type\":\"response.done\",\"event_id\":\"event_3\",\"response\":{\"id\":\"r" + reply
                        + "\",\"status\":\"completed\",\"output\":[]}}"
                : "";
    }

    /** A message to send without audio work: what a bare client puts on the wire. */
    String callerText(byte[] sound) {
        String base64 = Base64.getEncoder().encodeToString(sound);
        return this == JSON
                ? "{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + base64 + "\"}"
                : "{\"event\":\"media\",\"sequenceNumber\":\"3\",\"streamSid\":\"bare\",\"media\":{\"track\":\"inbound\","
                        + "\"chunk\":\"2\",\"timestamp\":\"20\",\"payload\":\"" + base64 + "\"}}";
    }

    /** A whole unmasked WebSocket message of the agent's with 20 ms of a tone, or of silence. */
    ByteBuf answer(boolean audible, String streamSid, int reply) {
        byte[] sound = sound(audible);
        byte[] payload = switch (this) {
            case BINARY -> sound;
            case MULAW ->
                ("{\"event\":\"media\",\"streamSid\":\"" + streamSid + "\",\"media\":{\"payload\":\""
                                + Base64.getEncoder().encodeToString(sound) + "\"}}")
                        .getBytes(StandardCharsets.US_ASCII);
            case JSON ->
                ("{\"type\":\"response.output_audio.delta\",\"event_id\":\"event_1\",\"response_id\":\"r" + reply
                                + "\",\"item_id\":\"i1\","
                                + "\"output_index\":0,\"content_index\":0,\"delta\":\""
                                + Base64.getEncoder().encodeToString(sound) + "\"}")
                        .getBytes(StandardCharsets.US_ASCII);
        };
        return message(payload, text());
    }

    /** A whole unmasked WebSocket message. */
    static ByteBuf message(byte[] payload, boolean text) {
        ByteBuf message = Unpooled.directBuffer(payload.length + 4).writeByte(text ? 0x81 : 0x82);
        if (payload.length < 126) {
            message.writeByte(payload.length);
        } else {
            message.writeByte(126).writeShort(payload.length);
        }
        return message.writeBytes(payload);
    }

    /** 20 ms as they stand on the wire, before base64. */
    byte[] sound(boolean audible) {
        byte[] sound = new byte[rateHz / 50 * bytesASample];
        if (this == MULAW) {
            // A full-scale eighth as a square wave, which needs no encoder here; 0xff is zero.
            Arrays.fill(sound, (byte) 0xff);
            for (int i = 0; audible && i < sound.length; i++) {
                sound[i] = (byte) (i / 10 % 2 == 0 ? 0xa0 : 0x20);
            }
            return sound;
        }
        for (int i = 0; audible && i < sound.length / 2; i++) {
            int sample = (int) Math.round(TONE_PEAK * Math.sin(2 * Math.PI * TONE_HZ * i / rateHz));
            sound[2 * i] = (byte) sample;
            sound[2 * i + 1] = (byte) (sample >> 8);
        }
        return sound;
    }

    /** Frames a second. */
    static int framesASecond() {
        return Pcm.RATE_HZ / Pcm.FRAME_SAMPLES;
    }
}
