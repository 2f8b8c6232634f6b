package io.turngap.measure;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * How many calls were in flight, exactly, from when each was tried and when it was over. A call is in flight from its start (inclusive)
 * to its end (exclusive); one that was given up before it was made never is.
 */
public final class Concurrency {

    /** Ending of a call that was given up before it was made. */
    static final String NOT_TRIED = "not_tried";

    /** Ascending. */
    private final long[] startsUs;
    /** Ascending. */
    private final long[] endsUs;

    private Concurrency(long[] startsUs, long[] endsUs) {
        this.startsUs = startsUs;
        this.endsUs = endsUs;
        Arrays.sort(startsUs);
        Arrays.sort(endsUs);
    }

    /** Of the calls of a run, in any order. */
    public static Concurrency of(List<CallLine> calls) {
        List<CallLine> made = calls.stream().filter(Concurrency::made).toList();
        return new Concurrency(
                made.stream().mapToLong(CallLine::startEpochUs).toArray(),
                // A clock that was set back during a call must not make it end before it began.
                made.stream()
                        .mapToLong(call -> Math.max(call.startEpochUs(), call.endEpochUs()))
                        .toArray());
    }

    /** False for a call that was given up before it was made. */
    public static boolean made(CallLine call) {
        return !call.ending().equals(NOT_TRIED);
    }

    /** How many calls were made. */
    public int calls() {
        return startsUs.length;
    }

    /** When the first call was tried; empty where none was. */
    public OptionalLong firstStartUs() {
        return startsUs.length == 0 ? OptionalLong.empty() : OptionalLong.of(startsUs[0]);
    }

    /** When the last call was over; empty where none was made. */
    public OptionalLong lastEndUs() {
        return endsUs.length == 0 ? OptionalLong.empty() : OptionalLong.of(endsUs[endsUs.length - 1]);
    }

    /** Calls in flight at an instant. */
    public int at(long epochUs) {
        return notAfter(startsUs, epochUs) - notAfter(endsUs, epochUs);
    }

    /** Most calls in flight at any instant. */
    public int most() {
        return startsUs.length == 0 ? 0 : most(startsUs[0], endsUs[endsUs.length - 1] - startsUs[0] + 1, 1)[0];
    }

    /**
     * Most calls in flight at any instant of each of so many equal stretches.
     *
     * @param fromUs start of the first
     * @param widthUs length of each, more than 0
     * @param stretches how many
     */
    public int[] most(long fromUs, long widthUs, int stretches) {
        int[] most = new int[stretches];
        for (int i = 0; i < stretches; i++) {
            most[i] = at(fromUs + i * widthUs);
        }
        int end = notAfter(endsUs, fromUs);
        for (int start = notAfter(startsUs, fromUs); start < startsUs.length; start++) {
            long nowUs = startsUs[start];
            long stretch = (nowUs - fromUs) / widthUs;
            if (stretch >= stretches) {
                break;
            }
            while (end < endsUs.length && endsUs[end] <= nowUs) {
                end++;
            }
            most[(int) stretch] = Math.max(most[(int) stretch], start + 1 - end);
        }
        return most;
    }

    /** How many of ascending instants are not after another. */
    private static int notAfter(long[] ascending, long us) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= us) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
