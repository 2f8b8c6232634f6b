package io.turngap.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * A first guess of how far an agent's clock is ahead, good enough to say which turn an instant belongs to, also where the clocks are days
 * apart. Every end of speech (or turn decision, or request to the model) that the agent tells of is compared with every turn of the same call:
 * the right pairs all give the offset plus a lag of at most {@value #WINDOW_MS} ms, wrong ones give anything. So the offset lies where most
 * differences do; of equally many, where the call's first span and the attempt to connect say.
 */
final class ClockAlignment {

    private static final long WINDOW_MS = 1_500;
    private static final long WINDOW_NANOS = WINDOW_MS * 1_000_000;
    private static final int MOST_DIFFERENCES = 2_000_000;

    private ClockAlignment() {}

    /**
     * The least difference in the fullest window: the offset plus the least lag.
     *
     * @param calls of one clock
     */
    static OptionalLong guess(List<CallSpans> calls) {
        long[] differences = new long[Math.min(MOST_DIFFERENCES, size(calls))];
        int count = 0;
        List<Long> firsts = new ArrayList<>();
        for (CallSpans call : calls) {
            firsts.add(call.firstNanos() - call.window().startNanos());
            for (long edge : call.edges()) {
                for (CallWindow.TurnWindow turn : call.window().turns()) {
                    if (!turn.turn().isGreeting() && count < differences.length) {
                        differences[count++] = edge - turn.speechEndNanos();
                    }
                }
            }
        }
        if (count == 0) {
            return OptionalLong.empty();
        }
        Arrays.sort(differences, 0, count);
        firsts.sort(null);
        return OptionalLong.of(fullest(differences, count, firsts.get(firsts.size() / 2)));
    }

    private static long fullest(long[] differences, int count, long prior) {
        int best = 0;
        int bestIn = 0;
        int end = 0;
        for (int i = 0; i < count; i++) {
            while (end < count && differences[end] - differences[i] <= WINDOW_NANOS) {
                end++;
            }
            boolean nearer = Math.abs(differences[i] - prior) < Math.abs(differences[best] - prior);
            if (end - i > bestIn || end - i == bestIn && nearer) {
                best = i;
                bestIn = end - i;
            }
        }
        return differences[best];
    }

    private static int size(List<CallSpans> calls) {
        long size = 0;
        for (CallSpans call : calls) {
            size += (long) call.edges().length * call.window().turns().size();
        }
        return (int) Math.min(MOST_DIFFERENCES, size);
    }
}
