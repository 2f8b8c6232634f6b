package io.turngap.link;

import java.util.Locale;

/**
 * How sound is written on a wire: one channel, samples one after another.
 *
 * @param encoding how a sample is written
 * @param rateHz samples a second
 */
public record SoundFormat(Encoding encoding, int rateHz) {

    /** How a sample is written. */
    public enum Encoding {
        /** 16 bits, little-endian ({@code linear16}). */
        PCM(2),
        /** G.711 µ-law. */
        MULAW(1),
        /** G.711 A-law. */
        ALAW(1),
        /** Packets of 20 ms, each behind its length ({@link io.turngap.sound.OpusVoiceEncoder}). */
        OPUS(0);

        private final int bytes;

        Encoding(int bytes) {
            this.bytes = bytes;
        }
    }

    /** Telephone sound as the Americas have it: 8 kHz µ-law. */
    public static final SoundFormat MULAW_8K = new SoundFormat(Encoding.MULAW, 8_000);

    /** Telephone sound as Europe has it: 8 kHz A-law. */
    public static final SoundFormat ALAW_8K = new SoundFormat(Encoding.ALAW, 8_000);

    private static final int LEAST_RATE_HZ = 8_000;
    private static final int MOST_RATE_HZ = 48_000;

    public SoundFormat {
        if (rateHz < LEAST_RATE_HZ || rateHz > MOST_RATE_HZ || rateHz % 50 != 0) {
            throw new LinkException("a sound format of " + rateHz + " samples a second; spoken are " + LEAST_RATE_HZ
                    + " to " + MOST_RATE_HZ + " that make whole frames of 20 ms, such as 16000 or 24000");
        }
    }

    /** 16-bit little-endian samples at {@code rateHz}. */
    public static SoundFormat pcm(int rateHz) {
        return new SoundFormat(Encoding.PCM, rateHz);
    }

    /** Bytes of one sample; 0 where sound comes in packets. */
    public int bytesPerSample() {
        return encoding.bytes;
    }

    /** True where bytes are packets and hold no samples one by one. */
    public boolean isPackets() {
        return encoding == Encoding.OPUS;
    }

    /** Such as {@code mulaw at 8000 Hz}. */
    @Override
    public String toString() {
        return encoding.name().toLowerCase(Locale.ROOT) + " at " + rateHz + " Hz";
    }
}
