package io.turngap.measure;

/** Lines of {@code calls.jsonl} for tests. */
public final class Calls {

    private Calls() {}

    /** A call that was due, tried and over at these instants, ms after {@code originUs}, and whose script came to its end. */
    public static CallLine call(int call, long originUs, long dueMs, long startMs, long endMs) {
        return ended(call, originUs, dueMs, startMs, endMs, "hung_up", "");
    }

    /** As {@link #call}, ended in another way: it failed unless it hung up. */
    public static CallLine ended(
            int call, long originUs, long dueMs, long startMs, long endMs, String ending, String detail) {
        return new CallLine(
                call,
                originUs + dueMs * 1_000,
                originUs + startMs * 1_000,
                ending.equals("unreachable") || ending.equals("not_tried") ? null : (Long) (originUs + startMs * 1_000 + 900),
                originUs + endMs * 1_000,
                ending,
                !ending.equals("hung_up"),
                detail,
                4,
                100,
                0);
    }
}
