package io.turngap.agent;

/**
 * Attention states carried over from one turn of a call to the next (L8): what the model read before is not read again, as far as the prompt
 * begins as it did, and only on the machine that read it.
 *
 * <p>What it costs: memory of that machine, which is not modelled. And it fits ill with a rolling window: once the window moves, the prompt
 * begins anew after the instructions, and only these are spared.
 *
 * <p>Belongs to one call.
 */
final class KvReuse {

    private int replica = Fleet.ANY;
    private String tier = "";
    private PromptBudget.Size held = new PromptBudget.Size(0, 0, 0, 0, 0);
    private int heldTokens;

    /** The machine that would be best for the next request to a model of {@code ofTier}. */
    int replica(String ofTier) {
        return tier.equals(ofTier) ? replica : Fleet.ANY;
    }

    /** How many tokens of {@code next} need not be read on {@code at}. */
    int spares(String ofTier, int at, PromptBudget.Size next) {
        if (at != replica || !tier.equals(ofTier)) {
            return 0;
        }
        boolean grown =
                next.summary() == held.summary() && (held.firstTurn() == 0 || next.firstTurn() == held.firstTurn());
        return Math.min(grown ? heldTokens : next.system(), next.tokens());
    }

    /** {@code prompt} was read on {@code at}, and {@code said} tokens were said after it. */
    void read(String ofTier, int at, PromptBudget.Size prompt, int said) {
        tier = ofTier;
        replica = at;
        held = prompt;
        heldTokens = prompt.tokens() + said;
    }
}
