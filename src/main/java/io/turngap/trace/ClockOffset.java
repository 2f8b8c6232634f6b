package io.turngap.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How far an agent's clock is ahead of the caller's, as an interval that causality leaves open, in the manner of Cristian (1989,
 * "Probabilistic clock synchronization") and of NTP (RFC 5905): an effect is never earlier than its cause, so each pair of instants on the
 * two clocks bounds the offset θ = agent's clock − caller's clock from one side.
 *
 * <ul>
 *   <li>An agent that notes the end of the caller's speech at U notes it after it was spoken at S: θ ≤ U − S. A detector may take the last,
 *       soft {@value #EARLY_MS} ms of a word for silence, so θ ≤ U − S + {@value #EARLY_MS} ms. A decision or a transcript at D needs the
 *       whole utterance: θ ≤ D − S.
 *   <li>What the caller hears at A left the agent before: an audio byte, a token or a decision at B that the reply had to wait for gives
 *       θ ≥ B − A.
 *   <li>A trace that continues what was sent at connect, at C, begins at R after it: θ ≤ R − C.
 * </ul>
 *
 * <p>Each turn gives an interval. A turn misread (a pause taken for the end of the turn, a reply to another question) gives a wrong one, so
 * the interval is the one that most of them share (Marzullo 1984; RFC 5905, section 11.2.1), and where that is not more than half of them the
 * clocks are inconsistent: one of them was set during the run, or these are not the spans of these calls. The offset is the interval's middle,
 * its uncertainty half its width.
 *
 * @param loNanos least offset that is possible
 * @param hiNanos greatest offset that is possible
 * @param agreeing turns' intervals that share it
 * @param of turns' intervals in all
 */
record ClockOffset(long loNanos, long hiNanos, int agreeing, int of) {

    /** What a detector of speech may miss of a word's end. */
    static final long EARLY_MS = 100;

    static final long EARLY_NANOS = EARLY_MS * 1_000_000;

    /** No bound. */
    static final long NONE_LO = Long.MIN_VALUE;

    static final long NONE_HI = Long.MAX_VALUE;

    /** What one turn, or one connection, says of the offset. */
    record Bound(long loNanos, long hiNanos) {}

    private record Edge(long atNanos, boolean opens) {}

    /** The interval that most bounds share. */
    static ClockOffset of(List<Bound> bounds) {
        List<Edge> edges = new ArrayList<>();
        for (Bound bound : bounds) {
            if (bound.loNanos() <= bound.hiNanos()) {
                edges.add(new Edge(bound.loNanos(), true));
                edges.add(new Edge(bound.hiNanos(), false));
            }
        }
        // At one place what opens comes first: intervals that touch do overlap.
        edges.sort(Comparator.comparingLong(Edge::atNanos).thenComparing(edge -> !edge.opens()));
        int open = 0;
        int most = 0;
        long lo = NONE_LO;
        long hi = NONE_HI;
        for (int i = 0; i < edges.size(); i++) {
            open += edges.get(i).opens() ? 1 : -1;
            if (open > most) {
                most = open;
                lo = edges.get(i).atNanos();
                hi = edges.get(i + 1).atNanos();
            }
        }
        return new ClockOffset(lo, hi, most, bounds.size());
    }

    /** True when more than half of all turns agree. */
    boolean consistent() {
        return agreeing * 2 > of;
    }

    /** True when it is bounded on both sides. */
    boolean bounded() {
        return loNanos != NONE_LO && hiNanos != NONE_HI;
    }

    boolean contains(long nanos) {
        return loNanos <= nanos && nanos <= hiNanos;
    }

    long middleNanos() {
        return loNanos + (hiNanos - loNanos) / 2;
    }

    long halfWidthNanos() {
        return (hiNanos - loNanos + 1) / 2;
    }
}
