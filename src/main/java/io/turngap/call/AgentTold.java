package io.turngap.call;

import io.turngap.link.Link;
import io.turngap.time.Timeline;
import java.util.function.BooleanSupplier;

/** What an agent tells, beside what is heard of it: goes into the turn that it is about, and into the call's ledger. */
abstract class AgentTold implements Link.Listener {

    private final Timeline timeline;
    private final Ledger ledger;
    private final TurnBook book;
    private final BooleanSupplier over;

    /** {@code over} says that the call has its result, after which no turn takes anything. */
    AgentTold(Timeline timeline, Ledger ledger, TurnBook book, BooleanSupplier over) {
        this.timeline = timeline;
        this.ledger = ledger;
        this.book = book;
        this.over = over;
    }

    @Override
    public void milestone(long atNanos, String name, long uncertaintyNanos) {
        if (!over.getAsBoolean()) {
            // Only an instant of the agent's own clock has to be mapped; what a link infers itself is an arrival.
            if (uncertaintyNanos > 0) {
                ledger.vouches();
            }
            book.milestone(atNanos, name, uncertaintyNanos);
        }
    }

    @Override
    public void speechEnded(long atNanos, double audioMs, long uncertaintyNanos) {
        if (!over.getAsBoolean()) {
            ledger.vouches();
            book.speechEnded(atNanos, audioMs, uncertaintyNanos);
        }
    }

    @Override
    public void transcript(long atNanos, boolean understood, String text) {
        OpenTurn turn = book.told(atNanos);
        if (turn != null) {
            turn.transcript(understood, text);
        }
    }

    @Override
    public void claim(String name, double ms) {
        OpenTurn turn = book.told(timeline.nowNanos());
        if (turn != null) {
            turn.claim(name, ms);
        }
    }

    @Override
    public void lever(long atNanos, String name, String value) {
        OpenTurn turn = over.getAsBoolean() ? null : book.told(atNanos);
        if (turn != null) {
            turn.lever(name, value);
        }
    }

    @Override
    public void about(String stage, String engine, boolean modelled) {
        ledger.vouches();
        ledger.about(stage, engine, modelled);
    }

    @Override
    public void session(String id) {
        ledger.session(id);
    }

    @Override
    public void replyFailed(long atNanos, boolean rateLimited, String what) {
        trouble(atNanos, what);
        OpenTurn turn = over.getAsBoolean() ? null : book.told(atNanos);
        if (turn != null && rateLimited && turn.limitedNanos == OpenTurn.NONE) {
            turn.limitedNanos = atNanos;
        }
    }

    /** Something went wrong between agent and caller, and the call goes on. */
    @Override
    public void trouble(long atNanos, String what) {
        ledger.trouble(what);
        OpenTurn turn = over.getAsBoolean() ? null : book.told(atNanos);
        if (turn != null) {
            turn.trouble(what);
        }
    }
}
