package io.turngap.agent;

import io.turngap.time.Timeline;

/**
 * One client's audio on its way into its {@link AgentCall}, whatever the protocol: decoded, brought to 16 kHz mono, and refused where it runs
 * too far ahead of the clock, for sound comes as fast as it is spoken.
 */
final class ClientAudio {

    /** How far audio may run ahead of the clock. */
    private static final long MOST_AHEAD_MS = 60_000;

    private final Timeline timeline;
    private final long openedNanos;
    private WireDecoder decoder;
    private long samplesTaken;

    ClientAudio(Timeline timeline, AudioForm form) {
        this.timeline = timeline;
        this.openedNanos = timeline.nowNanos();
        this.decoder = new WireDecoder(form);
    }

    /** From here on audio comes in {@code form}; true when that is another than before. */
    boolean form(AudioForm form) {
        if (form.equals(decoder.format())) {
            return false;
        }
        decoder = new WireDecoder(form);
        return true;
    }

    /** How much later sound comes out than it was spoken, ms, because the codec looks ahead. */
    double codecDelayMs() {
        return decoder.codecDelayMs();
    }

    /**
     * Takes one message of whole samples or packets.
     *
     * @param receivedNanos when it was read from the socket
     * @throws ClientError when it holds others, or comes too early; it is dropped then
     */
    void accept(byte[] bytes, long receivedNanos, AgentCall call) throws ClientError {
        AudioForm form = decoder.format();
        long bytesAMs = (long) form.bytesASample() * form.rateHz() / 1_000;
        long messageMs = bytesAMs == 0 ? 0 : bytes.length / bytesAMs;
        long elapsedMs = (timeline.nowNanos() - openedNanos) / 1_000_000;
        if (samplesTaken / 16 + messageMs - elapsedMs > MOST_AHEAD_MS) {
            throw new ClientError(
                    "input_audio_too_fast",
                    "audio",
                    "Audio is more than " + MOST_AHEAD_MS / 1000
                            + " s ahead of the clock and was dropped; send it as it is spoken.");
        }
        int count = decoder.decode(bytes);
        samplesTaken += count;
        call.audio(decoder.samples(), count, receivedNanos);
    }
}
