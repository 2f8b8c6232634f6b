package io.turngap.agent;

/**
 * Attention states carried over from one turn of a call to the next (L8): what the model read before is not read again, as far as the prompt
 * begins as it did, and only on the machine that read it.
 *
 * <p>What it costs: memory of that machine, which is not modelled. It fits ill with a rolling window: once the window moves, the prompt
 * begins anew after the instructions, and only these are spared. A machine that was cold in between holds nothing any more, and of a turn
 * that was given up only what stood before its words is of use later.
 *
 * <p>Belongs to one call.
 */
final class KvReuse {

    private static final Machine NONE = new Machine("", Fleet.ANY, 0);

    private Machine machine = NONE;
    private PromptBudget.Size held = new PromptBudget.Size(0, 0, 0, 0, 0);
    private int heldTokens;
    private int turn;
    private boolean answered;

    /**
     * What holds attention states.
     *
     * @param tier the model
     * @param replica which of its machines
     * @param loads how often that had loaded the model
     */
    record Machine(String tier, int replica, int loads) {}

    /** The machine that would be best for the next request to a model of {@code ofTier}. */
    int replica(String ofTier) {
        return machine.tier().equals(ofTier) ? machine.replica() : Fleet.ANY;
    }

    /** How many tokens of {@code next}, the prompt of {@code ofTurn}, need not be read {@code on} this machine. */
    int spares(Machine on, int ofTurn, PromptBudget.Size next) {
        if (!on.equals(machine)) {
            return 0;
        }
        boolean grown =
                next.summary() == held.summary() && (held.firstTurn() == 0 || next.firstTurn() == held.firstTurn());
        if (!grown) {
            return next.system();
        }
        if (!answered && ofTurn == turn) {
            return Math.min(heldTokens, next.tokens());
        }
        int past = answered ? heldTokens : held.tokens() - held.fresh();
        return Math.min(past, next.tokens() - next.fresh());
    }

    /** {@code prompt} of {@code ofTurn} was read {@code on} this machine, and a tool is to answer it before the model goes on. */
    void asksTool(Machine on, int ofTurn, PromptBudget.Size prompt) {
        read(on, ofTurn, prompt, 0, false);
    }

    /** {@code prompt} of {@code ofTurn} was read {@code on} this machine, and {@code said} tokens were said after it. */
    void answers(Machine on, int ofTurn, PromptBudget.Size prompt, int said) {
        read(on, ofTurn, prompt, said, true);
    }

    private void read(Machine on, int ofTurn, PromptBudget.Size prompt, int said, boolean whole) {
        machine = on;
        turn = ofTurn;
        held = prompt;
        heldTokens = prompt.tokens() + said;
        answered = whole;
    }
}
