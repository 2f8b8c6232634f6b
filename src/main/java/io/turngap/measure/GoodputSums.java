package io.turngap.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@link Goodput} over any number of calls, from sums. What a call that broke owed is known only when all calls are: those are kept by how
 * many turns they came to and how many of these were good, so memory grows with the length of a script.
 */
final class GoodputSums {

    private final long sloMs;
    private final ShareSums whole = new ShareSums();
    /** Calls that broke, by turns and good turns. */
    private final Map<Came, Long> broken = new TreeMap<>();

    private int owed = 1;

    /** How far a call that broke had come. */
    private record Came(int turns, int good) implements Comparable<Came> {
        @Override
        public int compareTo(Came other) {
            return turns != other.turns ? Integer.compare(turns, other.turns) : Integer.compare(good, other.good);
        }
    }

    /** Nothing yet; a reply within {@code sloMs} is good. */
    GoodputSums(long sloMs) {
        this.sloMs = sloMs;
    }

    /** The target, ms of TTFA. */
    long sloMs() {
        return sloMs;
    }

    /** A call is over that had so many utterances, of which so many were answered well. */
    void call(int good, int turns, boolean broke) {
        if (broke) {
            broken.merge(new Came(turns, good), 1L, Long::sum);
        } else {
            owed = Math.max(owed, turns);
            whole.call(good, turns);
        }
    }

    /** All calls, those that broke with what they owed. */
    ShareSums sums() {
        ShareSums all = new ShareSums();
        all.add(whole);
        broken.forEach((came, calls) -> all.calls(came.good(), Math.max(owed, came.turns()), calls));
        return all;
    }

    void write(ObjectNode to) {
        to.put("slo_ms", sloMs);
        to.put("owed", owed);
        whole.write(to.putObject("whole"));
        ArrayNode rows = to.putArray("broken");
        broken.forEach((came, calls) -> rows.addObject()
                .put("turns", came.turns())
                .put("good", came.good())
                .put("calls", calls));
    }

    static GoodputSums read(JsonNode from) {
        GoodputSums sums = new GoodputSums(from.path("slo_ms").asLong());
        sums.owed = Math.max(1, from.path("owed").asInt());
        sums.whole.add(ShareSums.read(from.path("whole")));
        for (JsonNode row : from.path("broken")) {
            sums.broken.merge(
                    new Came(row.path("turns").asInt(), row.path("good").asInt()),
                    row.path("calls").asLong(),
                    Long::sum);
        }
        return sums;
    }
}
