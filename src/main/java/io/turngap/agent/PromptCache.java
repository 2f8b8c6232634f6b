package io.turngap.agent;

/**
 * The provider's cache of prompt prefixes (L8): the static part of the prompt, the same in every request of this agent, is read once and
 * then kept until nobody used it for {@code ttl_s}. Requests that come before the first one has been read find nothing yet.
 *
 * <p>What it costs: nothing in time; prompts below {@code least_tokens} are not kept at all, so that it buys nothing there.
 *
 * <p>One a tier, shared by all calls; thread-safe.
 */
final class PromptCache {

    private final ModelFigures.PromptCaching figures;
    private boolean written;
    private long readyNanos;
    private long usedNanos;

    PromptCache(ModelFigures figures) {
        this.figures = figures.promptCaching();
    }

    /** Whether a prefix of {@code tokens} is long enough to be kept. */
    boolean takes(int tokens) {
        return tokens >= figures.leastTokens();
    }

    /** Whether a prefix of {@code tokens} need not be read now; a hit prolongs its life. */
    synchronized boolean holds(long nowNanos, int tokens) {
        if (!written || !takes(tokens) || nowNanos < readyNanos) {
            return false;
        }
        if (nowNanos - usedNanos > figures.ttlS() * 1_000_000_000) {
            written = false;
            return false;
        }
        usedNanos = nowNanos;
        return true;
    }

    /** A request that has to read the prefix will have done so at {@code readyNanos}. */
    synchronized void reads(long readyNanos, int tokens) {
        if (!written && takes(tokens)) {
            written = true;
            this.readyNanos = readyNanos;
            usedNanos = readyNanos;
        }
    }
}
