package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.sound.G711;
import java.util.Optional;

/**
 * A form that audio takes in OpenAI Realtime: linear at 24 kHz, or one of the telephone's codecs at 8 kHz; and, as an extension of ours,
 * Opus at 16 kHz.
 */
enum WireFormat implements AudioForm {
    /** Signed 16 bits, little endian, 24 kHz. */
    PCM("audio/pcm", 24_000, 2) {
        @Override
        short sample(byte[] bytes, int index) {
            return (short) ((bytes[2 * index] & 0xff) | bytes[2 * index + 1] << 8);
        }

        @Override
        void put(byte[] bytes, int index, short sample) {
            bytes[2 * index] = (byte) sample;
            bytes[2 * index + 1] = (byte) (sample >> 8);
        }
    },
    /** µ-law, 8 kHz. */
    PCMU("audio/pcmu", 8_000, 1) {
        @Override
        short sample(byte[] bytes, int index) {
            return G711.fromMuLaw(bytes[index]);
        }

        @Override
        void put(byte[] bytes, int index, short sample) {
            bytes[index] = G711.muLaw(sample);
        }
    },
    /** A-law, 8 kHz. */
    PCMA("audio/pcma", 8_000, 1) {
        @Override
        short sample(byte[] bytes, int index) {
            return G711.fromALaw(bytes[index]);
        }

        @Override
        void put(byte[] bytes, int index, short sample) {
            bytes[index] = G711.aLaw(sample);
        }
    },
    /** Opus packets of 20 ms, 16 kHz, each behind its length: {@link io.turngap.sound.OpusVoiceEncoder}. */
    OPUS("audio/opus", 16_000, 0) {
        @Override
        short sample(byte[] bytes, int index) {
            throw new IllegalStateException("Opus packets hold no samples one by one; use WireDecoder");
        }

        @Override
        void put(byte[] bytes, int index, short sample) {
            throw new IllegalStateException("Opus packets hold no samples one by one; use WireEncoder");
        }
    };

    /** What a session may name, for errors. */
    static final String ALLOWED = "audio/pcm at rate 24000, audio/pcmu, audio/pcma, or audio/opus at rate 16000";

    private final String wireName;
    private final int rateHz;
    private final int bytesASample;

    WireFormat(String wireName, int rateHz, int bytesASample) {
        this.wireName = wireName;
        this.rateHz = rateHz;
        this.bytesASample = bytesASample;
    }

    abstract short sample(byte[] bytes, int index);

    abstract void put(byte[] bytes, int index, short sample);

    @Override
    public int rateHz() {
        return rateHz;
    }

    /** 0 where sound comes in packets. */
    @Override
    public int bytesASample() {
        return bytesASample;
    }

    @Override
    public short[] decode(byte[] bytes) {
        short[] samples = new short[bytes.length / bytesASample];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sample(bytes, i);
        }
        return samples;
    }

    @Override
    public byte[] encode(short[] samples, int count) {
        byte[] bytes = new byte[count * bytesASample];
        for (int i = 0; i < count; i++) {
            put(bytes, i, samples[i]);
        }
        return bytes;
    }

    /** As it stands in a session. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", wireName);
        return this == PCM || this == OPUS ? json.put("rate", rateHz) : json;
    }

    static Optional<WireFormat> of(JsonNode json) {
        for (WireFormat format : values()) {
            if (format.wireName.equals(json.path("type").asText())
                    && json.path("rate").asInt(format.rateHz) == format.rateHz) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
