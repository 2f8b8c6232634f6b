package io.turngap.agent;

/** The caller's sound on its way to the ears: a stage takes it and hands it on. Confined to its call's timeline. */
@FunctionalInterface
interface Intake {

    /** Takes the next samples, 16 kHz mono; they are copied. {@code receivedNanos} is when they reached this stage. */
    void audio(short[] samples, int count, long receivedNanos);

    /** How far what is handed on lies behind what was taken, in samples; a chunk that fills is not counted, it comes late as it is. */
    default int delaySamples() {
        return 0;
    }

    /** Hands on what still waits for more, for nothing that follows belongs to it. */
    default void flush(long receivedNanos) {}

    /** What {@code config} puts between the line and {@code ears}. */
    static Intake of(AgentConfig.Audio config, Intake ears) {
        Intake made = config.noiseSuppression() ? new NoiseSuppressor(ears) : ears;
        boolean chunked = config.noiseSuppression() || config.chunkMs() > Endpointer.FRAME_MS;
        return chunked ? new Chunks(config.chunkMs(), made) : made;
    }
}
