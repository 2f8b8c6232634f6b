package io.turngap.link;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How sound is written on the wire of the OpenAI Realtime protocol. */
public enum WireFormat {
    /** 24 kHz mono, 16 bits, little-endian. */
    PCM("audio/pcm", SoundFormat.pcm(24_000), List.of("pcm", "pcm16")),
    /** 8 kHz mono, G.711 µ-law. */
    MULAW("audio/pcmu", SoundFormat.MULAW_8K, List.of("g711_ulaw")),
    /** 8 kHz mono, G.711 A-law. */
    ALAW("audio/pcma", SoundFormat.ALAW_8K, List.of("g711_alaw")),
    /**
     * Opus packets of 20 ms, 16 kHz mono, each behind its length ({@link io.turngap.sound.OpusVoiceEncoder}). Not of OpenAI's protocol: only
     * Turngap's own agent speaks it.
     */
    OPUS("audio/opus", new SoundFormat(SoundFormat.Encoding.OPUS, 16_000), List.of());

    private final String type;
    private final SoundFormat sound;
    private final List<String> otherNames;

    WireFormat(String type, SoundFormat sound, List<String> otherNames) {
        this.type = type;
        this.sound = sound;
        this.otherNames = otherNames;
    }

    /** The name in {@code session.update}, such as {@code audio/pcmu}. */
    public String type() {
        return type;
    }

    /** The bytes it stands for. */
    public SoundFormat sound() {
        return sound;
    }

    /** Samples a second. */
    public int rateHz() {
        return sound.rateHz();
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
