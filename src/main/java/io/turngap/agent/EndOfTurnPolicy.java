package io.turngap.agent;

import java.util.function.Supplier;

/**
 * Lever L16, model-assisted end of turn: makes the silence that ends a turn from what {@link EndOfTurn} says of it. A turn that sounds
 * complete with probability {@code p} needs
 *
 * <pre>{@code incomplete_ms - p * (incomplete_ms - complete_ms)}</pre>
 *
 * of silence: {@code complete_ms} when nothing is missing, {@code incomplete_ms} when something must follow. It buys most of the wait after
 * turns that sound complete, and costs waiting after those that do not, and a false cut-off where the model is wrong.
 *
 * <p>The words are those recognised by then: what a recogniser has not said yet, the model does not know.
 */
final class EndOfTurnPolicy implements Endpointer.Silence {

    private final long completeMs;
    private final long incompleteMs;
    private final EndOfTurn model;
    private final Supplier<String> words;

    /** A policy that asks {@code model} about {@code words}, the partial transcript at the instant of asking. */
    EndOfTurnPolicy(AgentConfig.Endpointing config, EndOfTurn model, Supplier<String> words) {
        this.completeMs = config.completeMs();
        this.incompleteMs = config.incompleteMs();
        this.model = model;
        this.words = words;
    }

    /** The next 20 ms of sound, 16 kHz mono. */
    void frame(short[] samples, boolean speech) {
        model.frame(samples, speech);
    }

    /** A turn begins. */
    void begin() {
        model.begin();
    }

    @Override
    public long neededMs(long silentMs) {
        double complete = Math.clamp(model.complete(words.get(), silentMs), 0, 1);
        return Math.round(incompleteMs - complete * (incompleteMs - completeMs));
    }

    @Override
    public long leastMs() {
        return completeMs;
    }
}
