package io.turngap.probe;

import io.turngap.sound.G711;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How synthesised speech is asked for and sent: raw samples, or a WAV file that is read as it comes. */
public enum SpeechFormat {
    /** 16 bits, little-endian, mono. */
    PCM("pcm", 2),
    /** A WAV file with 16-bit, µ-law or A-law samples; its head says the rate. */
    WAV("wav", 0),
    /** G.711 µ-law, mono. */
    MULAW("mulaw", 1),
    /** G.711 A-law, mono. */
    ALAW("alaw", 1);

    private final String wireName;
    private final int sampleBytes;

    SpeechFormat(String wireName, int sampleBytes) {
        this.wireName = wireName;
        this.sampleBytes = sampleBytes;
    }

    /** The name on the command line and as {@code response_format}. */
    public String wireName() {
        return wireName;
    }

    /** Samples a second where the format does not say it itself and nobody else does. */
    public int usualRateHz() {
        return this == MULAW || this == ALAW ? 8_000 : 24_000;
    }

    /** The format of this name. */
    public static Optional<SpeechFormat> of(String name) {
        return Stream.of(values())
                .filter(format -> format.wireName.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Bytes a sample of one channel; 0 for WAV, whose head says it. */
    int sampleBytes() {
        return sampleBytes;
    }

    /** The sample at {@code offset}. */
    short sample(byte[] bytes, int offset) {
        return switch (this) {
            case PCM, WAV -> (short) ((bytes[offset] & 0xff) | bytes[offset + 1] << 8);
            case MULAW -> G711.fromMuLaw(bytes[offset]);
            case ALAW -> G711.fromALaw(bytes[offset]);
        };
    }
}
