package io.turngap.agent;

import io.turngap.sound.Pcm;

/**
 * Signed 16 bits, little endian, mono: L16 of telephone providers and the audio of Pipecat's frames.
 *
 * @param rateHz samples a second, {@value #LEAST_HZ} to {@value #MOST_HZ}
 */
record LinearAudio(int rateHz) implements AudioForm {

    static final int LEAST_HZ = 8_000;
    static final int MOST_HZ = 48_000;

    /** The resampler's filter grows with the terms of the ratio; every rate in use fits. */
    private static final long MOST_TERM = 1_000;

    /**
     * The form at a rate that a client names.
     *
     * @throws ClientError when it is none of {@value #LEAST_HZ} to {@value #MOST_HZ} Hz, or stands in no small ratio to 16 kHz
     */
    static LinearAudio at(long rateHz) throws ClientError {
        boolean inRange = rateHz >= LEAST_HZ && rateHz <= MOST_HZ;
        if (!inRange || Math.max(rateHz, Pcm.RATE_HZ) / divisor(rateHz, Pcm.RATE_HZ) > MOST_TERM) {
            throw new ClientError(
                    "invalid_value",
                    "sample_rate",
                    "Sample rate " + rateHz + " Hz; allowed: " + LEAST_HZ + " to " + MOST_HZ
                            + ", in small whole numbers to 16000, such as 8000, 16000, 24000, 44100 or 48000.");
        }
        return new LinearAudio((int) rateHz);
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    @Override
    public int bytesASample() {
        return 2;
    }

    @Override
    public short[] decode(byte[] bytes) {
        short[] samples = new short[bytes.length / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = WireFormat.PCM.sample(bytes, i);
        }
        return samples;
    }

    @Override
    public byte[] encode(short[] samples, int count) {
        return WireFormat.PCM.encode(samples, count);
    }
}
