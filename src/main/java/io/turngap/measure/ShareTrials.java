package io.turngap.measure;

import java.util.List;

/** Of which rates a turn of a call is a trial, and whether it is a hit. Failed calls are told by whole calls: any broken turn is one. */
public final class ShareTrials {

    /** The rates of turns, in the order of reports. */
    static final List<String> OF_TURNS =
            List.of(Share.MISSED, Share.FALSE_CUT_OFF, Share.FALSE_BARGE_IN, Share.RATE_LIMITED);

    private ShareTrials() {}

    /** Takes a trial. */
    @FunctionalInterface
    public interface Sink {
        /** A trial of the rate {@code name}. */
        void trial(String name, boolean hit);
    }

    /** Hands over each trial of a turn. */
    public static void each(Turn turn, Sink sink) {
        boolean unbroken = !turn.isGreeting() && turn.outcome() != Outcome.ERROR;
        if (unbroken) {
            sink.trial(Share.RATE_LIMITED, turn.outcome() == Outcome.RATE_LIMITED);
        }
        if (unbroken && turn.outcome() != Outcome.RATE_LIMITED) {
            sink.trial(Share.MISSED, turn.outcome() == Outcome.MISSED);
            sink.trial(Share.FALSE_CUT_OFF, turn.outcome() == Outcome.CUT_OFF);
        }
        if (couldStopForNothing(turn)) {
            Turn.BargeIn bargeIn = turn.bargeIn();
            sink.trial(Share.FALSE_BARGE_IN, bargeIn != null && bargeIn.falseBargeIn());
        }
    }

    /** The agent was heard to answer, or was given or taken a reason to stop: it could have stopped for what was no interruption. */
    private static boolean couldStopForNothing(Turn turn) {
        Turn.BargeIn bargeIn = turn.bargeIn();
        return (!turn.isGreeting() && turn.outcome() == Outcome.ANSWERED)
                || (bargeIn != null && (bargeIn.falseBargeIn() || Metrics.BACKCHANNEL.equals(bargeIn.kind())));
    }
}
