package io.turngap.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.stats.Clustered;

/**
 * A rate over any number of calls, from sums a call: how many of how many, and the design effect.
 *
 * <p>ICC(1) as {@link io.turngap.stats.IntraclassCorrelation} has it. Of h hits in m trials of a call, and H in N of all k calls, the sum of
 * squares within calls is Σ(h − h²/m), between them Σh²/m − H²/N; so Σh²/m and Σm² are all that has to be kept.
 */
final class ShareSums {

    private long calls;
    private long hits;
    private long total;
    private double squaresOverSize;
    private double sizesSquared;

    /** A call is over that had so many hits in so many trials; one without trials counts for nothing. */
    void call(int callHits, int callTrials) {
        calls(callHits, callTrials, 1);
    }

    /** So many calls that are alike are over. */
    void calls(int callHits, int callTrials, long times) {
        if (callTrials == 0) {
            return;
        }
        calls += times;
        hits += times * callHits;
        total += times * callTrials;
        squaresOverSize += times * ((double) callHits * callHits / callTrials);
        sizesSquared += times * ((double) callTrials * callTrials);
    }

    /** Other calls, too. */
    void add(ShareSums others) {
        calls += others.calls;
        hits += others.hits;
        total += others.total;
        squaresOverSize += others.squaresOverSize;
        sizesSquared += others.sizesSquared;
    }

    /** The rate; {@code trials} are those of a sample of the calls, for who compares runs. */
    Share share(String name, String unit, Clustered trials) {
        return new Share(
                name,
                Math.toIntExact(hits),
                Math.toIntExact(total),
                unit,
                Math.toIntExact(calls),
                designEffect(),
                trials);
    }

    private double icc() {
        if (calls < 2) {
            return 1;
        }
        if (total <= calls) {
            return 0;
        }
        double meanBetween = (squaresOverSize - (double) hits * hits / total) / (calls - 1);
        double meanWithin = (hits - squaresOverSize) / (total - calls);
        double size = (total - sizesSquared / total) / (calls - 1);
        double denominator = meanBetween + (size - 1) * meanWithin;
        return denominator > 0 ? (meanBetween - meanWithin) / denominator : 0;
    }

    private double designEffect() {
        return total == 0 ? 1 : 1 + (sizesSquared / total - 1) * Math.max(0, icc());
    }

    void write(ObjectNode to) {
        to.put("calls", calls);
        to.put("hits", hits);
        to.put("trials", total);
        to.put("hits_squared_over_trials", squaresOverSize);
        to.put("trials_squared", sizesSquared);
    }

    static ShareSums read(JsonNode from) {
        ShareSums sums = new ShareSums();
        sums.calls = from.path("calls").asLong();
        sums.hits = from.path("hits").asLong();
        sums.total = from.path("trials").asLong();
        sums.squaresOverSize = from.path("hits_squared_over_trials").asDouble();
        sums.sizesSquared = from.path("trials_squared").asDouble();
        return sums;
    }
}
