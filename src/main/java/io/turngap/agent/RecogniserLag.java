package io.turngap.agent;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Says once that streaming recognition does not keep up with the streams: what it has yet to hear when a caller ends is waited for by the
 * caller, and the agent's `stt` stage alone does not tell that the machine is why.
 *
 * <p>Thread-safe.
 */
final class RecogniserLag {

    /** A recogniser that keeps up is behind by its last windows and a turn of its thread; beyond this it is too slow for its streams. */
    static final long ALLOWED_MS = 300;

    private final AtomicBoolean said = new AtomicBoolean();
    private final Consumer<String> warn;

    /** {@code warn} is told once, in sentences. */
    RecogniserLag(Consumer<String> warn) {
        this.warn = warn;
    }

    /**
     * An utterance ended.
     *
     * @param behindMs how long sound of it had waited for the recogniser by then, ms
     * @param decoding utterances that were being decoded
     */
    void ended(long behindMs, int decoding) {
        if (behindMs > ALLOWED_MS && said.compareAndSet(false, true)) {
            warn.accept(String.format(
                    Locale.ROOT,
                    "streaming recognition fell %d ms behind a caller, with %d utterances decoded at once; at most %d ms is expected of a"
                            + " machine that keeps up. Callers wait for it, in stage stt. Give the agent more processor, make fewer calls at"
                            + " once, or take a recogniser that costs next to nothing: --set agent.stt.engine=matcher",
                    behindMs,
                    decoding,
                    ALLOWED_MS));
        }
    }
}
