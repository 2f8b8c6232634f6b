package io.turngap.load;

import io.turngap.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Deals calls to the timelines of a link: each goes where the fewest are, so that calls of different lengths do not pile up on one event
 * loop. Not thread-safe.
 */
final class Lanes {

    /** More timelines a link does not have; the bound keeps one that makes a new one each time from being asked for ever. */
    private static final int MOST = 1_024;

    private final List<Timeline> timelines = new ArrayList<>();
    private final int[] calls;

    /**
     * All timelines of a link.
     *
     * @param inTurn gives them one after another, and after the last the first again
     */
    Lanes(Supplier<Timeline> inTurn) {
        Timeline next = inTurn.get();
        while (!timelines.contains(next) && timelines.size() < MOST) {
            timelines.add(next);
            next = inTurn.get();
        }
        this.calls = new int[timelines.size()];
    }

    /** A timeline for one more call. */
    Timeline take() {
        int fewest = 0;
        for (int lane = 1; lane < calls.length; lane++) {
            fewest = calls[lane] < calls[fewest] ? lane : fewest;
        }
        calls[fewest]++;
        return timelines.get(fewest);
    }

    /** True of a timeline of this link. */
    boolean has(Timeline timeline) {
        return timelines.contains(timeline);
    }

    /** A call of that timeline is over. */
    void free(Timeline timeline) {
        calls[timelines.indexOf(timeline)]--;
    }

    /** The clock that they share. */
    long nowNanos() {
        return timelines.getFirst().nowNanos();
    }
}
