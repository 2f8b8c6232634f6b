package io.turngap.measure;

/**
 * A stretch of a run's time on one line. Calls and turns belong to the stretch in which they began.
 *
 * @param fromS from so many seconds after the run's start
 * @param lengthS so long, s
 * @param arrivals calls that began
 * @param inFlight calls under way at once, at most
 * @param queue requests that waited for a machine, at most
 * @param machines modelled machines that ran or loaded, at most; 0 where there are none
 * @param coldStarts machines that began to load
 * @param offered requests' work as a share of what all machines could do, at most over a minute; above 1 the queue grows
 * @param cacheHits turns answered from the semantic cache
 * @param cacheAsked turns in which it was asked
 * @param turns utterances
 * @param p50Ms median TTFA, ms; NaN where nothing was heard
 * @param p95Ms the 95th percentile
 * @param good turns whose reply was heard within the target
 */
public record TrafficRow(
        long fromS,
        long lengthS,
        long arrivals,
        int inFlight,
        int queue,
        int machines,
        long coldStarts,
        double offered,
        long cacheHits,
        long cacheAsked,
        long turns,
        double p50Ms,
        double p95Ms,
        long good) {

    /** Share of turns whose reply was heard within the target, from 0 to 1; NaN without turns. */
    public double goodput() {
        return turns == 0 ? Double.NaN : (double) good / turns;
    }

    /** Share of questions to the semantic cache that it answered, from 0 to 1; NaN where it was not asked. */
    public double hitRate() {
        return cacheAsked == 0 ? Double.NaN : (double) cacheHits / cacheAsked;
    }
}
