package io.turngap.agent;

import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;

/**
 * Waits for text; emits a tone as long as the text would take to say, all at once after the time to the first byte. For callers without
 * ears: what they need of a voice is when it begins and how long it lasts.
 *
 * <p>A text of {@code n} characters lasts {@code n · 60,000 / (rate_wpm · 6)} ms, at least 200 ms: a word is five letters and a space, as
 * typists count. The tone, 500 Hz at 16 kHz, stands in a few arrays that all calls share.
 */
final class ModelledSynthesiser implements Synthesiser {

    private static final int CHARACTERS_A_WORD = 6;
    private static final long LEAST_MS = 200;
    private static final int CHUNK_MS = 2_000;
    private static final int STEP_MS = 20;
    private static final double AMPLITUDE = 11_600;
    private static final short[][] CHUNKS = chunks();

    private final double msACharacter;

    ModelledSynthesiser(AgentConfig.Tts config) {
        this.msACharacter = 60_000 / (config.rateWpm() * CHARACTERS_A_WORD);
    }

    @Override
    public Runnable speak(Timeline timeline, String text, Sink sink) {
        return timeline.after(0, () -> say(durationMs(text), sink))::cancel;
    }

    /** How long a text lasts, in whole frames. */
    long durationMs(String text) {
        long ms = Math.max(LEAST_MS, Math.round(text.length() * msACharacter));
        return Math.ceilDiv(ms, STEP_MS) * STEP_MS;
    }

    private static void say(long ms, Sink sink) {
        for (long left = ms; left > 0; left -= CHUNK_MS) {
            sink.audio(CHUNKS[(int) Math.min(left, CHUNK_MS) / STEP_MS]);
        }
        sink.done();
    }

    @Override
    public String name() {
        return "modelled tone";
    }

    @Override
    public boolean modelled() {
        return true;
    }

    @Override
    public void close() {}

    /** The beginnings of one tone, by their length in steps. */
    private static short[][] chunks() {
        short[][] chunks = new short[CHUNK_MS / STEP_MS + 1][];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = new short[i * STEP_MS * Pcm.RATE_HZ / 1_000];
            for (int at = 0; at < chunks[i].length; at++) {
                chunks[i][at] = (short) Math.round(AMPLITUDE * Math.cos(2 * Math.PI * 500 * at / Pcm.RATE_HZ));
            }
        }
        return chunks;
    }
}
