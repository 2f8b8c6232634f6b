package io.turngap.agent;

import io.turngap.time.Seeds;
import io.turngap.time.Timeline;

/**
 * Preloaded context (L18): what the agent knows of the caller, fetched once a call, while it rings or when the first answer needs it.
 *
 * <p>How long the fetch takes is modelled: drawn from {@code context.fetch}, by seed and call. What is not there when the words are is
 * waited for in stage {@code prepare}. With {@code context.preload} the fetch begins with the call, so all but the first words of a very
 * quick caller find it done; its cost is a fetch for every call, also for one that is hung up before a word is said. A fetch that takes
 * longer than {@code tools.timeout_ms} is no longer waited for, and the answer is given without the record.
 *
 * <p>Lever {@code context}: {@code preloaded}, {@code early} (a partial transcript asked for it) or {@code waited}; {@code timed out}.
 */
final class CallerRecord {

    private final Timeline timeline;
    private final AgentConfig.Context config;
    private final long timeoutMs;
    private final Seeds seeds;
    private final Later<Boolean> there = new Later<>();
    private Timeline.Scheduled fetch = () -> {};
    private Timeline.Scheduled limit = () -> {};
    private String begun = "";
    private boolean limited;
    private boolean told;

    CallerRecord(long call, Timeline timeline, AgentConfig config) {
        this.timeline = timeline;
        this.config = config.context();
        this.timeoutMs = config.tools().timeoutMs();
        this.seeds = new Seeds(config.llm().seed()).at("context").at(call);
    }

    /** True when there is a record to fetch. */
    boolean isKept() {
        return config.fetch().medianMs() > 0;
    }

    /** It rings. */
    void ringing() {
        if (config.preload()) {
            begin("preloaded");
        }
    }

    /** The caller is about to be understood. */
    void soon() {
        begin("early");
    }

    /** The words are there. */
    void wanted() {
        begin("waited");
    }

    /** Runs {@code then} once the record is there or was given up: at once where there is none. */
    void need(AgentEvents events, Runnable then) {
        if (!isKept()) {
            then.run();
            return;
        }
        wanted();
        if (!told) {
            told = true;
            events.lever("context", begun);
        }
        if (!there.isSettled() && !limited) {
            limited = true;
            limit = timeline.after(timeoutMs * 1_000_000, () -> giveUp(events));
        }
        there.then(found -> then.run());
    }

    private void giveUp(AgentEvents events) {
        fetch.cancel();
        events.trouble("the caller's record was not there within " + timeoutMs + " ms; the answer goes without it");
        events.lever("context", "timed out");
        there.settle(false);
    }

    /** The call is over. */
    void close() {
        fetch.cancel();
        limit.cancel();
        there.then(found -> {});
    }

    private void begin(String how) {
        if (isKept() && begun.isEmpty()) {
            begun = how;
            fetch = timeline.after(config.fetch().nextNanos(seeds.random()), () -> {
                limit.cancel();
                there.settle(true);
            });
        }
    }
}
