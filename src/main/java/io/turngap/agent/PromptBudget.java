package io.turngap.agent;

import java.util.ArrayDeque;

/**
 * How long the prompt of the next request is (L7): instructions, the turns so far, the caller's words. A rolling window keeps the last
 * {@code window_turns} turns word by word; those before become a short summary ({@code distil}) or are dropped.
 *
 * <p>What it costs: what was dropped is forgotten, and a caller is asked again; a summary keeps what matters. Distilling is done after a
 * reply, while the caller listens, by a model of its own, and delays nobody. Tokens are counted as words times a constant.
 *
 * <p>Belongs to one call.
 */
final class PromptBudget {

    /** Turns that are kept where no window is set; the oldest are dropped beyond. */
    static final int MOST_TURNS = 512;

    /**
     * A prompt, in tokens and in the order in which it is read.
     *
     * @param system instructions and tool definitions
     * @param summary what became of turns before the window
     * @param history turns in the window
     * @param fresh the caller's words, and what a tool answered
     * @param firstTurn the oldest turn in the window, 0 where there is none
     */
    record Size(int system, int summary, int history, int fresh, int firstTurn) {
        int tokens() {
            return system + summary + history + fresh;
        }
    }

    private record Exchange(int turn, int tokens) {}

    private final AgentConfig.Prompt config;
    private final ModelFigures.PromptText figures;
    private final ArrayDeque<Exchange> window = new ArrayDeque<>();
    private int windowTokens;
    private int droppedTokens;

    PromptBudget(AgentConfig.Prompt config, ModelFigures figures) {
        this.config = config;
        this.figures = figures.promptText();
    }

    /** The prompt for {@code heard}; after a tool has answered when {@code tool}. */
    Size of(String heard, boolean tool) {
        int summary = config.distil()
                ? Math.min(figures.summaryMostTokens(), (int) Math.ceil(droppedTokens * figures.summaryShare()))
                : 0;
        int fresh = tokens(heard) + (tool ? figures.toolTokens() : 0);
        return new Size(
                config.systemTokens(),
                summary,
                windowTokens,
                fresh,
                window.isEmpty() ? 0 : window.element().turn());
    }

    /** Adds a turn to the history; true when an older one left the window. */
    boolean add(int turn, String heard, String answer, boolean tool) {
        Exchange made = new Exchange(turn, tokens(heard) + tokens(answer) + (tool ? figures.toolTokens() : 0));
        window.add(made);
        windowTokens += made.tokens();
        int most = config.windowTurns() == 0 ? MOST_TURNS : config.windowTurns();
        if (window.size() <= most) {
            return false;
        }
        int gone = window.remove().tokens();
        windowTokens -= gone;
        droppedTokens += gone;
        return true;
    }

    /** Whether the model still knows what was said in {@code turn}, which is over. */
    boolean knows(int turn) {
        return config.distil()
                || droppedTokens == 0
                || !window.isEmpty() && window.element().turn() <= turn;
    }

    /** Tokens of a text. */
    int tokens(String text) {
        return (int) Math.ceil(TokenPieces.words(text) * figures.tokensPerWord());
    }
}
