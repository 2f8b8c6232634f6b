package io.turngap.link;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How sound is written on the wire of the OpenAI Realtime protocol. */
public enum WireFormat {
    /** 24 kHz mono, 16 bits, little-endian. */
    PCM("audio/pcm", 24_000, 2, List.of("pcm", "pcm16")),
    /** 8 kHz mono, G.711 µ-law. */
    MULAW("audio/pcmu", 8_000, 1, List.of("g711_ulaw")),
    /** 8 kHz mono, G.711 A-law. */
    ALAW("audio/pcma", 8_000, 1, List.of("g711_alaw")),
    /**
     * Opus packets of 20 ms, 16 kHz mono, each behind its length ({@link io.turngap.sound.OpusVoiceEncoder}). Not of OpenAI's protocol: only
     * Turngap's own agent speaks it.
     */
    OPUS("audio/opus", 16_000, 0, List.of());

    private final String type;
    private final int rateHz;
    private final int bytesPerSample;
    private final List<String> otherNames;

    WireFormat(String type, int rateHz, int bytesPerSample, List<String> otherNames) {
        this.type = type;
        this.rateHz = rateHz;
        this.bytesPerSample = bytesPerSample;
        this.otherNames = otherNames;
    }

    /** The name in {@code session.update}, such as {@code audio/pcmu}. */
    public String type() {
        return type;
    }

    /** Samples a second. */
    public int rateHz() {
        return rateHz;
    }

    /** Bytes of one sample; 0 where sound comes in packets. */
    public int bytesPerSample() {
        return bytesPerSample;
    }

    /** True where bytes are packets and hold no samples one by one. */
    public boolean isPackets() {
        return bytesPerSample == 0;
    }

    /** The format of a name: {@code audio/pcm} as in GA, {@code pcm16} as in beta, or {@code mulaw} as this enum has it; any case. */
    public static Optional<WireFormat> of(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(f -> f.type.equals(wanted)
                        || f.otherNames.contains(wanted)
                        || f.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
    }
}
